/**
 * A high dynamic range histogram (http://hdrhistogram.org): whole microseconds from 1 to about an hour, each bucket within 0.1 % of
 * what was recorded, in memory that is bounded however long the run. Plain data: it crosses threads, and two of them add up to one.
 */

/** Halves of a bucket that still tell three significant digits apart. */
const half = 1024;
const halfBits = 10;
/**
 * Places come into being by so many: all of them would be 188 KB, and the latencies of one operation touch a tenth. An API of 300
 * operations has one histogram for each of them in each thread.
 */
const blockBits = 7;
const blockLength = 1 << blockBits;
const blockMask = blockLength - 1;
const mostNarrow = 2 ** 32 - 1;
/** Narrow until a count needs more. */
type Block = Uint32Array | Float64Array;
/** 2^32 µs are 71 minutes; what lasts longer is counted there. */
export const highestMicroseconds = 2 ** 32 - 1;

export interface Histogram {
  /** Of places, by blocks; those that nothing fell into are not there. */
  readonly blocks: (Block | undefined)[];
  count: number;
  /** Microseconds, exact; Infinity and 0 while nothing was recorded. */
  min: number;
  max: number;
  sum: number;
  sumOfSquares: number;
}

/** The same without its empty places, for JSON and for saved reports: `values[i]` microseconds were recorded `counts[i]` times. */
export interface Distribution {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

export function createHistogram(): Histogram {
  return { blocks: [], count: 0, min: Infinity, max: 0, sum: 0, sumOfSquares: 0 };
}

/** `microseconds` below 1 count as 1, fractions are rounded. */
export function record(histogram: Histogram, microseconds: number, times = 1): void {
  const value =
    microseconds < 1 ? 1 : microseconds > highestMicroseconds ? highestMicroseconds : Math.round(microseconds);
  addPlace(histogram, indexOf(value), times);
  histogram.count += times;
  if (value < histogram.min) histogram.min = value;
  if (value > histogram.max) histogram.max = value;
  histogram.sum += value * times;
  histogram.sumOfSquares += value * value * times;
}

export function addHistogram(into: Histogram, from: Histogram): void {
  forPlaces(from, (place, times) => addPlace(into, place, times));
  into.count += from.count;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  into.sum += from.sum;
  into.sumOfSquares += from.sumOfSquares;
}

/** The room for its places stays: what is cleared several times a second would leave garbage each time. */
export function clearHistogram(histogram: Histogram): void {
  for (const block of histogram.blocks) block?.fill(0);
  histogram.count = 0;
  histogram.min = Infinity;
  histogram.max = 0;
  histogram.sum = 0;
  histogram.sumOfSquares = 0;
}

/**
 * The value that `percent` of what was recorded do not exceed (nearest rank), in microseconds; 0 when nothing was recorded. Never
 * above the exact maximum nor below the exact minimum.
 */
export function percentile(histogram: Histogram, percent: number): number {
  if (histogram.count === 0) return 0;
  const rank = Math.max(1, Math.ceil((percent / 100) * histogram.count - 1e-9));
  let seen = 0;
  let found = histogram.max;
  forPlaces(histogram, (place, times) => {
    seen += times;
    if (seen < rank) return false;
    found = Math.min(histogram.max, Math.max(histogram.min, middleOf(place)));
    return true;
  });
  return found;
}

/** Microseconds; 0 when nothing was recorded. */
export function mean({ sum, count }: Histogram): number {
  return count === 0 ? 0 : sum / count;
}

/** Of the population, microseconds. */
export function standardDeviation({ sum, sumOfSquares, count }: Histogram): number {
  if (count === 0) return 0;
  return Math.sqrt(Math.max(0, sumOfSquares / count - (sum / count) ** 2));
}

export function distributionOf(histogram: Histogram): Distribution {
  const values: number[] = [];
  const counts: number[] = [];
  forPlaces(histogram, (place, times) => {
    values.push(middleOf(place));
    counts.push(times);
  });
  return { values, counts };
}

/** What `distributionOf` wrote; min and max are those of the buckets. */
export function histogramOf({ values, counts }: Distribution): Histogram {
  const histogram = createHistogram();
  for (const [i, value] of values.entries()) record(histogram, value, counts[i]);
  return histogram;
}

/** Tells the places that something fell into, rising, and how often, until `tell` says `true`. */
export function forPlaces({ blocks }: Histogram, tell: (place: number, times: number) => unknown): void {
  for (let at = 0; at < blocks.length; at++) {
    const block = blocks[at];
    if (block === undefined) continue;
    for (let i = 0; i < blockLength; i++) {
      if (block[i] !== 0 && tell((at << blockBits) + i, block[i]!) === true) return;
    }
  }
}

/** Adds to the places alone, not to count, sums and bounds. */
export function addPlace({ blocks }: Histogram, place: number, times: number): void {
  const at = place >> blockBits;
  let block = blocks[at];
  if (block === undefined) blocks[at] = block = new Uint32Array(blockLength);
  const sum = block[place & blockMask]! + times;
  if (sum > mostNarrow && block instanceof Uint32Array) blocks[at] = block = Float64Array.from(block);
  block[place & blockMask] = sum;
}

/** Values below 2,048 have a place each; above, every doubling has 1,024 places. */
function indexOf(value: number): number {
  if (value < 2 * half) return value;
  const shift = 31 - Math.clz32(value) - halfBits;
  // `>>>`: values above 2^31 would be negative otherwise.
  return shift * half + (value >>> shift);
}

/** The middle of a place. */
function middleOf(index: number): number {
  if (index < 2 * half) return index;
  const shift = Math.floor(index / half) - 1;
  return (index - shift * half) * 2 ** shift + 2 ** shift / 2;
}
