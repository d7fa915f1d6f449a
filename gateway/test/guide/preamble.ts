/** What the quick start has set up before other guides: shorthand, and the command of each operator. */
import type { TestNode } from '../support/running-node.js';
import { readGuide } from './run-guide.js';

/** `field` and `until_ok`. */
export const SHORTHAND =
  readGuide('quick-start.md').commands.find(({ text }) => text.includes('until_ok() {'))?.text ?? '';

/** The command of an operator whose node serves in this process. */
export function operatorOf(name: string, { made, gateway }: TestNode): string {
  const api = `SELAT_API_URL=http://${gateway.apiAddress} SELAT_API_TOKEN_FILE=${made.officer.tokenFile}`;
  return `${name}() { SELAT_CONFIG=${made.config} ${api} command selat "$@"; }`;
}
