/** What goes over to LIVE: registrations of members and drafts of listings, unsigned, for officers to approve anew. */
import { SelatError } from '@selat/sdk/errors';
import { z } from 'zod';
import type { ExaminedNode } from '../doctor/examined-node.js';

export const CARRIED_FILE = 'carried.json';

const carriedSchema = z.strictObject({
  /** As `POST /participants` takes them. */
  participants: z.array(z.record(z.string(), z.unknown())),
  /** As `POST /drafts` takes them. */
  drafts: z.array(z.strictObject({ id: z.string(), source: z.string(), payload: z.base64() })),
});

export type Carried = z.output<typeof carriedSchema>;

const PAGE_ROWS = 500;

/** Reads a sandbox. @param exchange id of the LIVE exchange: drafts of another name stay behind */
export async function readCarried(node: ExaminedNode, exchange: string): Promise<Carried> {
  const reader = await node.reader();
  const { id: own } = (await node.config()).exchange;
  const participants = (await reader.listParticipants(own)).map(
    ({ registration }) => JSON.parse(registration) as Record<string, unknown>,
  );
  const drafts: Carried['drafts'] = [];
  for (let after: string | undefined; own === exchange; ) {
    const page = await reader.listDrafts({ limit: PAGE_ROWS, ...(after === undefined ? {} : { after }) });
    drafts.push(
      ...page.items.map(({ id, source, payload }) => ({
        id,
        source,
        payload: Buffer.from(payload).toString('base64'),
      })),
    );
    if (page.next === undefined) break;
    after = page.next;
  }
  return { participants, drafts };
}

export function toCarriedText(carried: Carried): string {
  return `${JSON.stringify(carried, null, 1)}\n`;
}

/** @throws SelatError CONFIG_INVALID */
export function parseCarried(text: string, file: string): Carried {
  try {
    return carriedSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `cannot use ${file}: it is not what promotion wrote`;
    throw new SelatError('CONFIG_INVALID', message, { file }, { cause });
  }
}
