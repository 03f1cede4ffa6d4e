import type { Link } from '../../../database/live/output/htmlSections.js';
import { htmlPage } from '../../../text/htmlPage.js';
import { escapeMarkup } from '../../../text/markup.js';
import { pageStyle } from '../../../text/pageStyle.js';

const style = pageStyle('editor', '');

/** A page that has nothing to show, and says what to do about it. */
export function messagePage(title: string, text: string, links: readonly Link[]): string {
  const actions = links.map(
    (link, at) =>
      `<a class="button${at === 0 ? ' primary' : ''}" href="${escapeMarkup(link.href)}" title="${escapeMarkup(link.hint ?? '')}">${escapeMarkup(link.title)}</a>`,
  );
  return htmlPage(
    escapeMarkup(title),
    style,
    `<h1>${escapeMarkup(title)}</h1>
<p class="sub">${escapeMarkup(text)}</p>
<nav class="actions" aria-label="Actions">${actions.join('')}</nav>`,
  );
}
