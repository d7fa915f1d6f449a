import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPlainText } from '../../src/import/plain-text.js';

/** What stands in a record -> the text, and what was taken out. */
const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['text without markup', 'a < b, c > d & e', 'a < b, c > d & e', []],
  ['paragraphs', '<p>第一段。</p><p>第二段。</p>', '第一段。\n\n第二段。', ['p']],
  ['breaks and lists', 'a<br/>b<ul><li>c</li><li>d</li></ul>', 'a\nb\n\nc\n\nd', ['br', 'ul', 'li']],
  ['inline elements', '<span style="color:red">实时<b>路况</b></span>', '实时路况', ['span', 'b']],
  ['cells', '<table><tr><td>a</td><td>b</td></tr></table>', 'a b', ['table', 'tr', 'td']],
  ['a bracket inside of quotes', '<a title="1 > 0" href=\'x\'>y</a>', 'y', ['a']],
  ['an apostrophe in a tag', "<b don't>it's</b>", "it's", ['b']],
  ['scripts and styles', 'a<script>if (1 < 2) alert("</p>")</script>b<STYLE>p{}</STYLE>', 'ab', ['script', 'style']],
  ['a script that never ends', '<script>alert(1)', 'alert(1)', ['script']],
  ['comments', 'a<!-- <b>x</b> -->b<!DOCTYPE html>', 'ab', ['!']],
  ['a tag that never ends', 'a <b c', 'a <b c', []],
  ['entities', '5&nbsp;&lt; 6 &amp; &ldquo;x&rdquo; &#20013;&#x6587;', '5 < 6 & “x” 中文', ['&']],
  ['entities that were escaped twice', '<p>&amp;lt;b&amp;gt;</p>', '&lt;b&gt;', ['p']],
  [
    'entities that no text may have',
    '&#0;&#xD800;&#xFEFF;&#1114112;&unknown;',
    '&#0;&#xD800;&#xFEFF;&#1114112;&unknown;',
    [],
  ],
  ['markup that was escaped as a whole', '&lt;p&gt;指数&lt;/p&gt;', '指数', ['p']],
  ['an escaped tag beside markup', '<p>写作 &lt;br&gt;</p>', '写作 <br>', ['p']],
  ['a tag in pieces', '<<b></b>script>alert(1)</<i></i>script>', '< script>alert(1)</ script>', ['b', 'i']],
];

describe('IMP-14: markup is taken out, words are kept, entities are decoded once', () => {
  it.each(CASES)('reads %s', (_, html, text, taken) => {
    const result = toPlainText(html);
    expect(result.text).toBe(text);
    expect([...result.taken].sort()).toEqual([...taken].sort());
  });

  const piece = fc.constantFrom('<', '</', '<!--', '-->', '>', 'b', 'script', 'p', ' ', '=', '"', "'", '中', '/', '\n');

  it('leaves no tag, whatever a text is made of', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(toPlainText(pieces.join('')).text).not.toMatch(/<\/?[a-z][^>]*>/i);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is done after one pass: what is text stays as it is', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { text } = toPlainText(pieces.join(''));
        expect(toPlainText(text)).toEqual({ text, taken: [] });
      }),
    );
  });

  it.each(['<', '<!--', '<a ', '<a "', "<a b='", '<script>', '</', '&', '&#', ' \n', '<b></'])(
    'costs no more than its length for four million characters of %j',
    (part) => {
      const text = part.repeat(Math.floor(4_000_000 / part.length));
      expect(toPlainText(text).text.length).toBeLessThanOrEqual(text.length);
    },
    20_000,
  );
});
