/** Why a case is not passed, for a reader who has the requirement and the bytes in front of them. */
import type { Case } from '../cases/index.js';
import { describeStep } from '../explain/index.js';
import type { CaseEnd } from '../run/index.js';
import type { Spec } from '../spec/index.js';

/** Most bytes of what was sent that a report repeats. */
const MAX_BYTES = 2_048;

function bytesText({ what, bytes }: NonNullable<CaseEnd['sent']>): string {
  const left = bytes.length - MAX_BYTES;
  const more = left > 0 ? ` and ${left} more bytes` : '';
  return `sent: ${what}, ${bytes.length} bytes: ${bytes.subarray(0, MAX_BYTES).toString('hex')}${more}`;
}

/** Lines: where, what came, what the case knows, the requirements, the bytes. */
export function whyFailed(found: Case, end: CaseEnd, spec: Spec, knownFailing: string | undefined): string {
  const step = found.steps[end.step - 1];
  const at = step === undefined ? '' : ` (${describeStep(step)})`;
  const said = end.verdict === 'broken' ? `the case could not be run: ${end.why}` : end.why;
  const requirements = found.proves.map((id) => `${id}: ${spec.requirements.get(id)?.sentence ?? 'not stated yet'}`);
  return [
    `step ${end.step} of ${found.steps.length}${at}: ${said}`,
    ...(knownFailing === undefined ? [] : [`known failing: ${knownFailing}`]),
    ...requirements,
    ...(end.sent === undefined ? [] : [bytesText(end.sent)]),
  ].join('\n');
}

/** A known failure that passes. */
export function whyPassed(knownFailing: string): string {
  return `it passes, and is listed as known failing (${knownFailing}): remove it from knownFailing`;
}
