/** A plan as a page: no script, nothing from elsewhere. Everything of the user's and of the server's is text in it. */

import { htmlPage } from '../../../text/htmlPage.js';
import { escapeMarkup } from '../../../text/markup.js';
import { printable, printableSql } from '../../live/output/plainText.js';
import type { PlanReport } from '../explainQuery.js';
import { type PlanFinding, shownNumber, shownTime } from '../finding.js';
import { nodesOf, type PlanNode } from '../plan.js';
import { type PlanRow, percent, planView } from '../planView.js';
import { misestimate, nodeFacts, planned } from './nodeFacts.js';
import { planStyle } from './planStyle.js';
import { planTiles } from './planTiles.js';

export interface PlanPage {
  readonly report: PlanReport;
  /** For `$1`, `$2`, …; absent: it was planned without. */
  readonly values?: readonly (string | null)[];
  readonly database: { readonly name: string; readonly stage: string; readonly description: string };
  /** For people: `14:02:11`. */
  readonly takenAt: string;
  /** What was shown before it was explained again. */
  readonly before?: { readonly analyzed: boolean; readonly cost: number; readonly time?: number };
  /** What can be done with it, the most likely first. Addresses are ours. */
  readonly actions: readonly PageAction[];
  /** That copies the statement of a finding: counted as `report.findings` are. */
  readonly copySql: (finding: number) => string;
}

export interface PageAction {
  readonly label: string;
  readonly href: string;
  /** More about it, for people who point at it. */
  readonly title: string;
}

export function planHtml(page: PlanPage): string {
  const { report, database, takenAt, actions } = page;
  const what = report.analyzed ? 'run and rolled back' : 'not run';
  return htmlPage(
    'Query Plan',
    planStyle,
    `<header>
<h1>Query Plan <span class="badge ${shown(database.stage)}">${shown(database.stage)}</span></h1>
<p class="sub"><strong>${shown(database.name)}</strong> · ${shown(database.description)} · PostgreSQL ${shown(report.version)} · ${what} at ${shown(takenAt)}</p>
<nav class="actions" aria-label="What to do with this plan">${actions.map(actionHtml).join('')}</nav>
</header>
${planTiles(page)}
${findingsHtml(page)}
${treeHtml(page)}
${queryHtml(page)}
${restHtml(report)}`,
  );
}

function actionHtml({ label, href, title }: PageAction, at: number): string {
  return `<a class="button${at === 0 ? ' primary' : ''}" href="${escapeMarkup(href)}" title="${shown(title)}">${shown(label)}</a>`;
}

function findingsHtml({ report, copySql }: PlanPage): string {
  const { findings, plan, analyzed } = report;
  const labels = new Map(nodesOf(plan.root).map(node => [node.id, node.label]));
  if (findings.length === 0) {
    const more = analyzed ? '' : ' Analyze runs it, and shows times and rows as they are.';
    return `<section class="card"><h2>What to do</h2><p class="soft">Nothing stands out.${more}</p></section>`;
  }
  const items = findings.map((finding, at) => findingHtml(finding, at, labels, copySql(at)));
  return `<section class="card first warning"><h2>What to do</h2><ul class="items">${items.join('\n')}</ul></section>`;
}

function findingHtml(
  { node, message, advice, sql, source }: PlanFinding,
  at: number,
  labels: ReadonlyMap<number, string>,
  copy: string,
): string {
  const label = node === undefined ? undefined : labels.get(node);
  const place = label === undefined ? '' : `<a class="act" href="#node-${node}">${shown(label)}</a>`;
  const code = sql === undefined ? '' : sqlHtml(sql);
  const button =
    sql === undefined
      ? ''
      : `<a class="act" href="${escapeMarkup(copy)}" aria-label="${shown(`Copy the statement: ${sql}`)}">Copy Statement</a>`;
  const manual = source.startsWith('https://') ? `<a class="act" href="${shown(source)}">PostgreSQL’s Manual</a>` : '';
  return `<li id="finding-${at}"><span class="sign warning" role="img" aria-label="warning">!</span><p class="what">${shown(message)}</p><p>${shown(advice)}</p>${code}${button}${place}${manual}</li>`;
}

function treeHtml({ report }: PlanPage): string {
  const { rows, measures } = planView(report);
  const byNode = new Map(rows.map(row => [row.node, row]));
  const isTime = measures === 'time';
  const tree = nodeHtml(report.plan.root, { rows: byNode, findings: report.findings, isTime });
  return `<section class="card"><h2 id="plan">Plan</h2>
<div class="columns" aria-hidden="true"><span>Step</span><span>${isTime ? 'Rows' : 'Rows expected'}</span><span>${isTime ? 'Own time' : 'Cost'}</span><span>Of the ${measures}</span></div>
<ul class="tree" aria-label="Steps of the plan, each with the steps that it reads from below it">${tree}</ul></section>`;
}

interface Tree {
  readonly rows: ReadonlyMap<number, PlanRow>;
  readonly findings: readonly PlanFinding[];
  readonly isTime: boolean;
}

function nodeHtml(node: PlanNode, tree: Tree): string {
  const row = tree.rows.get(node.id);
  if (!row) return '';
  const facts = nodeFacts(node);
  const cells = `${nameHtml(node, row, tree)}${rowsHtml(row)}${measureHtml(node, row)}${shareHtml(row, tree)}`;
  const kind = row.isCostly ? ' class="costly"' : '';
  const below = node.children.map(child => nodeHtml(child, tree)).join('');
  const list = facts
    .map(
      ({ name, text, tone }) =>
        `<div${tone === 'code' ? '' : ' class="counter"'}><dt>${shown(name)}</dt><dd class="${tone}">${shown(text)}</dd></div>`,
    )
    .join('');
  const estimate = tree.isTime ? `<div class="counter"><dt>Planned</dt><dd>${shown(planned(node))}</dd></div>` : '';
  const inside = `${list}${estimate}` === '' ? '' : `<dl class="counters">${list}${estimate}</dl>`;
  if (inside === '' && below === '') return `<li${kind} id="node-${node.id}"><div class="row leaf">${cells}</div></li>`;
  const children = below === '' ? '' : `<ul>${below}</ul>`;
  return `<li${kind} id="node-${node.id}"><details open><summary class="row">${cells}</summary>${inside}${children}</details></li>`;
}

function nameHtml({ id }: PlanNode, { label, isCostly, neverRun, actualRows, rows }: PlanRow, tree: Tree): string {
  const wrong = actualRows === undefined ? undefined : misestimate(rows, actualRows);
  const badges = [
    ...(isCostly ? ['<span class="badge mark">costly</span>'] : []),
    ...(neverRun ? ['<span class="badge mark">never run</span>'] : []),
    ...(wrong === undefined ? [] : [`<span class="badge mark">${shown(wrong)}</span>`]),
    ...tree.findings.flatMap(({ node }, at) =>
      node === id ? [`<a class="badge" href="#finding-${at}">what to do: ${at + 1}</a>`] : [],
    ),
  ];
  return `<span class="name"><span class="label">${shown(label)}</span>${badges.map(badge => ` ${badge}`).join('')}</span>`;
}

function rowsHtml({ rows, actualRows, neverRun }: PlanRow): string {
  const expected = shownNumber(Math.round(rows));
  if (neverRun) return `<span class="number soft">${expected} expected</span>`;
  if (actualRows === undefined) return `<span class="number">${expected} ${rowWord(rows)}</span>`;
  const actual = `${shownNumber(Math.round(actualRows))} ${rowWord(actualRows)}`;
  return `<span class="number">${actual}<span class="expected">${expected} expected</span></span>`;
}

function rowWord(rows: number): string {
  return Math.round(rows) === 1 ? 'row' : 'rows';
}

function measureHtml({ cost }: PlanNode, { ownTime, neverRun }: PlanRow): string {
  if (neverRun) return '<span class="number"></span>';
  const text = ownTime === undefined ? shownNumber(Number(cost.toFixed(cost < 10 ? 1 : 0))) : shownTime(ownTime);
  const word = ownTime === undefined ? 'cost' : 'own time';
  return `<span class="number" title="${word}">${shown(text)}</span>`;
}

function shareHtml({ share }: PlanRow, { isTime }: Tree): string {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  const bar = `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8"/></svg>`;
  return `<span class="share">${bar}<span class="number" title="share of the ${isTime ? 'time' : 'cost'}">${percent(share)}</span></span>`;
}

/** Longer queries are folded: the plan comes first. */
const mostLines = 16;

function queryHtml({ report, values }: PlanPage): string {
  const { sql, renamed, generic } = report;
  const written = new Map(renamed.map(({ number, written }) => [number, written]));
  const known = values ?? [];
  const count = Math.max(known.length, ...written.keys(), 0);
  const rows = Array.from({ length: count }, (_, at) => {
    const value = known[at];
    const text = values === undefined ? '' : value === null ? 'NULL' : `'${value}'`;
    const was = written.get(at + 1);
    return `<tr><th scope="row"><code>$${at + 1}</code></th><td>${was === undefined ? '' : `<code>${shown(was)}</code>`}</td><td><code>${shown(text)}</code></td></tr>`;
  });
  const table =
    rows.length === 0 ? '' : `<table class="values" aria-label="Parameters"><tbody>${rows.join('')}</tbody></table>`;
  const note = generic
    ? '<p class="soft">Planned without values: this is the generic plan, which holds for any of them.</p>'
    : '';
  const isLong = sql.split('\n').length > mostLines;
  return `<section class="card"><h2>Query</h2>\n<details${isLong ? '' : ' open'}><summary class="plain">${isLong ? 'Its text' : 'Text'}</summary>${sqlHtml(sql)}</details>${table}${note}</section>`;
}

function restHtml({ plan: { settings, triggers, jit } }: PlanReport): string {
  const lines = [
    ...triggers.map(
      ({ name, relation, time, calls }) =>
        `Trigger ${name}${relation === '' ? '' : ` on ${relation}`}: ${shownTime(time)} in ${shownNumber(calls)} ${calls === 1 ? 'call' : 'calls'}`,
    ),
    ...(jit ? [`Compiled ${shownNumber(jit.functions)} functions in ${shownTime(jit.time)}`] : []),
    ...Object.entries(settings).map(([name, value]) => `Setting that is not the default: ${name} = ${value}`),
  ];
  if (lines.length === 0) return '';
  return `<section class="card"><h2>Besides</h2>\n${lines.map(line => `<p>${shown(line)}</p>`).join('')}</section>`;
}

function sqlHtml(sql: string): string {
  return `<pre><code>${printableSql(sql.replace(/\r\n?/g, '\n')).map(escapeMarkup).join('\n')}</code></pre>`;
}

/** Text that is neither markup, nor the end of an attribute, nor able to turn the direction of what follows. */
function shown(text: string): string {
  return escapeMarkup(printable(text));
}
