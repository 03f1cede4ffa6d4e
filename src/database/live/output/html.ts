/** A report as one HTML file: no script, nothing from elsewhere, light and dark. */
import { createHash } from 'node:crypto';
import { escapeMarkup } from '../../../text/markup.js';
import type { DatabaseReport, Item, Section } from '../report.js';
import { bytesText, countText } from '../words.js';
import { reportStyle } from './htmlStyle.js';
import { partsOf, printable, printableSql } from './plainText.js';
import { countFindings, momentText, sectionsOf, shownTables } from './sections.js';

const styleHash = createHash('sha256').update(reportStyle).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
const signs: Readonly<Record<Item['tone'], string>> = { error: '✗', warning: '!', info: 'i', hint: '·', plain: '·' };

export function reportHtml(report: DatabaseReport): string {
  const { server } = report;
  const sections = sectionsOf(report, { tables: 500, statements: 100 });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Database ${escapeHtml(server.database)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(server.database)}</h1>
<p class="sub">${escapeHtml(`PostgreSQL ${server.version} · ${momentText(server.takenAt)}`)}</p>
</header>
<dl class="tiles">${tiles(report)}</dl>
${sections.map(sectionHtml).join('\n')}
<footer>Made by Senior Backend. Nothing was changed in the database.</footer>
</main>
</body>
</html>
`;
}

function tiles(report: DatabaseReport): string {
  const { errors, warnings, suggestions } = countFindings(report.findings);
  const { bytes } = report.server;
  const tile = (label: string, value: string, tone = '') =>
    `<div class="card tile"><dt>${label}</dt><dd class="${tone}">${escapeHtml(value)}</dd></div>`;
  return [
    tile('Errors', countText(errors), errors > 0 ? 'error' : ''),
    tile('Warnings', countText(warnings), warnings > 0 ? 'warning' : ''),
    tile('Suggestions', countText(suggestions)),
    tile('Tables', countText(shownTables(report).length)),
    ...(bytes === undefined ? [] : [tile('Size', bytesText(bytes))]),
  ].join('');
}

function sectionHtml(section: Section): string {
  const title = `<h2>${escapeHtml(section.title)}</h2>`;
  if (section.kind === 'items') {
    const items = section.items.map(itemHtml).join('');
    return `<section class="card">${title}${items === '' ? '<p class="sub">none</p>' : `<ul class="items">${items}</ul>`}</section>`;
  }
  if (section.kind === 'facts') {
    const rows = section.rows.map(
      ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
    );
    return `<section class="card">${title}<table class="facts"><tbody>${rows.join('')}</tbody></table></section>`;
  }
  const textFrom = section.textFrom ?? Infinity;
  const kind = (column: number) => (column === 0 || column >= textFrom ? ' class="text"' : '');
  const head = section.columns.map((column, c) => `<th scope="col"${kind(c)}>${escapeHtml(column)}</th>`);
  const rows = section.rows.map(cells => {
    const inner = cells.map((cell, c) =>
      c === 0 ? `<th scope="row" class="text">${escapeHtml(cell)}</th>` : `<td${kind(c)}>${escapeHtml(cell)}</td>`,
    );
    return `<tr>${inner.join('')}</tr>`;
  });
  const omitted = section.omitted ? `<p class="sub">… and ${section.omitted} more</p>` : '';
  return `<section class="card">${title}<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${omitted}</section>`;
}

function itemHtml({ tone, title, lines, sql, rule, source }: Item): string {
  const more = lines.map(line => `<p>${withCode(line)}</p>`).join('');
  const code = sql === undefined ? '' : `<pre>${printableSql(sql).map(escapeMarkup).join('\n')}</pre>`;
  const name = rule === undefined ? '' : ` ${ruleHtml(rule, source)}`;
  return `<li><span class="sign ${tone}" role="img" aria-label="${tone === 'plain' ? 'note' : tone}">${signs[tone]}</span>${withCode(title)}${name}${more}${code}</li>`;
}

function ruleHtml(rule: string, source: string | undefined): string {
  const name = escapeHtml(rule);
  return source?.startsWith('https://')
    ? `<a class="rule" href="${escapeHtml(source)}" rel="noreferrer">${name}</a>`
    : `<span class="rule">${name}</span>`;
}

function withCode(message: string): string {
  return partsOf(message)
    .map(({ isCode, text }) => (isCode ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text)))
    .join('');
}

/** Text that is neither markup nor the end of an attribute. */
export function escapeHtml(text: string): string {
  return escapeMarkup(printable(text));
}
