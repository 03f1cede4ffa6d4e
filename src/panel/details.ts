/** What stands below the charts: answers and errors, all latencies, the history. */
import { ChartCard } from './chartCard.js';
import { button, drawing, element, fill, table } from './dom.js';
import { type Actions, localTime } from './header.js';
import type { RunState } from './panelMessages.js';
import { card, mark } from './sections.js';
import { trendChart } from './viewCharts.js';
import { errorRows, latencyTable, type StatusRow, statusRows } from './viewFigures.js';
import { historyView } from './viewResults.js';

export function fillAnswers(place: HTMLElement, run: RunState): void {
  const statuses = statusRows(run);
  const errors = errorRows(run);
  const names = run.info.targets.map(({ name }) => name);
  const head = names.length > 1 ? names : ['answers'];
  fill(place, { statuses, errors, head }, () => [
    element('header', {}, element('h2', {}, 'Answers and errors')),
    statuses.length === 0 && errors.length === 0 && element('p', { class: 'nothing' }, 'No answers yet'),
    statuses.length > 0 &&
      element(
        'div',
        { class: names.length > 2 ? 'codes many' : names.length > 1 ? 'codes several' : 'codes' },
        table('Status codes', ['status', ...head], statuses.map(statusLine)),
      ),
    ...errors.map(({ title, advice, cells, examples }) =>
      element(
        'div',
        { class: 'fault' },
        element(
          'p',
          {},
          mark('failed', 'error'),
          element('b', {}, title),
          element(
            'span',
            { class: 'count' },
            names.length > 1 ? cells.map((n, i) => `${names[i]} ${n}`).join(', ') : cells[0],
          ),
        ),
        element('p', { class: 'quiet' }, advice),
        examples.length > 0 &&
          element(
            'ul',
            { class: 'examples' },
            ...examples.map(example => element('li', {}, element('code', {}, example))),
          ),
      ),
    ),
  ]);
}

export function fillLatencies(place: HTMLElement, run: RunState): void {
  const found = latencyTable(run);
  place.hidden = !found || found.rows.length === 0;
  if (!found) return;
  fill(place, found, () => [
    card(
      'All latencies',
      table(
        'All latencies',
        ['', ...found.head],
        found.rows.map(({ name, hint, cells }) => ({
          cells: [element('span', {}, name, hint !== undefined && element('small', {}, ` ${hint}`)), ...cells],
        })),
      ),
    ),
  ]);
}

/** The last runs of the same path: two trends and a table whose rows can be opened. */
export class HistorySection {
  readonly root = element('section', { class: 'card history', 'aria-label': 'History' });
  readonly #sentence = element('p', { class: 'quiet' });
  readonly #rows = element('div', {});
  readonly #p99 = new ChartCard('p99', { small: true, group: 'runs' });
  readonly #rate = new ChartCard('Throughput', { small: true, group: 'runs' });
  readonly #trends = element('div', { class: 'trends' }, this.#p99.root, this.#rate.root);

  constructor() {
    this.root.append(element('header', {}, element('h2', {}, 'History')), this.#sentence, this.#trends, this.#rows);
  }

  show({ history, info }: RunState, { send }: Actions): void {
    this.root.hidden = history.length === 0;
    if (history.length === 0) return;
    const { sentence, rows, trend } = historyView(history, info.id, localTime);
    fill(this.#sentence, sentence, () => [sentence]);
    this.#sentence.hidden = sentence === '';
    this.#trends.hidden = trend.length < 2;
    if (trend.length > 1) {
      this.#p99.show(trendChart(trend, 'p99'));
      this.#rate.show(trendChart(trend, 'perSecond'));
    }
    fill(this.#rows, rows, () => [
      table(
        'Runs of this path',
        ['run', { words: 'load' }, 'p50', 'p99', 'req/s', 'success', ''],
        rows.map(({ id, when, load, server, cells, thresholds, baseline, current }) => ({
          className: current ? 'current' : undefined,
          cells: [
            element(
              'span',
              { class: 'named' },
              thresholds === 'none' ? undefined : mark(thresholds, thresholds),
              when,
              baseline && element('small', { class: 'pill' }, 'baseline'),
            ),
            server === undefined ? load : element('span', {}, load, element('small', { class: 'where' }, server)),
            ...cells,
            current
              ? element('small', {}, 'shown')
              : button(
                  { key: `open-${id}`, class: 'link', 'aria-label': `Open the run of ${when}` },
                  () => send({ kind: 'openHistory', id }),
                  'Open',
                ),
          ],
        })),
      ),
    ]);
  }

  redraw(): void {
    this.#p99.redraw();
    this.#rate.redraw();
  }
}

function statusLine({ code, phrase, tone, cells }: StatusRow) {
  return {
    cells: [
      element('span', { class: `code tone-${tone}` }, code, phrase !== '' && element('small', {}, phrase)),
      ...cells.map(({ count, percent, share }) =>
        element(
          'span',
          { class: `bar tone-${tone}` },
          drawing(
            'svg',
            { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
            drawing('rect', { class: 'track', width: 100, height: 6 }),
            drawing('rect', { class: 'part', width: share > 0 ? Math.max(1, share * 100) : 0, height: 6 }),
          ),
          element('span', { class: 'count' }, count),
          element('small', {}, percent),
        ),
      ),
    ],
  };
}
