/**
 * Moving-block bootstrap: what else a run could have found, had its slices come in another mix. Blocks, since slices that follow each
 * other are alike; the same mix for all targets, since slices of one round met the same moment of the machine (Künsch 1989, Politis
 * and Romano 1992).
 */
import { createRandom, nextFloat } from '../requests/random.js';

/** How often each of `slices` is taken, once for each of `resamples`. The array is the same one each time. */
export function* resampledWeights(
  slices: number,
  resamples: number,
  seed: number,
  length: number,
): Generator<Float64Array> {
  const random = createRandom(seed, slices);
  const weights = new Float64Array(slices);
  for (let r = 0; r < resamples; r++) {
    weights.fill(0);
    for (let taken = 0; taken < slices; taken += length) {
      const start = Math.floor(nextFloat(random) * slices);
      // The last block is cut, so that all resamples are as long as the run; the row of slices is closed to a ring.
      for (let i = 0; i < Math.min(length, slices - taken); i++) weights[(start + i) % slices]! += 1;
    }
    yield weights;
  }
}

/** Of one row of seconds, each of which is like the one before: grows with the cube root. */
export function blockLength(seconds: number): number {
  return seconds < 4 ? 1 : 2 * Math.max(1, Math.round(Math.cbrt(seconds) / 2));
}

/**
 * Of slices that targets took in turn. Half as long, since a drift hits all targets and is gone from their difference; and even:
 * slices come in mirrored pairs (ABBA), which belong together.
 */
export function pairedBlockLength(slices: number): number {
  return slices < 4 ? 1 : 2 * Math.max(1, Math.round(Math.cbrt(slices) / 4));
}

/** Independent pieces of a run. */
export function blockCount(slices: number, length: number): number {
  return Math.floor(slices / length);
}

/**
 * An interval around `estimate` that holds the truth with the confidence `1 - alpha`. The percentile interval follows skewed
 * figures and the t interval corrects for few blocks; each alone is too narrow where the other is needed, so it is the hull of both.
 * @param samples what the resamples found; sorted in place
 */
export function interval(estimate: number, samples: Float64Array, alpha: number, blocks: number): [number, number] {
  samples.sort();
  const at = (share: number) => samples[Math.min(samples.length - 1, Math.max(0, Math.floor(share * samples.length)))]!;
  const reach =
    tQuantile(1 - alpha / 2, Math.max(1, blocks - 1)) *
    deviation(samples) *
    Math.sqrt(blocks / Math.max(1, blocks - 1));
  return [Math.min(at(alpha / 2), estimate - reach), Math.max(at(1 - alpha / 2), estimate + reach)];
}

export function deviation(samples: ArrayLike<number>): number {
  const all = Array.from(samples);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
}

/** Of Student's distribution: Hill's expansion (Abramowitz and Stegun 26.7.5) from the normal quantile; exact for 1 and 2. */
export function tQuantile(share: number, freedom: number): number {
  if (freedom === 1) return Math.tan(Math.PI * (share - 0.5));
  if (freedom === 2) return (2 * share - 1) * Math.sqrt(2 / (4 * share * (1 - share)));
  const z = normalQuantile(share);
  const z2 = z * z;
  const g1 = (z * (z2 + 1)) / 4;
  const g2 = (z * ((5 * z2 + 16) * z2 + 3)) / 96;
  const g3 = (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / 384;
  const g4 = (z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945)) / 92160;
  return z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3 + g4 / freedom ** 4;
}

/** Abramowitz and Stegun 26.2.23: off by less than 0.00045, far below what a bootstrap resolves. */
function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share);
  const t = Math.sqrt(-2 * Math.log(Math.max(1e-300, 1 - share)));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
