/** The theme's colours for what is drawn on a canvas, which style sheets do not reach. */
import type { LineStyle } from './viewCharts.js';

export interface Colours {
  readonly lines: Readonly<Record<LineStyle, string>>;
  readonly washes: Readonly<Record<'rate' | 'p99', string>>;
  readonly text: string;
  readonly grid: string;
  readonly shade: string;
}

/** Lengths of dashes and gaps: lines differ without their colours. */
export const dashes: Readonly<Record<LineStyle, number[]>> = {
  p99: [],
  p95: [8, 4],
  p50: [2, 3],
  rate: [],
  failed: [6, 3],
  due: [1, 4],
  target0: [],
  target1: [8, 4],
  target2: [2, 3],
  target3: [10, 3, 2, 3],
};

let known: Colours | undefined;

/** As they are in panel.css. */
export function colours(): Colours {
  if (known) return known;
  const style = getComputedStyle(document.body);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const lines = Object.fromEntries(Object.keys(dashes).map(name => [name, read(`--line-${name}`)]));
  known = {
    lines: lines as Record<LineStyle, string>,
    washes: { rate: read('--wash-rate'), p99: read('--wash-p99') },
    text: read('--quiet'),
    grid: read('--grid'),
    shade: read('--shade'),
  };
  return known;
}

/** VS Code changes the variables on the root element and the class of the body when the theme changes. */
export function onThemeChange(then: () => void): void {
  const observer = new MutationObserver(() => {
    known = undefined;
    then();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}
