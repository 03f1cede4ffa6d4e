/** Sections of a report as HTML. All text of a database passes `escapeHtml`; hooks of an editor give links, and nothing of their own. */
import { escapeMarkup } from '../../../text/markup.js';
import type { Item, Section } from '../report.js';
import { partsOf, printable, printableSql } from './plainText.js';

const signs: Readonly<Record<Item['tone'], string>> = { error: '✗', warning: '!', info: 'i', hint: '·', plain: '·' };

/** `href` is an address that we made. */
export interface Link {
  readonly title: string;
  readonly href: string;
  /** For whom the title does not say enough. */
  readonly hint?: string;
}

/** What an editor can do with what a page shows. */
export interface Links {
  /** With SQL that mends something. */
  sql(sql: string): readonly Link[];
  /** To where a table is defined. */
  table(name: { readonly schema: string; readonly name: string }): Link | undefined;
}

/** A part of a page, and its name in the page. */
export interface PagePart {
  readonly id: string;
  readonly section: Section;
  /** Said below the title. */
  readonly lead?: string;
}

/** More suggestions than these are folded together. */
const mostOpen = 8;

export function partHtml({ id, section, lead }: PagePart, links: Links | undefined): string {
  const title = `<h2>${escapeHtml(section.title)}</h2>${lead === undefined ? '' : `<p class="sub">${withCode(lead)}</p>`}`;
  return `<section class="card" id="${id}">${title}${bodyHtml(id, section, links)}</section>`;
}

function bodyHtml(id: string, section: Section, links: Links | undefined): string {
  if (section.kind === 'items') return itemsHtml(id, section.items, links);
  if (section.kind === 'facts') {
    const rows = section.rows.map(
      ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
    );
    return `<table class="facts"><tbody>${rows.join('')}</tbody></table>`;
  }
  const textFrom = section.textFrom ?? Infinity;
  const kind = (column: number) => (column === 0 || column >= textFrom ? ' class="text"' : '');
  const head = section.columns.map((column, c) => `<th scope="col"${kind(c)}>${escapeHtml(column)}</th>`);
  const rows = section.rows.map((cells, row) => {
    const about = section.about?.[row];
    const link = about && links?.table(about);
    const inner = cells.map((cell, c) => {
      const text = escapeHtml(cell);
      if (c > 0) return `<td${kind(c)}>${text}</td>`;
      return `<th scope="row" class="text">${link ? linkHtml({ ...link, title: cell }) : text}</th>`;
    });
    return `<tr>${inner.join('')}</tr>`;
  });
  const omitted = section.omitted ? `<p class="sub">… and ${section.omitted} more</p>` : '';
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(section.title)}"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${omitted}`;
}

/** Errors and warnings are open; many suggestions behind them are folded. */
function itemsHtml(id: string, items: readonly Item[], links: Links | undefined): string {
  if (items.length === 0) return '<p class="sub">none</p>';
  const all = items.map((item, at) => ({ item, html: itemHtml(item, `${id}-${at}`, links) }));
  const isGrave = ({ item: { tone } }: { readonly item: Item }) => tone === 'error' || tone === 'warning';
  const grave = all.filter(isGrave);
  const others = all.filter(one => !isGrave(one));
  const list = (some: typeof all) => `<ul class="items">${some.map(({ html }) => html).join('')}</ul>`;
  if (grave.length === 0 || others.length <= mostOpen) return list(all);
  return `${list(grave)}<details><summary>${others.length} suggestions</summary>${list(others)}</details>`;
}

function itemHtml(
  { tone, title, lines, sql, rule, source, about }: Item,
  id: string,
  links: Links | undefined,
): string {
  const more = lines.map(line => `<p>${withCode(line)}</p>`).join('');
  const code = sql === undefined ? '' : `<pre>${printableSql(sql).map(escapeMarkup).join('\n')}</pre>`;
  const table = about && links?.table(about);
  const acts = [...(sql === undefined || !links ? [] : links.sql(sql)), ...(table ? [table] : [])];
  const actions = acts.map(link => linkHtml(link, 'act')).join('');
  const name = rule === undefined ? '' : ` ${ruleHtml(rule, source)}`;
  return `<li id="${id}"><span class="sign ${tone}" role="img" aria-label="${tone === 'plain' ? 'note' : tone}">${signs[tone]}</span>${withCode(title)}${name}${more}${code}${actions}</li>`;
}

export function linkHtml({ title, href, hint }: Link, kind?: string): string {
  const more = hint === undefined ? '' : ` title="${escapeHtml(hint)}"`;
  return `<a${kind === undefined ? '' : ` class="${kind}"`} href="${escapeHtml(href)}"${more}>${escapeHtml(title)}</a>`;
}

function ruleHtml(rule: string, source: string | undefined): string {
  const name = escapeHtml(rule);
  return source?.startsWith('https://')
    ? `<a class="rule" href="${escapeHtml(source)}" rel="noreferrer">${name}</a>`
    : `<span class="rule">${name}</span>`;
}

/** Names and code as such. */
export function withCode(message: string): string {
  return partsOf(message)
    .map(({ isCode, text }) => (isCode ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text)))
    .join('');
}

/** Text that is neither markup nor the end of an attribute. */
export function escapeHtml(text: string): string {
  return escapeMarkup(printable(text));
}
