/** The answer of a gateway that waits for a second officer: not done, and not refused. [BOF-2] */
import type { HeldActView } from '../domain/use-cases.js';
import type { Style } from './output/style.js';
import { fields, toTimeText } from './output/table.js';

/** Thrown where a command was to do something; the edge of the command prints it and ends with 1. */
export class HeldAnswer extends Error {
  readonly waiting: HeldActView;

  constructor(waiting: HeldActView) {
    super(`waits for a second officer: ${waiting.id}`);
    this.waiting = waiting;
  }
}

/** What is written beside the fields. */
export function toHeldText({ waiting }: HeldAnswer, style: Style): string {
  const { id, about, officer, until, mayApprove, next } = waiting;
  const who = mayApprove.length === 0 ? 'nobody yet: add an officer, or see officers.twoFor' : mayApprove.join(', ');
  const rows: [string, string | undefined][] = [
    ['waiting', id],
    ['act', about],
    ['asked by', officer],
    ['until', toTimeText(until)],
    ['may approve', who],
    ['they type', next?.approve],
    ['or', next?.refuse],
  ];
  return `${style.bold('Not done yet: a second officer must approve.')}\n${fields(rows, style)}`;
}
