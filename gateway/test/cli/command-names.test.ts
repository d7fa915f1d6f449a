import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { commandReference } from '../../src/cli/reference.js';

const pathOf = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const NAMES = COMMANDS.map(({ name }) => name);

/** Names that others rely on; optional, like all reference data. */
const INTERFACES = pathOf('../shared/design/3-interfaces.md');

/** Commands whose chapter no build has yet; each leaves this list with its chapter. */
const LATER = ['dispute', 'evidence', 'usage'];

/** What one quoted command line promises: `key list\|rotate` is two names, `grant ...` is a group. */
function namesIn(quoted: string): readonly string[] {
  const words = quoted
    .replace(/^npx --no-install /, '')
    .replace(/^selat /, '')
    .replaceAll('\\|', '|')
    .split(' ');
  const [group = '', verbs = ''] = words;
  if (verbs === '...') return group.includes('|') ? group.split('|') : [`${group} ...`];
  if (/^[a-z|]+$/.test(verbs)) return verbs.split('|').map((verb) => `${group} ${verb}`);
  return group.split('|');
}

function promised(page: string): readonly string[] {
  const rows = page.split('\n').filter((line) => /^\| `(npx --no-install )?selat /.test(line));
  return rows.flatMap((row) => {
    const first = row.split(/(?<!\\)\|/)[1] ?? '';
    const quoted = [...first.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    return quoted.filter((text) => !text.startsWith('npx --no-install selat-conformance')).flatMap(namesIn);
  });
}

const isLater = (name: string) => LATER.includes(name) || LATER.includes(name.split(' ')[0] ?? '');
const isThere = (name: string) =>
  name.endsWith(' ...') ? NAMES.some((own) => own.startsWith(name.replace('...', ''))) : NAMES.includes(name);

describe('CFG-3: the commands are those that others were told of', () => {
  it.skipIf(!existsSync(INTERFACES))(
    'has every command that the list of names promises (skips without ../shared)',
    () => {
      const names = promised(readFileSync(INTERFACES, 'utf8'));
      expect(names).toContain('peer propose');
      expect(names.filter((name) => !isLater(name) && !isThere(name))).toEqual([]);
    },
  );

  it('counts no command among the later ones once it is there', () => {
    expect(LATER.filter((later) => NAMES.some((name) => name === later || name.split(' ')[0] === later))).toEqual([]);
  });

  it('and the reference page tells them as they are; vitest -u writes it', async () => {
    await expect(commandReference()).toMatchFileSnapshot('../../../docs/reference/commands.md');
  });

  it('names every command in the operator guide or in a guide that it points to', () => {
    const guide = readFileSync(pathOf('docs/guide/operator.md'), 'utf8');
    const linked = [...guide.matchAll(/\]\(([a-z-]+\.md)/g)].map(([, file]) => pathOf(`docs/guide/${file}`));
    const text = [guide, ...linked.map((file) => readFileSync(file, 'utf8'))].join('\n');
    expect(
      NAMES.filter((name) => !new RegExp(`\\b(?:selat|szdex|my|as [a-z]+) ${name.replace(' ', '\\s+')}\\b`).test(text)),
    ).toEqual([]);
  });
});
