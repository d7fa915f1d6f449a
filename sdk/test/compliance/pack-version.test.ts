import { compareVersions } from '@selat/sdk/compliance';
import { describe, expect, it } from 'vitest';

/** Section 11 of Semantic Versioning 2.0.0, its own example among them, ascending. */
const ASCENDING = [
  ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1'],
  ...['1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0-x-y.9', '2.0.0-x-y.10', '2.0.0', '10.0.0'],
];

describe('CMP-21: versions are ordered as Semantic Versioning 2.0.0 orders them', () => {
  it('numbers by value, words by their characters, a pre-release before its release', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [k, b] of ASCENDING.entries())
        expect(Math.sign(compareVersions(a, b)), `${a} ${b}`).toBe(Math.sign(i - k));
    }
  });

  it('build metadata aside', () => {
    expect(compareVersions('1.0.0+a', '1.0.0+b.2')).toBe(0);
    expect(compareVersions('1.0.0-rc.1+z', '1.0.0+a')).toBeLessThan(0);
  });
});
