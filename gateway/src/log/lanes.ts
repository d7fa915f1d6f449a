/** Acts of one lane go one after another, in the order in which they came; those of different lanes do not wait. */
export class Lanes {
  /** Those that wait, by lane; a lane without an entry is free. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Starts at once where the lane is free, else when everybody before has left it. */
  enter(lane: string, start: () => void): void {
    const waiting = this.#waiting.get(lane);
    if (waiting !== undefined) {
      waiting.push(start);
      return;
    }
    this.#waiting.set(lane, []);
    start();
  }

  leave(lane: string): void {
    const next = this.#waiting.get(lane)?.shift();
    if (next === undefined) this.#waiting.delete(lane);
    else next();
  }
}
