import { drawing } from './dom.js';
import type { ComparisonView } from './viewResults.js';

const width = 200;
const height = 18;

/** An interval on a line from `-scale` to `scale` with a mark at zero and cut off beyond it. */
export function intervalPlot(row: ComparisonView['rows'][number], scale: number): SVGElement {
  const x = (share: number) => Math.min(width - 3, Math.max(3, ((share / scale + 1) / 2) * width));
  const parts: SVGElement[] = [
    drawing('path', { class: 'axis', d: `M0 ${height / 2}H${width}` }),
    drawing('path', { class: 'zero', d: `M${width / 2} 1V${height - 1}` }),
  ];
  const { low, high } = row;
  if (low !== undefined && high !== undefined && Number.isFinite(low) && Number.isFinite(high)) {
    const [from, to] = [x(low), x(high)];
    parts.push(
      drawing('rect', {
        class: 'range',
        x: from,
        y: height / 2 - 3,
        width: Math.max(2, to - from),
        height: 6,
        rx: 1.5,
      }),
      drawing('path', { class: 'ends', d: `M${from} 4V${height - 4}M${Math.max(to, from + 2)} 4V${height - 4}` }),
    );
  }
  const attributes = { class: `interval ${row.outcome}`, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' };
  return drawing('svg', attributes, ...parts);
}
