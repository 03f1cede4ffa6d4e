import type { Link } from '../../../database/live/output/htmlSections.js';

/** The only command that pages of reports may run; `LiveRoom.act` checks what it is given. */
export const pageCommand = '_seniorBackend.databaseReport';

export const pageActions = [
  'show',
  'analyze',
  'exactRows',
  'indexes',
  'save',
  'copy',
  'open',
  'table',
  'forget',
] as const;
export type PageAction = (typeof pageActions)[number];

/** @param at the place of what it is about in the page's lists. */
export function pageLink(id: string, action: PageAction, title: string, hint: string, at?: number): Link {
  const args = JSON.stringify(at === undefined ? [id, action] : [id, action, at]);
  return { title, hint, href: `command:${pageCommand}?${encodeURIComponent(args)}` };
}
