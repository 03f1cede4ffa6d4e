/** What a comparison found, in words. */
import { percentRange } from '../output/format.js';
import type { ComparisonRow } from './verdict.js';

const noDifference = 'No difference that this run can show.';

/** `B’s p99 is 12–18 % slower and its throughput 8.0–9.1 % lower (95 % confidence).` */
export function comparisonSentence(other: string, rows: readonly ComparisonRow[], none = noDifference): string {
  const found = rows.filter(({ outcome }) => outcome === 'better' || outcome === 'worse');
  if (found.length === 0) {
    return rows.every(({ outcome }) => outcome === 'unknown') ? 'Too little was measured for a verdict.' : none;
  }
  const parts = found.map((row, index) => {
    const whose = index === 0 ? `${possessive(other)} ` : 'its ';
    return `${whose}${row.metric === 'success' ? 'success rate' : row.metric} is ${differenceText(row)}`;
  });
  const confidence = found[0]!.difference?.confidence ?? 0.95;
  return `${joined(parts)} (${Math.round(confidence * 100)} % confidence).`;
}

/** Of a row with a difference: `12–18 % slower`, `2.1–2.6 times as high`, `87–88 % lower`, `0.5–1.2 points lower`. */
export function differenceText({ unit, difference, outcome }: ComparisonRow): string {
  if (!difference) return 'not known';
  const { low, high } = difference;
  if (unit === 'share') {
    return `${percentRange(Math.abs(low), Math.abs(high)).replace(' %', ' points')} ${outcome === 'better' ? 'higher' : 'lower'}`;
  }
  if (low >= 1) {
    const times = (share: number) => (share + 1).toFixed(share < 9 ? 1 : 0);
    const [from, to] = [times(low), times(high)];
    return `${from === to ? from : `${from}–${to}`} times as high`;
  }
  const direction = unit === 'ms' ? (low > 0 ? 'slower' : 'faster') : low > 0 ? 'higher' : 'lower';
  return `${percentRange(Math.abs(low), Math.abs(high))} ${direction}`;
}

export function possessive(name: string): string {
  return `${name}’s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
