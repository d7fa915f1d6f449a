import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/api/index.js';
import { API_PREFIX } from '../../src/api/operations/index.js';
import { rolesPage } from '../../src/api/roles-page.js';
import { QUEUE_ROLES } from '../../src/domain/office/roles.js';
import { SAMPLES } from './samples.js';

describe('BOF-8: the roles of each operation are published', () => {
  it('and the page is what the gateway enforces; vitest -u writes it', async () => {
    await expect(rolesPage(OPERATIONS, API_PREFIX)).toMatchFileSnapshot('../../../docs/reference/roles.md');
  });
});

describe('BOF-10: a decision in the queue asks for the roles of the act', () => {
  it.each(Object.entries(QUEUE_ROLES))('%s', (verb, roles) => {
    const keys = Object.keys(SAMPLES).filter((key) => SAMPLES[key]?.verb === verb);
    const operations = OPERATIONS.filter(({ method, path }) => keys.includes(`${method} ${path}`));
    expect(operations.map((each) => each.roles)).toEqual([roles]);
  });
});
