/** How much, and for how long. */
import type { Limits, Load, Stage } from '../../loadtest/plan.js';
import { Problem } from '../../text/problem.js';
import { type LoadTestOptions, parseSeconds } from './options.js';

const usualConnections = 10;
const usualSeconds = 10;
const usualTimeout = 30;
/** At a rate connections are opened as they are needed. */
const usualPool = 1000;
const mostBodyBytes = 1024 * 1024 * 1024;

/**
 * `30s:100,1m:100`: to 100 users within 30 s, then a minute with 100. `/s` after each number makes them requests a second.
 * @throws Problem
 */
export function parseStages(typed: string): { readonly isRate: boolean; readonly stages: readonly Stage[] } {
  const entries = typed.split(',').map(entry => {
    const [, time, target, perSecond] = /^\s*([^:]+):\s*(\d+(?:\.\d+)?)\s*(\/s)?\s*$/.exec(entry) ?? [];
    if (time === undefined || target === undefined) {
      throw new Problem(
        `--stages is a list like 30s:100,1m:100 (users) or 30s:100/s,1m:500/s (requests a second): ${JSON.stringify(entry)} is not a stage.`,
      );
    }
    const seconds = parseSeconds('The time of a stage', time);
    return { isRate: perSecond !== undefined, stage: { target: Number(target), seconds, holdSeconds: 0 } };
  });
  const isRate = entries[0]!.isRate;
  if (entries.some(entry => entry.isRate !== isRate)) {
    throw new Problem('--stages are either all users (30s:100) or all requests a second (30s:100/s).');
  }
  const stages = entries.map(({ stage }) => stage);
  if (!isRate && stages.some(({ target }) => !Number.isInteger(target))) {
    throw new Problem('--stages: users are whole numbers. For requests a second write 30s:0.5/s.');
  }
  return { isRate, stages };
}

/** @param file what a scenario file says; flags win. */
export function loadOf(options: LoadTestOptions, file?: Load): Load {
  const { rate, stages, concurrency, think } = options;
  const thinkMilliseconds = think === undefined ? 0 : think * 1000;
  if (stages !== undefined) {
    const parsed = parseStages(stages);
    if (!parsed.isRate) return { model: 'closed', stages: parsed.stages, thinkMilliseconds };
    if (think !== undefined) throw new Problem('--think is for users: at a rate requests are due when they are due.');
    return { model: 'open', stages: parsed.stages, maxConnections: usualPool };
  }
  if (rate !== undefined) {
    return { model: 'open', stages: [held(rate)], maxConnections: concurrency ?? usualPool };
  }
  if (file && concurrency === undefined) {
    return file.model === 'closed' && think !== undefined ? { ...file, thinkMilliseconds } : file;
  }
  return { model: 'closed', stages: [held(concurrency ?? usualConnections)], thinkMilliseconds };
}

export function held(target: number): Stage {
  return { target, seconds: 0, holdSeconds: 0 };
}

/**
 * `seconds` is of the whole run: with several targets each has its `--duration`. The usual timeout never outlives it, so that a
 * server that hangs is told from one that was not waited for.
 */
export function limitsOf(options: LoadTestOptions, targets: number, file: Partial<Limits> = {}): Limits {
  const stages = options.stages === undefined ? undefined : parseStages(options.stages).stages;
  const staged = stages?.reduce((sum, stage) => sum + stage.seconds + stage.holdSeconds, 0);
  const requests = options.requests ?? (options.duration === undefined ? file.requests : undefined);
  const fileSeconds = options.requests === undefined ? file.seconds : undefined;
  const usual = requests === undefined ? usualSeconds : undefined;
  const seconds = options.duration ?? staged ?? fileSeconds ?? usual;
  const timeout =
    options.timeout ?? (file.timeoutMilliseconds === undefined ? undefined : file.timeoutMilliseconds / 1000);
  return {
    ...(seconds !== undefined && { seconds: seconds * targets }),
    ...(requests !== undefined && { requests }),
    warmupSeconds: options['warm-up'] ?? file.warmupSeconds ?? 0,
    timeoutMilliseconds: Math.max(1, (timeout ?? Math.min(usualTimeout, seconds ?? Infinity)) * 1000),
    threads: options.threads ?? file.threads ?? 1,
    maxBodyBytes: file.maxBodyBytes ?? mostBodyBytes,
  };
}
