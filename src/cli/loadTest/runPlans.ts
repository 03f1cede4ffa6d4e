/** Runs plans one after another, with the live line; Ctrl-C ends the load and leaves a whole report. */
import { runK6 } from '../../loadtest/k6/runK6.js';
import type { Plan } from '../../loadtest/plan.js';
import type { Report, Snapshot } from '../../loadtest/report.js';
import { run } from '../../loadtest/run.js';
import type { Printer } from '../print.js';
import { createLiveLine } from './liveLine.js';

const workerEntry = new URL('./loadWorker.mjs', import.meta.url);
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Watches for the first Ctrl-C; the second one ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 130 or 143 when it was interrupted. */
  readonly exitCode: number | undefined;
  dispose(): void;
}

export function watchInterrupt(printer: Printer): Interrupt {
  const stop = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: 'SIGINT' | 'SIGTERM'): void => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = exitCodes[name];
    stop.abort();
    printer.warn('Stopping; what was measured follows. Once more to quit without it.');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: stop.signal,
    get exitCode() {
      return exitCode;
    },
    dispose() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** @param k6 its executable, when it is to send. @throws Problem for a plan that cannot be run */
export async function runPlan(plan: Plan, signal: AbortSignal, printer: Printer, k6?: string): Promise<Report> {
  const live = createLiveLine(printer, process.stderr, process.env);
  const clear = () => live.clear();
  signal.addEventListener('abort', clear, { once: true });
  try {
    const watched = {
      signal,
      onSnapshot: (snapshot: Snapshot) => {
        if (!signal.aborted) live.show(snapshot);
      },
    };
    return await (k6 === undefined ? run(plan, { ...watched, workerEntry }) : runK6(plan, { ...watched, k6 }));
  } finally {
    signal.removeEventListener('abort', clear);
    live.clear();
  }
}

/** Addresses that are not compared run one after another; their reports are shown as one. */
export function mergeReports(reports: readonly Report[]): Report {
  const [first] = reports;
  if (!first || reports.length === 1) return first!;
  const ended = reports.find(({ endedBy }) => endedBy !== 'limit');
  const late = reports.flatMap(({ client }) => client.late ?? []);
  return {
    ...first,
    seconds: reports.reduce((sum, { seconds }) => sum + seconds, 0),
    endedBy: ended?.endedBy ?? 'limit',
    plan: { ...first.plan, targets: reports.flatMap(({ plan }) => plan.targets) },
    targets: reports.flatMap(({ targets }) => targets),
    client: {
      cpu: Math.max(...reports.map(({ client }) => client.cpu)),
      lag: Math.max(...reports.map(({ client }) => client.lag)),
      ...(late.length > 0 && { late: Math.max(...late) }),
      bottlenecks: [...new Set(reports.flatMap(({ client }) => client.bottlenecks))],
    },
  };
}
