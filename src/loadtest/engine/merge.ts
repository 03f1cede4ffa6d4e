/** Adds up what the workers count: Snapshots while they do, a Report at the end. */
import type { Tick } from '../messages.js';
import type { Plan } from '../plan.js';
import type { Report, Snapshot } from '../report.js';
import { HealthTotals } from './clientHealth.js';
import { reportOf } from './reportOf.js';
import { createSchedule, firstLoad, loadAt, peakLoad, type Schedule } from './schedule.js';
import type { SlicePlan } from './slices.js';
import { measuredSeconds } from './sliceTotals.js';
import { TargetTotals } from './targetTotals.js';
import { plannedSeconds, slicePlanOf } from './timeline.js';

export class Merge {
  /** A part of a second that seconds are made of, so that no tick belongs to two of them. */
  readonly tickMilliseconds: number;
  readonly #plan: Plan;
  readonly #workers: number;
  readonly #snapshotMilliseconds: number;
  readonly #onSnapshot: ((snapshot: Snapshot) => void) | undefined;
  readonly #startedAt = new Date();
  readonly #targets: readonly TargetTotals[];
  readonly #health = new HealthTotals();
  readonly #schedule: Schedule;
  readonly #slicePlan: SlicePlan | undefined;
  /** Seconds, of the latest tick and of the latest snapshot. */
  #at: number;
  #shownAt: number;
  /** Workers that told something since the latest snapshot. */
  readonly #told = new Set<number>();
  readonly #ended = new Map<number, 'limit' | 'stopped' | 'server'>();

  constructor(plan: Plan, workers: number, snapshotMilliseconds: number, onSnapshot?: (snapshot: Snapshot) => void) {
    this.#plan = plan;
    this.#workers = workers;
    this.#snapshotMilliseconds = snapshotMilliseconds;
    this.#onSnapshot = onSnapshot;
    this.tickMilliseconds = 1000 / Math.round(1000 / Math.min(250, Math.max(100, snapshotMilliseconds)));
    this.#targets = plan.targets.map(() => new TargetTotals());
    this.#schedule = createSchedule(plan.load.stages);
    this.#slicePlan = slicePlanOf(plan);
    this.#at = this.#shownAt = -Math.max(0, plan.limits.warmupSeconds);
  }

  add(worker: number, tick: Tick): void {
    const at = tick.at - tick.seconds / 2;
    const load = at < 0 ? firstLoad(this.#plan.load) : loadAt(this.#schedule, at);
    for (const [i, target] of tick.targets.entries()) {
      this.#targets[i]!.add(worker, target, at, load);
      if (tick.at < 0 && target.unmeasured) this.#targets[i]!.show(target.unmeasured);
    }
    this.#health.add(worker, tick);
    this.#at = Math.max(this.#at, tick.at);
    this.#told.add(worker);
    const sinceShown = (this.#at - this.#shownAt) * 1000;
    const isComplete = this.#told.size >= this.#workers - this.#ended.size;
    // A thread that hangs must not stop the picture.
    const isDue = sinceShown >= this.#snapshotMilliseconds * 0.9;
    if (isDue && (isComplete || sinceShown > 3 * this.#snapshotMilliseconds))
      this.phase(this.#at < 0 ? 'warmup' : 'running');
  }

  end(worker: number, tick: Tick, by: 'limit' | 'stopped' | 'server'): void {
    this.#ended.set(worker, by);
    this.add(worker, tick);
  }

  /** Shows where the run is. */
  phase(phase: Snapshot['phase']): void {
    const at = this.#at;
    const from = this.#shownAt;
    this.#shownAt = at;
    this.#told.clear();
    const client = this.#health.takeInterval();
    const targets = this.#targets.map((target, i) =>
      target.snapshot(this.#secondsBetween(i, from, at), this.#secondsOf(i, at)),
    );
    this.#onSnapshot?.({ at, phase, ...this.#progress(at), targets, client });
  }

  /** The last snapshot is shown as well. @param endedBy undefined: as the workers say. */
  report(endedBy: 'stopped' | undefined, teardownFailure: string | undefined): Report {
    const by = [...this.#ended.values()];
    this.phase('done');
    return reportOf({
      plan: this.#plan,
      slicePlan: this.#slicePlan,
      startedAt: this.#startedAt,
      seconds: Math.round(Math.max(0, this.#at) * 1e6) / 1e6,
      endedBy: endedBy ?? (by.includes('server') ? 'server' : 'limit'),
      workers: this.#workers,
      users: Math.floor(Math.ceil(peakLoad(this.#plan.load.stages)) / this.#workers),
      targets: this.#targets,
      health: this.#health,
      teardownFailure,
    });
  }

  /** Of a target's own time, warm-up and settling left out. */
  #secondsOf(target: number, at: number): number {
    const until = Math.max(0, at);
    return this.#slicePlan ? measuredSeconds(this.#slicePlan, target, until) : until;
  }

  /** Of a target's own time; in the warm-up, too, where nothing is left out. */
  #secondsBetween(target: number, from: number, to: number): number {
    if (to >= 0) return this.#secondsOf(target, to) - this.#secondsOf(target, from);
    if (!this.#slicePlan) return to - from;
    const whole = { ...this.#slicePlan, settleSeconds: 0 };
    const start = -this.#plan.limits.warmupSeconds;
    return measuredSeconds(whole, target, to - start) - measuredSeconds(whole, target, from - start);
  }

  #progress(at: number): Pick<Snapshot, 'progress' | 'remainingSeconds'> {
    const { limits } = this.#plan;
    const seconds = plannedSeconds(this.#plan);
    const bySeconds = Number.isFinite(seconds) ? Math.max(0, at) / seconds : 0;
    const sent = this.#targets.reduce((sum, target) => sum + target.sent, 0);
    const byRequests = limits.requests === undefined ? 0 : sent / (limits.requests * this.#targets.length);
    if (!Number.isFinite(seconds) && limits.requests === undefined) return {};
    const progress = Math.min(1, Math.max(bySeconds, byRequests));
    const remaining = bySeconds >= byRequests ? seconds - at : (Math.max(0, at) / byRequests) * (1 - byRequests);
    return { progress, ...(Number.isFinite(remaining) && { remainingSeconds: Math.max(0, remaining) }) };
  }
}
