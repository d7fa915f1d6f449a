import { type Fault, isRetryable, REASONS, type Reason } from './reasons.js';

/** Facts of one failure: every variable of its message, as text. Never a secret. */
export type Facts = Readonly<Record<string, string>>;

/**
 * The one error class. Peers and officers may see `reason`, `message` and `facts`; `cause` never leaves the process.
 * Anything thrown that is not a `SelatError` is a bug or an outage. [ERR-1]
 */
export class SelatError extends Error {
  readonly reason: Reason;
  readonly facts: Facts;

  /**
   * @param message what could not be done, to which thing, and the fact that prevents it; lower case, no full stop
   * @param facts every variable of the message
   */
  constructor(reason: Reason, message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SelatError';
    this.reason = reason;
    this.facts = facts;
  }

  get fault(): Fault {
    return REASONS[this.reason].fault;
  }

  get requirement(): string {
    return REASONS[this.reason].requirement;
  }

  /** What the caller can do about it. */
  get fix(): string {
    return REASONS[this.reason].fix;
  }

  get isRetryable(): boolean {
    return isRetryable(this.reason);
  }
}
