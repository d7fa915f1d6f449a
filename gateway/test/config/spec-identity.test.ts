import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CODECS } from '@selat/proto/schema.js';
import { checkCanonical } from '@selat/sdk/document';
import { KEY_PURPOSES } from '@selat/sdk/keys';
import { describeCertificate } from '@selat/sdk/keys/certificates';
import { parseVkey } from '@selat/sdk/log';
import { parseDocument } from '@selat/sdk/model';
import { describe, expect, it } from 'vitest';
import { toReadAloud } from '../../src/cli/actions/init.js';

const TYPE = 'selat.v1.ExchangeDescriptor';
const CHAPTER = readFileSync(new URL('../../../docs/spec/identity.md', import.meta.url), 'utf8');
const [, digest = '', json = ''] =
  new RegExp(`^\`\`\`json ${TYPE} sha256:(\\S+)\n(.*?)\n\`\`\`$`, 'ms').exec(CHAPTER) ?? [];

describe('IDN-2: the example of the chapter is a real descriptor', () => {
  const payload = Buffer.from(CODECS[TYPE]?.encode(CODECS[TYPE].fromJSON(JSON.parse(json))).finish() ?? []);
  const descriptor = parseDocument(TYPE, CODECS[TYPE]?.decode(payload));

  it('is canonical and has the digest that stands beside it', () => {
    checkCanonical(TYPE, payload);
    const pae = createHash('sha256').update(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `).update(payload);
    expect(pae.digest('hex')).toBe(digest);
  });

  it('is read aloud as init prints it', () => {
    const [, aloud] = /^```fingerprint\n(.*?)\n```$/ms.exec(CHAPTER) ?? [];
    expect(aloud?.split('\n')).toEqual(toReadAloud(`sha256:${digest}`));
  });

  it('names its log by its log key and its CA by a certificate', () => {
    const logKey = descriptor.keys.find(({ purpose }) => purpose === 'log');
    expect(parseVkey(descriptor.logs[0]?.vkey ?? '')).toMatchObject({
      name: 'my.example/log/sandbox-1',
      publicKey: logKey?.raw,
    });
    expect(describeCertificate(descriptor.tls.caCertificatePem).isCa).toBe(true);
  });
});

describe('IDN-4: the chapter lists every purpose of a key', () => {
  it('in the order of the registry', () => {
    const [, table = ''] = /\| purpose \| signs \| lies \|\n\|.*\n((?:\|.*\n)+)/.exec(CHAPTER) ?? [];
    const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      cell.replaceAll('`', '').split(', '),
    );
    expect(named).toEqual(KEY_PURPOSES);
  });
});
