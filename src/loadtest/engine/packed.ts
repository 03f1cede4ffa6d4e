/** Histograms without their empty places: what crosses threads several times a second, a few hundred bytes. */
import { addPlace, clearHistogram, forPlaces, type Histogram } from '../histogram.js';

export interface PackedHistogram {
  readonly places: Uint16Array;
  readonly counts: Float64Array;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Empties the histogram. @returns undefined when it was empty. */
export function takeHistogram(histogram: Histogram): PackedHistogram | undefined {
  if (histogram.count === 0) return undefined;
  const { count, min, max, sum, sumOfSquares } = histogram;
  const places: number[] = [];
  const counts: number[] = [];
  forPlaces(histogram, (place, times) => {
    places.push(place);
    counts.push(times);
  });
  const packed = {
    places: Uint16Array.from(places),
    counts: Float64Array.from(counts),
    ...{ count, min, max, sum, sumOfSquares },
  };
  clearHistogram(histogram);
  return packed;
}

export function addPacked(into: Histogram, from: PackedHistogram | undefined): void {
  if (from === undefined) return;
  for (let i = 0; i < from.places.length; i++) addPlace(into, from.places[i]!, from.counts[i]!);
  into.count += from.count;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  into.sum += from.sum;
  into.sumOfSquares += from.sumOfSquares;
}

/** Both together. */
export function joinPacked(
  a: PackedHistogram | undefined,
  b: PackedHistogram | undefined,
): PackedHistogram | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const counts = new Map<number, number>();
  for (const { places, counts: times } of [a, b]) {
    for (let i = 0; i < places.length; i++) counts.set(places[i]!, (counts.get(places[i]!) ?? 0) + times[i]!);
  }
  const entries = [...counts].sort(([x], [y]) => x - y);
  return {
    places: Uint16Array.from(entries, ([place]) => place),
    counts: Float64Array.from(entries, ([, times]) => times),
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    sumOfSquares: a.sumOfSquares + b.sumOfSquares,
  };
}
