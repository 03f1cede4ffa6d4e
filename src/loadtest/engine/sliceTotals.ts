/** What all workers counted in each slice of one target. */
import { createHistogram, distributionOf } from '../histogram.js';
import type { SliceTick } from '../messages.js';
import type { SliceReport } from '../report.js';
import { addPacked, joinPacked, type PackedHistogram } from './packed.js';
import { type SlicePlan, slice } from './slices.js';

/** A run without a known end joins neighbours when it has more. */
const mostKept = 1200;

interface Kept {
  /** Numbers of the slices. */
  readonly indices: readonly number[];
  answered: number;
  failed: number;
  latency: PackedHistogram | undefined;
}

export class SliceTotals {
  #kept: Kept[] = [];

  add(ticks: readonly SliceTick[]): void {
    for (const { index, answered, failed, latency } of ticks) {
      let kept = this.#kept.findLast(({ indices }) => indices.includes(index));
      if (!kept) {
        kept = { indices: [index], answered: 0, failed: 0, latency: undefined };
        this.#kept.push(kept);
        if (this.#kept.length > mostKept) this.#join();
      }
      kept.answered += answered;
      kept.failed += failed;
      kept.latency = joinPacked(kept.latency, latency);
    }
  }

  /** @param until seconds that the run took: the last slice may have been cut short; with less than half of it, it is left out. */
  report(plan: SlicePlan, until: number): SliceReport[] {
    return this.#kept.flatMap(({ indices, answered, failed, latency }) => {
      const spans = indices.map(index => slice(plan, index));
      const seconds = spans.reduce(
        (sum, { measuredFrom, end }) => sum + Math.max(0, Math.min(end, until) - measuredFrom),
        0,
      );
      if (seconds < (plan.seconds - plan.settleSeconds) / 2) return [];
      const histogram = createHistogram();
      addPacked(histogram, latency);
      return [{ at: spans[0]!.measuredFrom, seconds, answered, failed, latency: distributionOf(histogram) }];
    });
  }

  #join(): void {
    const joined: Kept[] = [];
    // The latest are still being added to, so they stay as they are.
    const settled = this.#kept.length - 2 - (this.#kept.length % 2);
    for (let i = 0; i < settled; i += 2) {
      const [a, b] = [this.#kept[i]!, this.#kept[i + 1]!];
      joined.push({
        indices: [...a.indices, ...b.indices],
        answered: a.answered + b.answered,
        failed: a.failed + b.failed,
        latency: joinPacked(a.latency, b.latency),
      });
    }
    this.#kept = [...joined, ...this.#kept.slice(settled)];
  }
}

/** Seconds of a target's own slices, settling left out, until then. */
export function measuredSeconds(plan: SlicePlan, target: number, until: number): number {
  let seconds = 0;
  for (let index = 0; index * plan.seconds < until; index++) {
    const each = slice(plan, index);
    if (each.target === target) seconds += Math.max(0, Math.min(each.end, until) - each.measuredFrom);
  }
  return seconds;
}
