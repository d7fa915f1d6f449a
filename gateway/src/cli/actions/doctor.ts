import { z } from 'zod';
import { examine } from '../../doctor/examine.js';
import type { Action } from '../command.js';
import { configFileOf } from '../config-file.js';
import { parseGiven, text } from '../given.js';
import { printChecks } from '../output/checks.js';

/** Looks at a node, running or not; exit 1 where something is wrong. */
export const doctor: Action = async (call) => {
  const { config } = parseGiven(z.object({ config: text.optional() }), call);
  const { env, clock, random } = call.io;
  const checks = await examine({ file: configFileOf(config, call), env, clock, random });
  const wrong = checks.filter(({ ok }) => !ok).length;
  const verdict = wrong === 0 ? 'Nothing is wrong.' : `${wrong} of ${checks.length} need attention.`;
  return {
    json: { checks },
    text: (style) => `${printChecks(checks, style)}${verdict}\n`,
    exit: wrong === 0 ? 0 : 1,
  };
};
