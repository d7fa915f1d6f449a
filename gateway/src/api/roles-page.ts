/** The table of roles for people, made from the operations that the gateway serves. [BOF-8] */
import { OFFICER_ROLES } from '../domain/rows.js';
import type { RegisteredOperation } from './operation.js';

const HEAD = `# Who may do what

Made from the code; a test compares. \`npx --no-install vitest run gateway/test/api/roles-page.test.ts -u\` writes it anew. Which officer
may give which review, and which acts need two officers: [The back office](../spec/back-office.md). A decision in the queue also
needs the role of the act behind it.
`;

const OTHERS: Readonly<Record<RegisteredOperation['caller'], string>> = {
  officer: '',
  member: 'a member, for itself',
  code: 'who has the code',
};

/** Markdown. @param prefix path under which the operations are served */
export function rolesPage(operations: readonly RegisteredOperation[], prefix: string): string {
  const titles = ['operation', ...OFFICER_ROLES, 'others', 'what it does'];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const rows = operations.map(({ method, path, roles, caller, summary }) => {
    const marks = OFFICER_ROLES.map((role) => (roles.includes(role) ? 'yes' : ''));
    return line([`\`${method} ${prefix}${path}\``, ...marks, OTHERS[caller], summary]);
  });
  return `${HEAD}\n${line(titles)}${line(titles.map(() => '---'))}${rows.join('')}`;
}
