/** Charts as inline SVG, for the HTML report: no script, colours from the page's variables. */
import { digits } from './format.js';
import { escapeHtml } from './htmlText.js';

export interface Line {
  readonly name: string;
  /** Which of the page's colours, from 0; wraps around. */
  readonly colour: number;
  readonly dashed?: boolean;
  readonly filled?: boolean;
  /** Rising in x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** For people who do not see it. */
  readonly description: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly from: number;
  readonly to: number;
}

const height = 250;
const left = 58;
const right = 14;
const top = 14;
const bottom = 30;
export const colours = 6;

/** A figure with its legend, for half or the whole of the page's width. Text is escaped. */
export function chartHtml({ id, title, description, unit, lines, ticks, from, to }: Chart, isWide: boolean): string {
  const width = isWide ? 900 : 580;
  const highest = Math.max(0, ...lines.flatMap(({ points }) => points.map(([, y]) => y)));
  const step = niceStep(highest / 4);
  const ceiling = Math.max(step, Math.ceil(highest / step - 1e-9) * step);
  const x = (value: number) => fixed(left + ((value - from) / Math.max(1e-9, to - from)) * (width - left - right));
  const y = (value: number) => fixed(top + (1 - value / ceiling) * (height - top - bottom));
  const rows = Array.from({ length: Math.round(ceiling / step) + 1 }, (_, i) => i * step);
  const grid = rows.map(
    value =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" text-anchor="end" x="${left - 8}" y="${y(value)}" dy="0.32em">${escapeHtml(tickText(value))}</text>`,
  );
  const under = ticks.map(
    ({ at, label }) =>
      `<line class="mark" x1="${x(at)}" x2="${x(at)}" y1="${height - bottom}" y2="${height - bottom + 4}"/><text class="tick" text-anchor="middle" x="${x(at)}" y="${height - 9}">${escapeHtml(label)}</text>`,
  );
  const paths = lines.map(({ points, colour, dashed, filled }) => {
    const of = colour % colours;
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
    const area =
      filled && points.length > 1
        ? `<path class="area f${of}" d="${path}L${x(points.at(-1)![0])} ${y(0)}L${x(points[0]![0])} ${y(0)}Z"/>`
        : '';
    const dot =
      points.length === 1 ? `<circle class="d${of}" cx="${x(points[0]![0])}" cy="${y(points[0]![1])}" r="3"/>` : '';
    return `${area}<path class="line c${of}${dashed ? ' dashed' : ''}" d="${path}"/>${dot}`;
  });
  const legend = lines.map(
    ({ name, colour, dashed }) =>
      `<li><svg class="key" viewBox="0 0 22 8" aria-hidden="true"><path class="line c${colour % colours}${dashed ? ' dashed' : ''}" d="M1 4H21"/></svg>${escapeHtml(name)}</li>`,
  );
  return `<figure>
<figcaption><span class="caption">${escapeHtml(title)}</span> <span class="unit">${escapeHtml(unit)}</span><ul class="legend">${legend.join('')}</ul></figcaption>
<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(description)}</desc>
${grid.join('')}${under.join('')}
${paths.join('\n')}
</svg>
</figure>`;
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
export function niceStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find(of => of * power >= step * (1 - 1e-9))!;
  return Number((factor * power).toPrecision(3));
}

function tickText(value: number): string {
  return value >= 100 ? digits(value) : String(Number(value.toPrecision(6)));
}

function fixed(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0';
}
