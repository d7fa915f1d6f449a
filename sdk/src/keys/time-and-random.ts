/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export type Instant = number;
/** Reads the present time. */
export type Clock = () => Instant;
/** Returns that many bytes from a cryptographically secure source; tests give a seeded one. */
export type Random = (bytes: number) => Buffer;
