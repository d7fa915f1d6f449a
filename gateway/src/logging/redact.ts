/** Keeps secrets out of log lines: by the name of a member, by the form of a value, and by value where one is known. */

export const REDACTED = '[redacted]';

/** Members whose value is a secret whatever it looks like. */
const SECRET_NAME =
  /pass(?:word|phrase)|secret|authorization|cookie|api[-_]?token|^token$|private[-_]?key|keyPem|pkcs8|^seed$/i;

/** Forms of secrets inside longer text; each also matches in the escaped form that JSON gives it. */
const SECRET_FORMS: readonly (readonly [form: RegExp, instead: string])[] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?(?:-----END \1-----|(?=")|$)/gs, REDACTED],
  [/\bselat_[A-Za-z0-9_-]{20,}/g, REDACTED],
  [/\b(Bearer|Basic|DPoP)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // PKCS#8 of Ed25519 and EC keys in base64 and base64url begins with these bytes.
  [/\bM(?:C4CAQAwBQYDK2VwBCI|IGHAgEAMBMGByqGSM4|IGHAgEAMBMGCCqBHM9V)[A-Za-z0-9+/_=-]+/g, REDACTED],
  [/(\\*"d\\*"\s*:\s*\\*")[A-Za-z0-9_-]{40,}/g, `$1${REDACTED}`],
];

/** How deep a logged value is looked through; below that it is cut off. */
const MAX_DEPTH = 8;

/** Replaces the value of every member that is named like a secret, at any depth. The value itself is not changed. */
export function redactNames(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Buffer.isBuffer(value) || ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactNames(item, depth + 1));
  const own = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
  if (own !== value) return redactNames(own, depth + 1);
  const members = Object.entries(value).map(([name, member]) => [
    name,
    SECRET_NAME.test(name) ? REDACTED : redactNames(member, depth + 1),
  ]);
  return Object.fromEntries(members);
}

/** Replaces every secret that `text` holds by its form, and every one of `known` by its value. */
export function redactText(text: string, known: readonly string[] = []): string {
  let safe = text;
  for (const secret of known) {
    if (secret === '') continue;
    safe = safe.replaceAll(secret, REDACTED).replaceAll(JSON.stringify(secret).slice(1, -1), REDACTED);
  }
  for (const [form, instead] of SECRET_FORMS) safe = safe.replace(form, instead);
  return safe;
}
