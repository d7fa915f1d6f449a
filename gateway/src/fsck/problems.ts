/** What a check of a store found. */

/** One fault: where it is, what is wrong, what to do. */
export interface Problem {
  /** Such as `leaf 17`, `document sha256:...`, `signed head`. */
  readonly where: string;
  readonly what: string;
  readonly fix: string;
}

/** Most problems that are listed; more are counted. */
export const MAX_PROBLEMS = 200;

/** Collects problems without growing with the damage. */
export class Problems {
  readonly #found: Problem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get found(): readonly Problem[] {
    return this.#found;
  }

  add(where: string, what: string, fix: string): void {
    this.#count += 1;
    if (this.#found.length < MAX_PROBLEMS) this.#found.push({ where, what, fix });
  }
}

/** Nothing but a copy brings back what is damaged. */
export const RESTORE = 'stop the gateway and restore the newest backup; keep the damaged store as evidence';
