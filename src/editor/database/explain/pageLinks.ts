/** In the thread: what the page of a plan can ask the editor to do. Nothing of a query or a server is in these addresses. */
import type { PageAction } from '../../../database/explain/output/planHtml.js';
import type { PlanAction } from './explainChoice.js';
import { pageCommand } from './pageCommand.js';

function link(plan: PlanAction): string {
  return `command:${pageCommand}?${encodeURIComponent(JSON.stringify([{ plan }]))}`;
}

export const pageActions: readonly PageAction[] = [
  { label: 'Explain Again', href: link('again'), title: 'The same query on the same database, without running it' },
  { label: 'Analyze…', href: link('analyze'), title: 'Runs the query in a transaction that is rolled back' },
  { label: 'Go to Query', href: link('showQuery'), title: 'Selects the query in its file' },
  { label: 'Copy as Markdown', href: link('copyMarkdown'), title: 'For a ticket, a review or a chat' },
  { label: 'Copy as JSON', href: link('copyJson'), title: 'As EXPLAIN (FORMAT JSON) gave it: for other plan viewers' },
  { label: 'Open as JSON', href: link('openJson'), title: 'As EXPLAIN (FORMAT JSON) gave it, in an editor' },
];

export function copySqlLink(finding: number): string {
  return link({ copySql: finding });
}
