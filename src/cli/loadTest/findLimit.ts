/** `--find-limit`: runs at rising rates until the thresholds no longer hold. */
import nodePath from 'node:path';
import { counted, milliseconds, rate } from '../../loadtest/output/format.js';
import type { Plan } from '../../loadtest/plan.js';
import type { Report } from '../../loadtest/report.js';
import { defaultCaps } from '../../loadtest/requests/hostGuard.js';
import { type LimitResult, type LimitStep, limitStep, nextStep } from '../../loadtest/verdict/limit.js';
import { parseThreshold, type Threshold, thresholdText } from '../../loadtest/verdict/thresholds.js';
import type { Recommendation } from '../../loadtest/verdict/verdict.js';
import { type Printer, printable, shownPath } from '../print.js';
import { verdictsOf } from './demands.js';
import { held } from './loadOf.js';
import type { LoadTestOptions } from './options.js';
import { writeReports } from './reportFiles.js';
import { type Interrupt, runPlan, watchInterrupt } from './runPlans.js';

const usualThresholds = ['p99<500', 'success>99'];
/** Of a step: long enough for a queue to show. */
const usualSeconds = 5;
const mostSteps = 20;

/**
 * Exit code 0 when a rate was found that holds, 1 when none did.
 * @param files reports to write: of the run at the limit, or of the slowest one when no rate held. @throws Problem
 */
export async function findLimit(
  plan: Plan,
  given: readonly Threshold[],
  options: LoadTestOptions,
  files: readonly string[],
  printer: Printer,
): Promise<number> {
  const thresholds = given.length > 0 ? given : usualThresholds.map(text => parseThreshold(text));
  const rules = thresholds.map(thresholdText);
  if (!printer.json) {
    printer.say(printer.style('bold', printable(plan.targets[0]!.name)));
    printer.say(printer.style('dim', `The highest rate that holds ${rules.join(', ')}`));
    printer.say('');
  }
  const interrupt = watchInterrupt(printer);
  try {
    const { result, report } = await search(plan, thresholds, options, printer, interrupt);
    const judged = verdictsOf([report], report, [thresholds], options, undefined);
    const verdicts = { ...judged, recommendations: [...limitAdvice(result, rules), ...judged.recommendations] };
    const json = limitJson(plan, rules, result);
    // Before the words: whoever reads those may have gone. A disk that is full must not take the search with it.
    const unwritten = await writeReports(files, report, verdicts, { find_limit: json }).catch((error: unknown) => ({
      error,
    }));
    if (printer.json) printer.result(`${JSON.stringify(json, undefined, 2)}\n`);
    else for (const line of resultLines(result, printer)) printer.say(line);
    if (unwritten) throw unwritten.error;
    if (!printer.json) {
      for (const file of files) printer.say(`Written: ${printable(shownPath(nodePath.resolve(file)))}`);
    }
    return interrupt.exitCode ?? (result.limit === undefined ? 1 : 0);
  } finally {
    interrupt.dispose();
  }
}

interface Found {
  readonly result: LimitResult;
  readonly report: Report;
}

async function search(
  plan: Plan,
  thresholds: readonly Threshold[],
  options: LoadTestOptions,
  printer: Printer,
  { signal }: Interrupt,
): Promise<Found> {
  const highest = options['max-rate'] ?? defaultCaps.rate;
  const seconds = options.duration ?? usualSeconds;
  const maxConnections = options.concurrency ?? options['max-connections'] ?? defaultCaps.connections;
  const timeoutMilliseconds = (options.timeout ?? seconds) * 1000;
  const steps: LimitStep[] = [];
  const reports = new Map<number, Report>();
  let latest: Report | undefined;
  const found = (result: LimitResult): Found => {
    const lowest = Math.min(...reports.keys());
    return { result, report: reports.get(result.limit ?? lowest) ?? latest! };
  };
  for (;;) {
    const next = nextStep(steps, { highest, mostSteps: signal.aborted ? steps.length : mostSteps });
    if (next.kind === 'done') return found(next.result);
    if (signal.aborted) return found({ endedBy: 'budget', steps });
    const load = { model: 'open', stages: [held(next.rate)], maxConnections } as const;
    const stepPlan = { ...plan, load, limits: { ...plan.limits, seconds, timeoutMilliseconds } };
    latest = await runPlan(stepPlan, signal, printer);
    // That this machine was busy for a moment must not end the search.
    if (!signal.aborted && limitStep(next.rate, latest, thresholds).clientBound) {
      latest = await runPlan(stepPlan, signal, printer);
    }
    // A step that was stopped says nothing.
    if (signal.aborted) continue;
    reports.set(next.rate, latest);
    const step = limitStep(next.rate, latest, thresholds);
    steps.push(step);
    if (!printer.json) printer.say(stepLine(step, printer));
  }
}

function stepLine({ rate: due, held: isHeld, reason, p50, p99 }: LimitStep, printer: Printer): string {
  const mark = isHeld ? printer.style('green', '✓') : printer.style('red', '✗');
  const figures = `p50 ${milliseconds(p50).padEnd(9)} p99 ${milliseconds(p99).padEnd(9)}`;
  return `  ${mark} ${rate(due).padStart(12)}  ${figures}${reason === undefined ? '' : ` ${printable(reason)}`}`.trimEnd();
}

const endings: Readonly<Record<LimitResult['endedBy'], string>> = {
  limit: '',
  budget: 'The search ended early: it may be higher.',
  client: 'Beyond it the client was the bottleneck, not the server: give it --threads, or use several machines.',
  highest: 'All rates held up to the highest that is allowed: raise it with --max-rate.',
  lowest: 'Not even one request a second held.',
};

function resultLines({ limit, failedAt, reason, knee, endedBy, steps }: LimitResult, printer: Printer): string[] {
  const found =
    limit === undefined
      ? steps.length === 0
        ? 'It was stopped before the first rate was tried to the end.'
        : printer.style('red', 'No rate held.')
      : printer.style('green', `The limit is about ${rate(limit)}.`);
  return [
    '',
    found,
    ...(failedAt === undefined
      ? []
      : [printable(`${rate(failedAt)} did not hold: ${reason ?? 'no reason is known'}.`)]),
    ...(knee === undefined ? [] : [`Latency leaves its floor above ${rate(knee)}: queues grow from there on.`]),
    ...(endings[endedBy] === '' || steps.length === 0 ? [] : [endings[endedBy]]),
    printer.style('dim', `${counted(steps.length, 'step')}.`),
  ];
}

/** For report files, which are of one run: what the search found. */
function limitAdvice(result: LimitResult, rules: readonly string[]): Recommendation[] {
  const { limit, failedAt, reason, endedBy, steps } = result;
  if (steps.length === 0) return [];
  const shown = steps
    .toSorted((a, b) => a.rate - b.rate)
    .map(step => `${rate(step.rate)} ${step.held ? 'held' : 'did not'}`);
  const beyond = failedAt === undefined ? '' : `${rate(failedAt)} did not hold: ${reason ?? 'no reason is known'}.`;
  return [
    {
      id: 'limit',
      title: limit === undefined ? `No rate holds ${rules.join(', ')}` : `${rate(limit)} hold ${rules.join(', ')}`,
      detail: [beyond, endings[endedBy]].filter(Boolean).join(' ') || 'No rate above it was tried.',
      because: shown.join(', '),
    },
  ];
}

function limitJson(plan: Plan, thresholds: readonly string[], result: LimitResult): object {
  const { limit, failedAt, endedBy, reason, knee, steps } = result;
  return {
    status: limit === undefined ? 'failed' : 'success',
    target: plan.targets[0]!.name,
    thresholds,
    limit: limit ?? null,
    failed_at: failedAt ?? null,
    reason: reason ?? null,
    knee: knee ?? null,
    ended_by: endedBy,
    steps: steps.map(step => ({
      rate: step.rate,
      held: step.held,
      reason: step.reason ?? null,
      client_bound: step.clientBound,
      answered_per_second: step.answeredPerSecond,
      latency_p50: step.p50,
      latency_p99: step.p99,
    })),
  };
}
