/** How what came differs from what a case expects, in words. */
import { ReceiptItem } from '@selat/proto/selat/v1/receipt.js';
import type { Expect } from '../cases/index.js';
import type { Json } from './changes.js';
import { fieldDifference } from './fields.js';
import type { Outcome, ReceiptOutcome } from './outcome.js';

type ExpectedError = NonNullable<Expect['error']>;

/** An outcome in words. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'ok') return 'an answer without failure';
  if (outcome.kind === 'unconnected') return `no connection (${outcome.message})`;
  if (outcome.kind === 'receipt') {
    const { verdict, reason, detail } = outcome.item;
    return reason === '' ? `receipt ${verdict}` : `receipt ${verdict} ${reason} (${detail})`;
  }
  const { code, reason, isRetryable, message } = outcome;
  return `error ${code} ${reason || 'without ErrorInfo'}${isRetryable ? ', retryable' : ''} (${message})`;
}

/** An expectation in words. */
export function describeExpected({ receipt, error, ok }: Expect): string {
  if (receipt !== undefined) return `receipt ${receipt.verdict} ${receipt.reason}`.trim();
  if (error !== undefined)
    return `error ${error.code} ${error.reason || 'without ErrorInfo'}${error.retryable ? ', retryable' : ''}`;
  return ok === undefined ? 'no connection' : 'an answer without failure';
}

function receiptDifference(
  expected: NonNullable<Expect['receipt']>,
  outcome: ReceiptOutcome,
  earlier: readonly (Outcome | undefined)[],
): string | undefined {
  const { sameAsStep, leafOfStep, fields } = expected;
  const [same, first] = [sameAsStep, leafOfStep].map((step) => (step === 0 ? undefined : earlier[step - 1]));
  if (sameAsStep > 0 && (same?.kind !== 'receipt' || !same.bytes.equals(outcome.bytes)))
    return `expected the receipt of step ${sameAsStep}, byte for byte; got another one`;
  const leaf = first?.kind === 'receipt' ? first.item.logIndex : undefined;
  if (leafOfStep > 0 && leaf !== outcome.item.logIndex)
    return `expected log index ${leaf} of step ${leafOfStep}; got ${outcome.item.logIndex}`;
  const item: Json = JSON.parse(JSON.stringify(ReceiptItem.toJSON(outcome.item)));
  const differs = fieldDifference(fields, item);
  return differs === undefined ? undefined : `the receipt ${differs}`;
}

function errorDifference(expected: ExpectedError, outcome: Outcome & { readonly kind: 'error' }): string | undefined {
  // A failure inside a stream names a reason; the call's own code comes at its end.
  if (outcome.code !== '' && outcome.code !== expected.code) return 'the gRPC code is another one';
  if (outcome.reason !== expected.reason)
    return outcome.reason === '' ? 'the failure carries no ErrorInfo' : 'the reason is another one';
  const domain = expected.reason === '' ? '' : 'selat.v1';
  if (outcome.domain !== domain) return `the domain of its ErrorInfo is ${outcome.domain}, expected is ${domain}`;
  if (outcome.isRetryable !== expected.retryable)
    return outcome.isRetryable ? 'it says when to try again, and nothing cures it' : 'it carries no RetryInfo';
  for (const { name, value } of expected.facts) {
    const found = outcome.facts[name] ?? '';
    if (found === '') return `its ErrorInfo lacks fact ${name}`;
    if (value !== '' && found !== value) return `fact ${name} is ${found}, expected is ${value}`;
  }
  return undefined;
}

function sameKind({ receipt, error, ok }: Expect, outcome: Outcome): boolean {
  if (receipt !== undefined)
    return (
      outcome.kind === 'receipt' && outcome.item.verdict === receipt.verdict && outcome.item.reason === receipt.reason
    );
  if (error !== undefined) return outcome.kind === 'error';
  return outcome.kind === (ok === undefined ? 'unconnected' : 'ok');
}

/**
 * Compares an outcome with what a step expects.
 * @param earlier outcomes of the steps before, by place
 * @returns why they differ, or undefined where they agree
 */
export function difference(
  expected: Expect,
  outcome: Outcome,
  earlier: readonly (Outcome | undefined)[],
): string | undefined {
  const said = `expected ${describeExpected(expected)}, got ${describeOutcome(outcome)}`;
  if (!sameKind(expected, outcome)) return said;
  if (expected.receipt !== undefined && outcome.kind === 'receipt')
    return receiptDifference(expected.receipt, outcome, earlier);
  if (expected.error === undefined || outcome.kind !== 'error') return undefined;
  const why = errorDifference(expected.error, outcome);
  return why === undefined ? undefined : `${said}: ${why}`;
}
