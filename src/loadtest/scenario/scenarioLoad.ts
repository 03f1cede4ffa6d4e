/** The `load` of a scenario file: how much, how long. What it leaves out is the caller's to say. */
import type { Limits, Load, Stage } from '../plan.js';
import type { ScenarioDocument } from './scenarioSchema.js';

type LoadEntry = NonNullable<ScenarioDocument['load']>;

/** Says that something at a place in the file is wrong. */
export type Fail = (pointer: string, message: string) => never;

/** A week: timers of JavaScript overflow soon after three. */
const mostSeconds = 604_800;
/** Beyond that one machine is busy with its threads alone. */
const mostThreads = 256;
const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** `10`, in seconds, or `500ms`, `30s`, `5m`, `1h`. */
export function secondsOf(value: string | number, pointer: string, fail: Fail): number {
  const found = typeof value === 'number' ? value : undefined;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(String(value).trim()) ?? [];
  const seconds = found ?? (digits === undefined ? Number.NaN : Number(digits) * units[unit ?? 's']!);
  if (seconds >= 0 && seconds <= mostSeconds) return seconds;
  if (seconds > mostSeconds) fail(pointer, `${JSON.stringify(value)} is too long: at most 168h, a week.`);
  return fail(pointer, `${JSON.stringify(value)} is not a duration. Write 500ms, 30s, 5m or 1h.`);
}

/** Undefined when the file says neither connections nor a rate nor stages. */
export function loadOf(entry: LoadEntry, fail: Fail): Load | undefined {
  const { connections, rate, maxConnections, stages, think } = entry;
  if (connections !== undefined && rate !== undefined) {
    fail(
      '/load/rate',
      'A load has either connections (each waits for its answer) or a rate. Take one out; with a rate, maxConnections bounds them.',
    );
  }
  for (const [name, value] of Object.entries({ connections, maxConnections })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      fail(`/load/${name}`, `"${name}" is a whole number above 0.`);
  }
  if (rate !== undefined && !(rate > 0)) fail('/load/rate', '"rate" is a number above 0: requests a second.');
  const isOpen = rate !== undefined || maxConnections !== undefined;
  if (connections === undefined && rate === undefined && stages === undefined) return undefined;
  const seconds = entry.duration === undefined ? 0 : secondsOf(entry.duration, '/load/duration', fail);
  const flat = connections ?? rate;
  const list: Stage[] = (stages ?? []).map((stage, index) => stageOf(stage, index, fail));
  if (flat !== undefined && list.length > 0)
    fail('/load/stages', 'Stages say how much by themselves. Take "connections" or "rate" out.');
  if (flat !== undefined) list.push({ target: flat, seconds: 0, holdSeconds: seconds });
  if (list.length === 0) fail('/load/stages', 'There is no stage. Write one like { to: 50, over: 10s, hold: 30s }.');
  if (isOpen) {
    if (think !== undefined)
      fail('/load/think', 'With a rate there is no time to think: requests are due when they are due.');
    return { model: 'open', stages: list, maxConnections: maxConnections ?? 100 };
  }
  return {
    model: 'closed',
    stages: list,
    thinkMilliseconds: think === undefined ? 0 : secondsOf(think, '/load/think', fail) * 1000,
  };
}

function stageOf(stage: NonNullable<LoadEntry['stages']>[number], index: number, fail: Fail): Stage {
  const at = `/load/stages/${index}`;
  if (!(stage.to >= 0)) fail(`${at}/to`, '"to" is a number of connections or of requests a second, at least 0.');
  return {
    target: stage.to,
    seconds: secondsOf(stage.over ?? 0, `${at}/over`, fail),
    holdSeconds: secondsOf(stage.hold ?? 0, `${at}/hold`, fail),
  };
}

/** Only what the file says. */
export function limitsOf(entry: LoadEntry, fail: Fail): Partial<Limits> {
  const { duration, stages, requests, warmup, timeout, threads } = entry;
  for (const [name, value] of Object.entries({ requests, threads })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      fail(`/load/${name}`, `"${name}" is a whole number above 0.`);
  }
  if (threads !== undefined && threads > mostThreads) fail('/load/threads', `"threads" is at most ${mostThreads}.`);
  const staged = stages
    ?.map((stage, index) => stageOf(stage, index, fail))
    .reduce((sum, each) => sum + each.seconds + each.holdSeconds, 0);
  const seconds = duration === undefined ? staged : secondsOf(duration, '/load/duration', fail);
  if (seconds === 0) fail(duration === undefined ? '/load/stages' : '/load/duration', 'The load lasts no time at all.');
  return {
    ...(seconds !== undefined && { seconds }),
    ...(requests !== undefined && { requests }),
    ...(warmup !== undefined && { warmupSeconds: secondsOf(warmup, '/load/warmup', fail) }),
    ...(timeout !== undefined && { timeoutMilliseconds: secondsOf(timeout, '/load/timeout', fail) * 1000 }),
    ...(threads !== undefined && { threads }),
  };
}
