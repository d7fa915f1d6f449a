import { posix } from 'node:path';
import { describe, it } from 'vitest';
import { expectNone, FILES, type Finding, HAND_WRITTEN, matchesOf, read } from './repository-files.js';

const PAGES = HAND_WRITTEN.filter((path) => path.endsWith('.md'));
const FOLDERS = new Set(
  FILES.flatMap((path) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, depth, parts) => parts.slice(0, depth + 1).join('/')),
  ),
);

/** The anchor that a Markdown reader gives to a heading. */
function toAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(path: string): ReadonlySet<string> {
  return new Set([...read(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => toAnchor(heading)));
}

function wrongLink(from: string, link: string): string | undefined {
  const [file = '', anchor] = link.split('#');
  const target =
    file === '' ? from : posix.normalize(posix.join(posix.dirname(from), decodeURI(file))).replace(/\/$/, '');
  if (target.startsWith('..')) return `links to ${link}, which lies outside of the repository; name the thing instead`;
  if (!FILES.includes(target) && !FOLDERS.has(target))
    return `links to ${link}, which does not exist; correct or remove the link`;
  if (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor))
    return `links to ${link}, but no heading there has that anchor`;
  return undefined;
}

function wrongLinks(path: string): Finding[] {
  return matchesOf(path, /\]\(([^)\s]+)(?: "[^"]*")?\)/g).flatMap(({ line, match: [, link = ''] }) => {
    if (/^[a-z]+:/.test(link)) return [];
    const what = wrongLink(path, link);
    return what === undefined ? [] : [{ path, line, what }];
  });
}

describe('a reader finds what the documentation points to', () => {
  it('resolves every link and anchor between files of the repository', () => {
    expectNone(PAGES.flatMap(wrongLinks));
  });

  it("writes npx with --no-install, so that no stranger's package can run", () => {
    expectNone(
      PAGES.concat(HAND_WRITTEN.filter((path) => path.startsWith('.ci/'))).flatMap((path) =>
        matchesOf(path, /\bnpx (?!--no-install\b)\S+/g).map(({ line, match }) => ({
          path,
          line,
          what: `says "${match[0]}"; write npx --no-install`,
        })),
      ),
    );
  });
});
