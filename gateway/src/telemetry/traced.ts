/** The same parts, whose work is inside spans. Off, they are the parts themselves. */
import type { Committer } from '../domain/ports.js';
import type { UseCases } from '../domain/use-cases.js';
import type { Tracing } from './tracing.js';

export function tracedCommitter(tracing: Tracing, inner: Committer): Committer {
  if (!tracing.isOn) return inner;
  return { commit: (decide, lane) => tracing.span({ name: 'commit' }, () => inner.commit(decide, lane)) };
}

type Verb = (...args: never[]) => Promise<unknown>;

/** Every verb as a span of its name. */
export function tracedUseCases(tracing: Tracing, useCases: UseCases): UseCases {
  if (!tracing.isOn) return useCases;
  const entries = (Object.entries(useCases) as [string, Verb][]).map(([name, verb]) => {
    const traced: Verb = (...args) => tracing.span({ name: `use case ${name}` }, () => verb(...args));
    return [name, traced] as const;
  });
  return Object.fromEntries(entries) as unknown as UseCases;
}
