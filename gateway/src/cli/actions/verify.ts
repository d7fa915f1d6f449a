import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Action } from '../command.js';
import { parseGiven, text, texts, usage } from '../given.js';
import type { Style } from '../output/style.js';
import { fields, oneLine } from '../output/table.js';
import { readDocuments } from '../verify/read-documents.js';
import { readTrust } from '../verify/trust.js';
import { type VerifyReport, verifyDocuments } from '../verify/verify-documents.js';

/** Checks the documents of a file; exit 1 unless those whom the reader named vouch for every one. */
export const verify: Action = async (call) => {
  const { file, trust } = parseGiven(z.object({ file: text, trust: texts.default([]) }), call);
  const { io } = call;
  const path = resolve(io.cwd, file);
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage([`${path} cannot be read: ${cause.code ?? 'unreadable'}`]);
  });
  const documents = readDocuments(content, path);
  const report = await verifyDocuments(documents, await readTrust(trust, io), io.clock());
  return { json: report, text: (style) => describe(report, style), exit: report.verified ? 0 : 1 };
};

function describe({ verified, consistent, documents, problems }: VerifyReport, style: Style): string {
  const verdict = verified ? style.good('verified') : style.bad(consistent ? 'not verified' : 'not consistent');
  const lists = documents.map(({ type, digest, signers, logIndex }) =>
    fields(
      [
        ['document', type],
        ['digest', digest],
        ['signed by', signers.join(', ')],
        ['log index', logIndex === null ? undefined : String(logIndex)],
      ],
      style,
    ),
  );
  return `${verdict}\n${problems.map((problem) => `  ${oneLine(problem)}\n`).join('')}\n${lists.join('\n')}`;
}
