/** A report as one HTML page: no script, nothing from elsewhere. A file is light and dark; a webview has the colours of its editor. */

import { htmlPage } from '../../../text/htmlPage.js';
import type { DatabaseReport } from '../report.js';
import { bytesText, counted, countText, momentText } from '../words.js';
import { escapeHtml, type Link, type Links, linkHtml, type PagePart, partHtml, withCode } from './htmlSections.js';
import { editorStyle, reportStyle } from './htmlStyle.js';
import {
  countFindings,
  databaseSection,
  findingItems,
  indexesSection,
  sequencesSection,
  shownTables,
  statementsSection,
  tablesSection,
  unseenSection,
} from './sections.js';

/** What stands around a report in an editor. */
export interface EditorFrame {
  /** Of the page, in place of the database's name. */
  readonly title: string;
  /** Behind the title: how careful one has to be. */
  readonly badge: 'development' | 'staging' | 'production';
  readonly sub: string;
  /** What can be done with the whole; the first is what most people do. */
  readonly actions: readonly Link[];
  readonly links: Links;
}

/** As a file of its own; in a webview with a frame. */
export function reportHtml(report: DatabaseReport, frame?: EditorFrame): string {
  const { server } = report;
  const title = frame?.title ?? server.database;
  const taken = `PostgreSQL ${server.version} · ${momentText(server.takenAt)}`;
  const parts = pageParts(report);
  return htmlPage(
    `Database ${escapeHtml(title)}`,
    frame ? editorStyle : reportStyle,
    `<header>
<h1>${escapeHtml(title)}${frame ? ` <span class="badge ${frame.badge}">${frame.badge}</span>` : ''}</h1>
<p class="sub">${escapeHtml(frame ? `${frame.sub} · ${taken}` : taken)}</p>
${frame ? actionsHtml(frame.actions) : ''}</header>
<dl class="tiles">${tiles(report)}</dl>
${firstHtml(report, parts)}
<nav aria-label="On this page"><ul class="jump">${parts.map(({ id, section }) => `<li><a href="#${id}">${escapeHtml(section.title)}</a></li>`).join('')}</ul></nav>
${parts.map(part => partHtml(part, frame?.links)).join('\n')}
<footer>Made by Senior Backend. Nothing was changed in the database.</footer>`,
  );
}

function actionsHtml(actions: readonly Link[]): string {
  const links = actions.map((link, at) => linkHtml(link, at === 0 ? 'button primary' : 'button'));
  return `<nav class="actions" aria-label="Actions">${links.join('')}</nav>\n`;
}

const ofServer: readonly string[] = ['setting', 'server', 'session', 'replication'];

/** In the order of what somebody does something about: findings, then figures, then what the page is about. */
function pageParts(report: DatabaseReport): readonly PagePart[] {
  const isOfServer = ({ category }: DatabaseReport['findings'][number]) => ofServer.includes(category);
  const findings = report.findings.filter(finding => !isOfServer(finding));
  const server = report.findings.filter(isOfServer);
  const parts: readonly (Omit<PagePart, 'section'> & { readonly section: PagePart['section'] | undefined })[] = [
    { id: 'findings', section: { kind: 'items', title: 'Findings', items: findingItems(report, findings) } },
    ...(report.advice?.sections ?? []).map((section, at) => ({ id: `advice-${at}`, section })),
    { id: 'tables', section: tablesSection(report, 500) },
    { id: 'indexes', section: indexesSection(report, 500) },
    { id: 'statements', section: statementsSection(report, 100) },
    { id: 'sequences', section: sequencesSection(report) },
    {
      id: 'server',
      section: { kind: 'items', title: 'Server and settings', items: findingItems(report, server) },
    },
    {
      id: 'unseen',
      lead: `The role \`${report.server.user.replaceAll('`', "'")}\` may not look there. What would let it:`,
      section: unseenSection(report),
    },
    { id: 'database', section: databaseSection(report) },
  ];
  return parts.flatMap(part => (part.section ? [{ ...part, section: part.section }] : []));
}

const mostFirst = 5;

/** What to look at first: the gravest of all findings, each with the way to it. */
function firstHtml(report: DatabaseReport, parts: readonly PagePart[]): string {
  const places = parts.flatMap(({ id, section }) =>
    section.kind === 'items' && (id === 'findings' || id === 'server')
      ? section.items.map((item, at) => ({ item, at: `${id}-${at}` }))
      : [],
  );
  const grave = (['error', 'warning'] as const).flatMap(tone => places.filter(({ item }) => item.tone === tone));
  const unseen =
    report.unseen.length === 0
      ? ''
      : `<p><a href="#unseen">${counted(report.unseen.length, 'thing')} could not be seen</a> by this role.</p>`;
  const shown = grave.slice(0, mostFirst).map(({ item, at }) => {
    const remedy = item.lines.at(-1);
    const more = remedy === undefined || item.lines.length < 2 ? '' : `<p>${withCode(remedy)}</p>`;
    return `<li><a href="#${at}">${withCode(item.title)}</a>${more}</li>`;
  });
  if (shown.length === 0)
    return `<section class="card first"><h2>Nothing here has to be mended</h2><p>No errors and no warnings.</p>${unseen}</section>`;
  const rest = grave.length - shown.length;
  const more = rest > 0 ? `<p>… and ${rest} more below.</p>` : '';
  return `<section class="card first ${grave[0]!.item.tone}"><h2>Look at this first</h2><ol>${shown.join('')}</ol>${more}${unseen}</section>`;
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
