/** The form of the section `packs`, with what to write where a key is wrong. */
import { FORMATS } from '@selat/sdk/formats';
import { z } from 'zod';

/** Whose rule packs this exchange takes. */
export interface PacksConfig {
  /** Trusted beside what agreements name, and stated in the agreements that this exchange proposes. Empty = itself, for its own law. */
  readonly publishers: readonly { readonly jurisdiction: string; readonly publisher: string }[];
}

function form(name: string) {
  const { meaning, matches } = FORMATS[name] ?? { meaning: name, matches: () => false };
  return z.string().refine(matches, { error: `is not ${meaning}`, abort: true });
}

export const packsSchema = z
  .strictObject({
    publishers: z
      .record(z.string(), form('party-id'))
      .superRefine((value, context) => {
        for (const place of Object.keys(value).filter((each) => FORMATS['country']?.matches(each) !== true)) {
          context.addIssue({ code: 'custom', path: [place], message: `is not ${FORMATS['country']?.meaning}` });
        }
      })
      .default({}),
  })
  .prefault({})
  .transform(
    ({ publishers }): PacksConfig => ({
      publishers: Object.entries(publishers).map(([jurisdiction, publisher]) => ({ jurisdiction, publisher })),
    }),
  );

export const PACKS_FIXES = {
  packs: 'state publishers, or remove the key',
  'packs.publishers':
    'write under each country the exchange or authority whose rule packs state its law, such as CN: szdex.example',
} as const;
