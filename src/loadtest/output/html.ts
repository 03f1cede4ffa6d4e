/** A report as one HTML file: no script, nothing from elsewhere, light and dark, readable without seeing the charts. */

import { htmlPage } from '../../text/htmlPage.js';
import type { Report, TargetReport } from '../report.js';
import { answersPerSecond, attempts, failures, judgedLatency, successShare } from '../verdict/figures.js';
import { isPassed } from '../verdict/judge.js';
import { loadText } from '../verdict/sameSetting.js';
import type { Verdicts } from '../verdict/verdict.js';
import { chartHtml } from './chart.js';
import { count, digits, milliseconds, percent, span } from './format.js';
import { reportStyle } from './htmlStyle.js';
import { escapeHtml } from './htmlText.js';
import { tailChart, timeCharts } from './reportCharts.js';
import { closingSections, type Item, notices, type Section, type Tone, targetSections } from './sections.js';

const signs: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', warning: '!', plain: '·' };
const words: Readonly<Record<Tone, string>> = { good: 'passed', bad: 'failed', warning: 'note', plain: 'note' };

export function reportHtml(report: Report, verdicts: Verdicts): string {
  const { targets, plan } = report;
  const title = targets.map(({ name }) => name).join(' · ');
  const isJudged = verdicts.checks.length > 0 || verdicts.comparisons.some(({ against }) => against === 'baseline');
  const passed = isPassed(verdicts);
  const badge = isJudged
    ? ` <span class="badge ${passed ? 'good' : 'bad'}">${passed ? '✓ Passed' : '✗ Failed'}</span>`
    : '';
  const tail = tailChart(targets);
  const tailCard = tail
    ? `<div class="card${targets.length > 1 ? ' wide' : ''}">${chartHtml(tail, targets.length > 1)}</div>`
    : '';
  const closing = closingSections(verdicts);
  const many = targets.length > 1;
  const together = [...closing.map(sectionHtml), many ? tailCard : ''].filter(Boolean).join('\n');
  const togetherHtml = together === '' ? '' : `<section class="grid2">\n${together}\n</section>`;
  return htmlPage(
    `Load test: ${escapeHtml(title)}`,
    reportStyle,
    `<header>
<h1>${escapeHtml(title)}${badge}</h1>
<p class="sub">${escapeHtml(`${loadText(plan.load)} for ${span(report.seconds)} · ${report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}`)}</p>
</header>
${notices(report).map(noteHtml).join('\n')}
${many ? togetherHtml : ''}
${targets.map((_, index) => targetHtml(report, index, verdicts, targets.length > 1 ? '' : tailCard)).join('\n')}
${many ? '' : togetherHtml}
<footer>${escapeHtml(`Made by Senior Backend on ${report.machine.cpu}, ${report.machine.cores} cores, ${report.machine.platform}, Node.js ${report.machine.node}.`)}</footer>`,
  );
}

function targetHtml(report: Report, index: number, verdicts: Verdicts, tail: string): string {
  const target = report.targets[index]!;
  const { name, sections } = targetSections(report, index, verdicts);
  const charts = timeCharts(target, index, report.plan.load).map(
    chart => `<div class="card">${chartHtml(chart, false)}</div>`,
  );
  const [checks, others] = [sections.filter(isChecks), byUse(sections.filter(section => !isChecks(section)))];
  const heading = report.targets.length > 1 ? `<h2>${escapeHtml(name)}</h2>` : '';
  return `<section>
${heading}
<dl class="tiles">${tiles(target)}</dl>
<div class="grid2">
${[...checks.map(sectionHtml), ...charts, tail, ...others.map(sectionHtml)].filter(Boolean).join('\n')}
</div>
</section>`;
}

/** What was asked for is known to who asked: it comes last. */
function byUse(sections: readonly Section[]): readonly Section[] {
  const [target, ...others] = sections;
  return target ? [...others, target] : [];
}

function isChecks(section: Section): boolean {
  return section.kind === 'items';
}

function tiles(target: TargetReport): string {
  const share = successShare(target);
  const { latency, isCorrected } = judgedLatency(target);
  const known = latency.count > 0;
  const tile = (label: string, value: string, detail: string, tone: Tone = 'plain') => {
    const [figure = '', unit = ''] = value.split(/ (?=[^\d]+$)/);
    const small = unit === '' ? '' : ` <small>${escapeHtml(unit)}</small>`;
    return `<div class="card tile"><dt>${escapeHtml(label)}</dt><dd class="${tone}">${escapeHtml(figure)}${small}</dd><dd class="detail">${escapeHtml(detail)}</dd></div>`;
  };
  const note = isCorrected ? 'stalls counted' : '';
  const failed = failures(target);
  return [
    tile('Throughput', `${digits(answersPerSecond(target))} req/s`, `${count(attempts(target))} requests`),
    tile('p50', known ? milliseconds(latency.p50) : '–', note),
    tile('p95', known ? milliseconds(latency.p95) : '–', note),
    tile('p99', known ? milliseconds(latency.p99) : '–', note || (known ? `at most ${milliseconds(latency.max)}` : '')),
    tile(
      'Success',
      share === undefined ? '–' : percent(share),
      failed === 0 ? 'none failed' : `${count(failed)} failed`,
      failed > 0 ? 'bad' : 'plain',
    ),
  ].join('');
}

function sectionHtml(section: Section): string {
  const title = section.title === '' ? '' : `<h3>${escapeHtml(section.title)}</h3>`;
  if (section.kind === 'items')
    return `<div class="card wide">${title}<ul class="items">${section.items.map(itemHtml).join('')}</ul></div>`;
  if (section.kind === 'facts') {
    const figures = section.title === 'Target' ? '' : ' figures';
    const rows = section.rows.map(
      ({ label, value, tone }) =>
        `<tr><th scope="row">${escapeHtml(label)}</th><td class="${tone ?? 'plain'}">${escapeHtml(value)}</td></tr>`,
    );
    return `<div class="card">${title}<table class="facts${figures}"><tbody>${rows.join('')}</tbody></table></div>`;
  }
  const lead = section.lead ? `<ul class="items lead">${itemHtml(section.lead)}</ul>` : '';
  if (section.rows.length === 0) return `<div class="card">${title}<p class="sub">none</p></div>`;
  const textFrom = section.textFrom ?? Infinity;
  const isText = (column: number) => (column === 0 || column >= textFrom ? ' class="text"' : '');
  const head = section.columns.map((column, c) => `<th scope="col"${isText(c)}>${escapeHtml(column)}</th>`);
  const rows = section.rows.map(({ cells, tone }) => {
    const inner = cells.map((cell, c) =>
      c === 0 ? `<th scope="row" class="text">${escapeHtml(cell)}</th>` : `<td${isText(c)}>${escapeHtml(cell)}</td>`,
    );
    return `<tr class="${tone ?? 'plain'}">${inner.join('')}</tr>`;
  });
  const wide = section.columns.length > 5 || textFrom < Infinity ? ' wide' : '';
  return `<div class="card${wide}">${title}${lead}<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></div>`;
}

function itemHtml({ tone, title, lines }: Item): string {
  const more = lines.map(line => `<p>${escapeHtml(line)}</p>`).join('');
  return `<li><span class="sign ${tone}" role="img" aria-label="${words[tone]}">${signs[tone]}</span>${escapeHtml(title)}${more}</li>`;
}

function noteHtml({ tone, title, lines }: Item): string {
  return `<div class="note ${tone}" role="note"><strong>${escapeHtml(title)}</strong>${lines.map(line => `<p>${escapeHtml(line)}</p>`).join('')}</div>`;
}
