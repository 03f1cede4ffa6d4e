import { Chart } from './chart.js';
import { button, drawing, element, fill, table } from './dom.js';
import { dashes } from './theme.js';
import { type ChartModel, type LineStyle, shownValue } from './viewCharts.js';

/** Rows of a chart's table: more would be a list of figures and not a way to read the chart. */
const mostRows = 60;

/** A chart with its title, the key to its lines (with the values under the pointer) and a table in its place when asked. */
export class ChartCard {
  readonly root: HTMLElement;
  readonly #chart: Chart;
  readonly #key = element('ul', { class: 'key' });
  readonly #table = element('div', { class: 'figures', hidden: true });
  readonly #extra = element('div', { class: 'extra' });
  readonly #toggle: HTMLButtonElement;
  readonly #title: string;
  readonly #nothing = element('p', { class: 'nothing' }, 'No figures');
  #model: ChartModel | undefined;
  #pointed: number | undefined;

  /** Charts of a `group` share the cursor. */
  constructor(title: string, options: { readonly group?: string; readonly small?: boolean } = {}) {
    this.#title = title;
    this.#chart = new Chart(index => {
      this.#pointed = index;
      this.#fillKey();
    }, options.group);
    this.#toggle = button(
      { key: `table-${title}`, class: 'link', 'aria-pressed': 'false', 'aria-label': `${title} as a table` },
      () => this.#asTable(this.#table.hidden !== false),
      'Table',
    );
    this.root = element(
      'section',
      { class: options.small ? 'card chart small' : 'card chart', 'aria-label': title },
      element('header', {}, element('h2', {}, title), this.#extra, this.#toggle),
      this.#key,
      element('div', { class: 'stage' }, this.#chart.host, this.#nothing, this.#table),
    );
  }

  show(model: ChartModel): void {
    this.#model = model;
    const empty = model.lines.every(({ values }) => values.every(value => value === null));
    this.#nothing.hidden = !empty || !this.#table.hidden;
    this.root.classList.toggle('empty', empty);
    this.#chart.show(model);
    this.#fillKey();
    if (!this.#table.hidden) this.#fillTable();
  }

  redraw(): void {
    this.#chart.redraw();
  }

  /** A choice beside the title. */
  extra(key: unknown, build: () => readonly HTMLElement[]): void {
    fill(this.#extra, key, build);
  }

  #asTable(on: boolean): void {
    this.#table.hidden = !on;
    this.#chart.host.hidden = on;
    this.#toggle.setAttribute('aria-pressed', String(on));
    if (this.#model) this.show(this.#model);
  }

  #fillKey(): void {
    const model = this.#model;
    if (!model) return;
    const index = this.#pointed ?? model.x.length - 1;
    const place = this.#pointed === undefined ? '' : (model.nameOf[index] ?? '');
    const entries = model.lines.map(({ label, style, values }) => ({
      label,
      style,
      // The end of the curve is its maximum, which says little: only what is pointed at is named there.
      value: model.axis === 'tail' && !place ? '' : shownValue(values[index], model.unit),
    }));
    fill(this.#key, { entries, place }, () => [
      ...entries.map(({ label, style, value }) =>
        element(
          'li',
          {},
          sample(style),
          element('span', { class: 'label' }, label),
          value !== '' && element('span', { class: 'value' }, value),
        ),
      ),
      place !== '' && element('li', { class: 'place' }, `at ${place}`),
    ]);
  }

  #fillTable(): void {
    const { x, lines, unit, nameOf, axis } = this.#model!;
    const step = Math.ceil(x.length / mostRows);
    const shown = x.map((_, index) => index).filter(index => index % step === 0 || index === x.length - 1);
    const head = [{ time: 'time', tail: 'percentile', runs: 'run' }[axis], ...lines.map(({ label }) => label)];
    const rows = shown.map(index => ({
      cells: [nameOf[index] ?? '', ...lines.map(({ values }) => shownValue(values[index], unit))],
    }));
    fill(this.#table, { head, rows }, () => [table(this.#title, head, rows)]);
  }
}

/** A short piece of a line, as the chart draws it. */
export function sample(style: LineStyle): SVGElement {
  return drawing(
    'svg',
    { class: `sample line-${style}`, viewBox: '0 0 26 8', 'aria-hidden': 'true' },
    drawing('path', { d: 'M1 4h24', 'stroke-dasharray': dashes[style].join(' ') || undefined }),
  );
}
