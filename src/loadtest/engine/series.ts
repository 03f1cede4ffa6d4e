/** Figures second by second, in memory that is bounded however long a run takes. */
import { addHistogram, clearHistogram, createHistogram, type Histogram, percentile } from '../histogram.js';
import type { TargetTick } from '../messages.js';
import type { SecondReport } from '../report.js';
import { addPacked } from './packed.js';

/** An hour; a run that takes longer has entries of two seconds, then of four, … */
const mostEntries = 3600;

interface Entry {
  readonly histogram: Histogram;
  answered: number;
  failed: number;
  load: number;
}

export class Series {
  #width = 1;
  #entries: SecondReport[] = [];
  /** Workers are not quite in step, so the latest few are open. By their number. */
  readonly #open = new Map<number, Entry>();
  readonly #spare: Histogram[] = [];

  /**
   * @param at seconds, of the middle of the tick.
   * @param load due rate or users, then.
   */
  add(at: number, tick: TargetTick, failed: number, load: number): void {
    this.#closeBefore(Math.floor(at / this.#width) - 1);
    // Closing may have made the entries wider.
    const number = Math.max(this.#entries.length, Math.floor(at / this.#width));
    const entry = this.#open.get(number) ?? {
      histogram: this.#spare.pop() ?? createHistogram(),
      ...{ answered: 0, failed: 0, load },
    };
    this.#open.set(number, entry);
    entry.answered += tick.answered;
    entry.failed += failed;
    entry.load = load;
    addPacked(entry.histogram, tick.latency);
  }

  /** @param until seconds that the run took. */
  end(until: number): readonly SecondReport[] {
    this.#closeBefore(Infinity);
    const last = this.#entries.at(-1);
    const rest = last && Math.round((until - last.at) * 1000) / 1000;
    if (last && rest! > 0 && rest! < this.#width) this.#entries[this.#entries.length - 1] = { ...last, seconds: rest! };
    return this.#entries;
  }

  #closeBefore(number: number): void {
    for (;;) {
      const first = Math.min(...this.#open.keys());
      if (!(first < number)) return;
      this.#close(first);
    }
  }

  #close(number: number): void {
    // Nothing was told for some time: those entries are empty.
    while (this.#entries.length < number) this.#push({ answered: 0, failed: 0, load: 0 }, undefined);
    const entry = this.#open.get(number)!;
    this.#open.delete(number);
    this.#push(entry, entry.histogram);
    clearHistogram(entry.histogram);
    this.#spare.push(entry.histogram);
    if (this.#entries.length >= mostEntries && this.#entries.length % 2 === 0) this.#halve();
  }

  #push({ answered, failed, load }: Omit<Entry, 'histogram'>, histogram: Histogram | undefined): void {
    const at = (percent: number) => (histogram ? percentile(histogram, percent) / 1000 : 0);
    this.#entries.push({
      at: this.#entries.length * this.#width,
      ...(this.#width > 1 && { seconds: this.#width }),
      ...{ answered, failed, load },
      ...{ p50: at(50), p95: at(95), p99: at(99), max: (histogram?.max ?? 0) / 1000 },
    });
  }

  #halve(): void {
    const halved: SecondReport[] = [];
    this.#width *= 2;
    for (let i = 0; i < this.#entries.length; i += 2) {
      halved.push(joined(this.#entries[i]!, this.#entries[i + 1]!, this.#width));
    }
    this.#entries = halved;
    const open = [...this.#open];
    this.#open.clear();
    // What is open goes on in the wider entry.
    for (const [number, entry] of open) {
      const wider = Math.floor(number / 2);
      const other = this.#open.get(wider);
      if (!other) this.#open.set(wider, entry);
      else {
        other.answered += entry.answered;
        other.failed += entry.failed;
        addHistogram(other.histogram, entry.histogram);
      }
    }
  }
}

/** Percentiles of both cannot be had any more: those of the tail are the worse ones, so that no peak is lost. */
function joined(a: SecondReport, b: SecondReport, seconds: number): SecondReport {
  const answered = a.answered + b.answered;
  return {
    at: a.at,
    seconds,
    answered,
    failed: a.failed + b.failed,
    p50: answered === 0 ? 0 : (a.p50 * a.answered + b.p50 * b.answered) / answered,
    p95: Math.max(a.p95, b.p95),
    p99: Math.max(a.p99, b.p99),
    max: Math.max(a.max, b.max),
    load: Math.max(a.load, b.load),
  };
}
