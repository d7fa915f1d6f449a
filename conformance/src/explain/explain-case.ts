/** A case in words: what it proves, what it does, what it expects and why. */
import { type Case, demandsOf, type Step } from '../cases/index.js';
import { describeExpected } from '../run/index.js';
import type { Spec } from '../spec/index.js';
import { describeGiven, describeStep } from './describe-step.js';

/** One step of an explanation. */
export interface ExplainedStep {
  readonly does: string;
  /** Empty where the step expects nothing of its own. */
  readonly expects: string;
}

/** One requirement of an explanation. */
export interface ExplainedRequirement {
  readonly id: string;
  readonly chapter: string;
  readonly sentence: string;
  /** What the specification says below it: why, and what the reason means. */
  readonly text: string;
}

/** An explained case. */
export interface Explanation {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  readonly note: string;
  readonly needs: readonly string[];
  readonly given: readonly string[];
  readonly steps: readonly ExplainedStep[];
  readonly requirements: readonly ExplainedRequirement[];
}

function expectedText(step: Step): string {
  if (step.stream !== undefined)
    return step.stream.items
      .map(({ document, expect }) => `${document}: ${expect === undefined ? 'anything' : describeExpected(expect)}`)
      .join('; ');
  const fields = step.await?.fields.map(({ path, json }) => `${path} = ${json}`) ?? [];
  if (fields.length > 0) return fields.join(', ');
  if (step.expect === undefined) return '';
  const { receipt, error } = step.expect;
  const more = [
    ...(receipt === undefined || receipt.sameAsStep === 0
      ? []
      : [`the receipt of step ${receipt.sameAsStep}, byte for byte`]),
    ...(receipt === undefined || receipt.leafOfStep === 0 ? [] : [`the log index of step ${receipt.leafOfStep}`]),
    ...(receipt?.fields ?? []).map(({ path, json }) => `${path} = ${json}`),
    ...(error?.facts ?? []).map(({ name, value }) => `fact ${name}${value === '' ? '' : ` = ${value}`}`),
  ];
  return [describeExpected(step.expect), ...more].join(', ');
}

/** Explains a case with the text of the requirements that it proves. */
export function explainCase(found: Case, { requirements }: Spec): Explanation {
  const { id, title, profile, note, needs, lacks, given, steps, proves } = found;
  const { verbs, harness } = demandsOf(found);
  return {
    id,
    title,
    profile,
    note,
    needs: [
      ...needs,
      ...lacks.map((name) => `no ${name}`),
      ...verbs.map((verb) => `operator: ${verb}`),
      ...(harness ? ['harness'] : []),
    ],
    given: given.map(describeGiven),
    steps: steps.map((step) => ({ does: describeStep(step), expects: expectedText(step) })),
    requirements: proves.map((one) => {
      const { chapter = '', sentence = 'not stated yet', text = '' } = requirements.get(one) ?? {};
      return { id: one, chapter, sentence, text };
    }),
  };
}
