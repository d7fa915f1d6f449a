/** What lies in the folder of a node: configuration, modes, keys, certificates. */
import { readFile, stat } from 'node:fs/promises';
import { describeCertificate } from '@selat/sdk/keys/certificates/read';
import { nodePaths } from '../config/index.js';
import { type Check, checkOf, DAY_MS, daysText, type Finding, unwell, well } from './check.js';
import type { ExaminedNode } from './examined-node.js';

export async function fileChecks(node: ExaminedNode): Promise<readonly Check[]> {
  return [
    await checkOf('configuration', () => configuration(node)),
    await checkOf('file modes', () => fileModes(node)),
    await checkOf('keys', () => keys(node)),
    await checkOf('descriptor', () => descriptor(node)),
    await checkOf('key validity', () => keyValidity(node)),
    await checkOf('certificate', () => certificate(node, 'certificate')),
    await checkOf('certificate authority', () => certificate(node, 'ca')),
  ];
}

async function configuration(node: ExaminedNode): Promise<Finding> {
  const { exchange } = await node.config();
  return well(`${exchange.id}, ${exchange.environment}`);
}

/** Who can read the token acts as the operator; who can write to the folder puts other files in. */
async function fileModes(node: ExaminedNode): Promise<Finding> {
  const { dir, keys: keyFolder } = await node.config();
  const wanted: readonly (readonly [string, number, string])[] = [
    [dir, 0o022, 'go-w'],
    [nodePaths(dir).operatorToken, 0o077, '600'],
    [nodePaths(dir).officers, 0o077, '600'],
    [keyFolder.dir, 0o022, '700'],
  ];
  const wrong: string[] = [];
  const commands: string[] = [];
  for (const [path, forbidden, mode] of wanted) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || (found.mode & forbidden) === 0) continue;
    wrong.push(`${path} has mode ${(found.mode & 0o777).toString(8)}`);
    commands.push(`chmod ${mode} '${path}'`);
  }
  return wrong.length === 0 ? well('closed to others') : unwell(wrong.join('; '), `run: ${commands.join('; ')}`);
}

async function keys(node: ExaminedNode): Promise<Finding> {
  const entries = (await node.keystore()).entries();
  return well(`${entries.length} keys open with the passphrase`);
}

async function descriptor(node: ExaminedNode): Promise<Finding> {
  const { descriptor: own } = await node.files();
  return well(`revision ${own.sequence} states the keys, the certificate and the log of this node`);
}

async function keyValidity(node: ExaminedNode): Promise<Finding> {
  const own = await node.descriptor();
  const now = node.input.clock();
  const { warnDays } = (await node.config()).keys;
  const ending = own.keys.filter(({ notAfter }) => notAfter !== undefined && notAfter < now + warnDays * DAY_MS);
  if (ending.length === 0) return well(`no key ends within ${warnDays} days`);
  const said = ending.map(({ purpose, kid, notAfter }) => `${purpose} key ${kid} ends ${daysText(notAfter ?? 0, now)}`);
  return unwell(said.join('; '), 'rotate these keys before they end');
}

async function certificate(node: ExaminedNode, which: 'certificate' | 'ca'): Promise<Finding> {
  const { tls, keys: rule } = await node.config();
  const { notBefore, notAfter } = describeCertificate(await readFile(tls[which], 'utf8'));
  const now = node.input.clock();
  const fix = 'issue a new one, and let the peers pin it before the old one ends';
  if (now < notBefore) return unwell(`${tls[which]} is not valid yet`, 'set the clock of this machine');
  if (now >= notAfter) return unwell(`${tls[which]} expired ${daysText(notAfter, now)}`, fix);
  const said = `${which === 'ca' ? 'the authority' : 'the certificate'} ends ${daysText(notAfter, now)}`;
  return notAfter < now + rule.warnDays * DAY_MS ? unwell(said, fix) : well(said);
}
