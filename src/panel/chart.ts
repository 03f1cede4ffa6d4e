import uPlot from 'uplot';
import { element } from './dom.js';
import { span } from './format.js';
import { type Colours, colours, dashes } from './theme.js';
import { type ChartModel, type Line, shownValue } from './viewCharts.js';

/** One chart for as long as the page lives: it takes new points, another size and another theme without being made anew. */
export class Chart {
  readonly host = element('div', { class: 'plot', role: 'img' });
  #plot: uPlot | undefined;
  #model: ChartModel | undefined;
  #shape = '';
  #width = 0;
  readonly #onPoint: (index: number | undefined) => void;
  readonly #group: string | undefined;

  /** `onPoint`: the pointer is over that place on the x axis, or over none. Charts of a `group` share the cursor. */
  constructor(onPoint: (index: number | undefined) => void, group?: string) {
    this.#onPoint = onPoint;
    this.#group = group;
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      if (width === this.#width || width === 0) return;
      this.#width = width;
      this.#plot?.setSize({ width, height: this.host.clientHeight });
      if (!this.#plot && this.#model) this.show(this.#model);
    }).observe(this.host);
  }

  show(model: ChartModel): void {
    this.#model = model;
    if (this.host.getAttribute('aria-label') !== model.text) this.host.setAttribute('aria-label', model.text);
    const width = this.#width || this.host.clientWidth;
    if (width === 0) return;
    const shape = JSON.stringify([model.axis, model.unit, model.lines.map(({ label, style }) => [label, style])]);
    const data = [model.x, ...model.lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
    if (this.#plot && shape === this.#shape) {
      this.#plot.setData(data);
      return;
    }
    this.#plot?.destroy();
    this.#shape = shape;
    this.#width = width;
    this.#plot = new uPlot({ ...this.#options(model), width, height: this.host.clientHeight }, data, this.host);
  }

  /** After a change of theme. */
  redraw(): void {
    this.#plot?.redraw(false, true);
  }

  #options(model: ChartModel): Omit<uPlot.Options, 'width' | 'height'> {
    return {
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 7 },
        drag: { x: false, y: false },
        ...(this.#group ? { sync: { key: this.#group } } : {}),
      },
      scales: { x: { time: false, range: (_, low, high) => rangeOfX(model.axis, low, high) }, y: { range: rangeOfY } },
      axes: [axisOfX(model), axisOfY(model)],
      series: [{}, ...model.lines.map((line, index) => seriesOf(line, index === 0 && model.lines.length < 4))],
      padding: [10, model.axis === 'tail' ? 26 : 12, model.axis === 'runs' ? 8 : 0, 0],
      hooks: {
        drawClear: [plot => this.#shadeWarmUp(plot)],
        setCursor: [plot => this.#onPoint(plot.cursor.idx ?? undefined)],
      },
    };
  }

  #shadeWarmUp(plot: uPlot): void {
    const { from, x } = this.#model!;
    if (from === undefined || x.length === 0) return;
    const left = plot.valToPos(Math.max(plot.scales.x!.min!, x[0]!), 'x', true);
    const right = Math.min(plot.valToPos(from, 'x', true), plot.bbox.left + plot.bbox.width);
    plot.ctx.fillStyle = colours().shade;
    plot.ctx.fillRect(left, plot.bbox.top, right - left, plot.bbox.height);
  }
}

function seriesOf({ style }: Line, wash: boolean): uPlot.Series {
  const main = style === 'p99' || style === 'rate' || style.startsWith('target');
  return {
    stroke: () => colours().lines[style],
    ...(wash && (style === 'rate' || style === 'p99') ? { fill: () => colours().washes[style] } : {}),
    width: main ? 2 : 1.5,
    dash: dashes[style],
    spanGaps: style.startsWith('target'),
    // One point alone would be no line.
    points: { show: (plot, index) => Array.from(plot.data[index] ?? []).filter(value => value !== null).length < 2 },
  };
}

function axisOfX({ axis }: ChartModel): uPlot.Axis {
  const common: uPlot.Axis = { ...looks(), size: 24, gap: 7 };
  if (axis === 'runs') return { ...common, show: false };
  if (axis === 'time') {
    return { ...common, space: 56, incrs: seconds, values: (_, splits) => splits.map(at => clock(at)) };
  }
  return {
    ...common,
    splits: (_plot, _axis, low, high) => tailSplits.map(([at]) => at).filter(at => at >= low && at <= high + 1e-9),
    values: (plot, splits) => {
      // Where they would touch, every other one is left out.
      const room = plot.bbox.width / devicePixelRatio / Math.max(1, splits.length);
      return splits.map((split, index) => (room < 44 && index % 2 ? '' : tailSplits.find(([at]) => at === split)![1]));
    },
  };
}

function axisOfY({ unit, axis }: ChartModel): uPlot.Axis {
  return {
    ...looks(),
    size: 58,
    gap: 6,
    space: axis === 'runs' ? 24 : 34,
    values: (_, splits) => splits.map(value => (value === 0 ? '0' : shownValue(value, unit).replace(/\.0+ /, ' '))),
  };
}

function looks(): uPlot.Axis {
  const stroke = (of: keyof Colours) => () => colours()[of] as string;
  return {
    stroke: stroke('text'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: stroke('grid'), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
}

/** From zero, with a little room above: a change looks as large as it is. */
function rangeOfY(_: uPlot, _low: number, high: number): uPlot.Range.MinMax {
  return [0, Number.isFinite(high) && high > 0 ? high * 1.08 : 1];
}

function rangeOfX(axis: ChartModel['axis'], low: number, high: number): uPlot.Range.MinMax {
  if (axis === 'tail') return [0, Math.max(2, high)];
  if (axis === 'runs') return [low - 0.2, high + 0.2];
  return [low, Math.max(high, low + 2)];
}

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200];

/** `0:05`, `1:20`, `2:05:00`: one form along the axis. */
function clock(at: number): string {
  if (Math.abs(at) < 60) return `${at < 0 ? '−' : ''}${span(Math.abs(at))}`;
  const all = Math.round(Math.abs(at));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return `${at < 0 ? '−' : ''}${hours ? `${hours}:${two(minutes)}` : minutes}:${two(all % 60)}`;
}

const tailSplits: readonly (readonly [number, string])[] = [
  [0, ''],
  [Math.log10(2), 'p50'],
  [1, 'p90'],
  [2, 'p99'],
  [3, 'p99.9'],
  [4, 'p99.99'],
  [5, 'p99.999'],
  [6, 'p99.9999'],
];
