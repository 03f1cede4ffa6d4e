/** What stands between the header and the charts: banners, big figures, thresholds, advice, comparisons. */

import type { ComparisonOutcome, RankedTarget } from '../loadtest/verdict/verdict.js';
import { sample } from './chartCard.js';
import { button, element, fill, type IconName, icon, table } from './dom.js';
import type { Actions } from './header.js';
import { intervalPlot } from './intervalPlot.js';
import type { RunState } from './panelMessages.js';
import { tilesOf } from './view.js';
import { type BannerAction, bannersOf } from './viewBanners.js';
import { targetStyle } from './viewCharts.js';
import { targetTable } from './viewFigures.js';
import { comparisonView } from './viewResults.js';

const bannerIcons = { error: 'cross', warning: 'warning', info: 'info' } as const;
const actionTexts: Readonly<Record<BannerAction, string>> = {
  showLog: 'Show Log',
  openSettings: 'Open Settings',
  setToken: 'Set Token…',
  forgetToken: 'Forget Token',
};
const outcomeIcons: Readonly<Record<string, IconName>> = {
  passed: 'check',
  failed: 'cross',
  unknown: 'question',
  better: 'check',
  worse: 'cross',
  none: 'dash',
};
const outcomeTones: Readonly<Record<string, string>> = {
  passed: 'good',
  failed: 'error',
  better: 'good',
  worse: 'error',
  none: 'plain',
  unknown: 'plain',
};

export function fillBanners(place: HTMLElement, run: RunState, { send }: Actions): void {
  const banners = bannersOf(run);
  const { id } = run.info;
  fill(place, { id, banners }, () =>
    banners.map(({ tone, title, detail, actions }) =>
      element(
        'div',
        { class: `banner ${tone}`, role: tone === 'error' ? 'alert' : 'note' },
        icon(bannerIcons[tone]),
        element('div', {}, element('b', {}, title), element('p', {}, detail)),
        actions.length > 0 &&
          element(
            'span',
            { class: 'choices' },
            ...actions.map(action =>
              button(
                { key: action },
                () => send(action === 'showLog' ? { kind: action } : { kind: action, id }),
                actionTexts[action],
              ),
            ),
          ),
      ),
    ),
  );
}

/** Tiles for one target, a table for several. */
export function fillFigures(place: HTMLElement, run: RunState): void {
  const several = targetTable(run);
  if (several) {
    fill(place, several, () => [
      element(
        'div',
        { class: 'card targets' },
        table(
          'Targets',
          ['target', ...several.head],
          several.rows.map(({ name, cells }, index) => ({
            cells: [element('span', { class: 'named' }, sample(targetStyle(index)), name), ...cells],
          })),
        ),
      ),
    ]);
    return;
  }
  const tiles = tilesOf(run);
  fill(place, tiles, () => [
    element(
      'dl',
      { class: 'tiles' },
      ...tiles.map(({ label, value, unit, detail, tone }) =>
        element(
          'div',
          { class: `tile ${tone ?? ''}` },
          element('dt', {}, label),
          element('dd', {}, value, unit !== '' && element('small', { class: 'unit' }, ` ${unit}`)),
          element('dd', { class: 'detail' }, detail || '\u00a0'),
        ),
      ),
    ),
  ]);
}

/** Thresholds and expectations, and advice. */
export function fillVerdicts(place: HTMLElement, { result, info }: RunState): void {
  const checks = result?.checks ?? [];
  const recommendations = result?.recommendations ?? [];
  const several = info.targets.length > 1;
  place.hidden = checks.length + recommendations.length === 0;
  fill(place, { checks, recommendations, several }, () => [
    checks.length > 0 &&
      card(
        'Checks',
        element(
          'ul',
          { class: 'checks lined' },
          ...checks.map(({ text, actual, outcome, target, source, warnings }) =>
            element(
              'li',
              {},
              mark(outcome, outcome),
              element('span', { class: 'wanted' }, several ? `${target}: ${text}` : text),
              element('span', { class: 'actual' }, actual),
              source !== undefined && element('small', { class: 'source' }, source),
              ...(warnings ?? []).map(warning => element('p', { class: 'caveat' }, icon('warning'), warning)),
            ),
          ),
        ),
      ),
    recommendations.length > 0 &&
      card(
        'Recommendations',
        element(
          'ul',
          { class: 'advice lined' },
          ...recommendations.map(({ title, detail, because }) =>
            element(
              'li',
              {},
              element('b', {}, title),
              element('p', {}, detail),
              element('p', { class: 'quiet' }, because),
            ),
          ),
        ),
      ),
  ]);
}

export function fillComparisons(place: HTMLElement, { result }: RunState): void {
  const comparisons = result?.comparisons ?? [];
  const ranking = result?.ranking ?? [];
  place.hidden = comparisons.length === 0;
  fill(place, { comparisons, ranking }, () => [
    ranking.length > 0 && card('Ranking by p95', rankingList(ranking)),
    ...comparisons.map(comparison => {
      const { verdict, outcome, caveats, base, other, rows, scale, interval } = comparisonView(comparison);
      const title = comparison.against === 'baseline' ? 'Against the baseline' : `${other} against ${base}`;
      const limit = `${Math.round(scale * 100)} %`;
      const plotHead = element(
        'span',
        { class: 'scale' },
        element('span', {}, `−${limit}`),
        element('span', {}, 'difference'),
        element('span', {}, `+${limit}`),
      );
      const lines = rows.map(row => ({
        cells: [
          row.metric,
          element(
            'span',
            { class: `outcome tone-${outcomeTones[row.outcome]}` },
            icon(outcomeIcons[row.outcome]!),
            row.word,
          ),
          row.difference,
          row.base,
          row.other,
          intervalPlot(row, scale),
        ],
      }));
      const figures = table(title, ['', { words: 'verdict' }, interval, base, other, ''], lines);
      figures.querySelector('thead th:last-child')!.append(plotHead);
      return card(
        title,
        element('p', { class: `verdict tone-${outcomeTones[outcome]}` }, mark(outcome, ''), verdict),
        figures,
        ...caveats.map(caveat => element('p', { class: 'caveat' }, icon('info'), caveat)),
      );
    }),
  ]);
}

/** Places that this run cannot tell apart are shared. */
function rankingList(ranking: readonly RankedTarget[]): HTMLElement {
  const rows = ranking.map(({ name, place }) =>
    element('li', {}, element('b', {}, place === undefined ? '–' : `${place}.`), ' ', name),
  );
  return element('ul', { class: 'ranking' }, ...rows);
}

export function card(title: string, ...children: HTMLElement[]): HTMLElement {
  return element(
    'section',
    { class: 'card', 'aria-label': title },
    element('header', {}, element('h2', {}, title)),
    ...children,
  );
}

/** A sign for an outcome, with its word for those who do not see it. */
export function mark(outcome: ComparisonOutcome | 'passed' | 'failed', word: string): HTMLElement {
  return element(
    'span',
    { class: `badge tone-${outcomeTones[outcome]}` },
    icon(outcomeIcons[outcome]!),
    word !== '' && element('span', { class: 'unseen' }, word),
  );
}
