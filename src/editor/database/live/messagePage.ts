import { createHash } from 'node:crypto';
import type { Link } from '../../../database/live/output/htmlSections.js';
import { escapeMarkup } from '../../../text/markup.js';
import { pageStyle } from '../../../text/pageStyle.js';

const style = pageStyle('editor', '.actions{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0 0}');

/** A page that has nothing to show, and says what to do about it. */
export function messagePage(title: string, text: string, links: readonly Link[]): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const actions = links.map(
    (link, at) =>
      `<a class="button${at === 0 ? ' primary' : ''}" href="${escapeMarkup(link.href)}" title="${escapeMarkup(link.hint ?? '')}">${escapeMarkup(link.title)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeMarkup(title)}</h1>
<p class="sub">${escapeMarkup(text)}</p>
<nav class="actions" aria-label="Actions">${actions.join('')}</nav>
</main>
</body>
</html>
`;
}
