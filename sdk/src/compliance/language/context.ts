/** What an expression is computed in. */
import type { Day } from './days.js';
import type { Place, Truth, Value } from './values.js';

/** Days on which offices of a jurisdiction work. [CMP-12] */
export interface Calendar {
  readonly id: string;
  readonly coversFrom: Day;
  readonly coversTo: Day;
  /** Weekdays without work, 1 (Monday) to 7 (Sunday). */
  readonly weekend: readonly number[];
  readonly holidays: readonly Day[];
  /** Weekend days on which work is done. */
  readonly workingDays: readonly Day[];
}

/** One comparison, as a statement names it. */
export interface Asked {
  readonly path: string;
  readonly operator: string;
  readonly operand: string;
}

/** Statements that stand in for facts, and who is told of what is read. */
export interface Answers {
  readonly attested?: Context['attested'] | undefined;
  readonly withholding?: Withholding | undefined;
}

/** Facts that will be withheld, while they are still here. [CMP-18] */
export interface Withholding {
  readonly paths: ReadonlySet<string>;
  readonly note: (asked: Asked, truth: Truth) => void;
}

/** The flow, the leg that is looked at, and how the pack answers questions on instruments. */
export interface Context {
  readonly facts: Place;
  readonly asOf: Day;
  /** Absent for the listing gate. */
  readonly leg?: LegPlaces;
  /** The instrument whose test runs; others have none. */
  instrument?: Place;
  /** Variables of `exists`, by depth. */
  readonly variables: Place[];
  /** Values of the definitions, as far as computed, and what was read for them where somebody collects it. */
  readonly memo: ({ readonly value: Value; readonly seen?: ReadonlyMap<string, Value> } | undefined)[];
  /** Number of the comparison whose truth is turned round, to find what nearly fired. */
  readonly flip?: number;
  /** Collects what is read, by path. */
  seen?: Map<string, Value>;
  /** Truth of a comparison whose fact may not leave its country. [CMP-9] */
  readonly attested?: (path: string, operator: string, operand: string) => Truth | undefined;
  /** Told of every comparison that reads a path which will be withheld. [CMP-18] */
  readonly withholding?: Withholding;
  /** Whether an instrument of the code counts, for the leg or at all. */
  readonly held: (code: string, forLeg: boolean) => Truth;
  /** Values of a table in force on `asOf`. */
  readonly table: (id: string) => readonly string[];
  readonly calendar: (id: string) => Calendar | undefined;
}

/** One leg and what stands around it. */
export interface LegPlaces {
  readonly leg: Place;
  readonly recipient: Place;
  readonly exporter: Place;
  readonly earlier: readonly Place[];
  readonly onward: Truth;
  /** Destination that counts: of a transit-only leg, that of the next one that is not. */
  readonly destination: Place;
}
