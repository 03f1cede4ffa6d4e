/** `--find-limit`: runs at rising rates until the thresholds no longer hold. */
import { counted, milliseconds, rate } from '../../loadtest/output/format.js';
import type { Plan } from '../../loadtest/plan.js';
import { defaultCaps } from '../../loadtest/requests/hostGuard.js';
import { type LimitResult, type LimitStep, limitStep, nextStep } from '../../loadtest/verdict/limit.js';
import { parseThreshold, type Threshold, thresholdText } from '../../loadtest/verdict/thresholds.js';
import { type Printer, printable } from '../print.js';
import { held } from './loadOf.js';
import type { LoadTestOptions } from './options.js';
import { type Interrupt, runPlan, watchInterrupt } from './runPlans.js';

const usualThresholds = ['p99<500', 'success>99'];
/** Of a step: long enough for a queue to show. */
const usualSeconds = 5;
const mostSteps = 20;

/** Exit code 0 when a rate was found that holds, 1 when none did. @throws Problem */
export async function findLimit(
  plan: Plan,
  given: readonly Threshold[],
  options: LoadTestOptions,
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
    const result = await search(plan, thresholds, options, printer, interrupt);
    if (printer.json) printer.result(`${JSON.stringify(limitJson(plan, rules, result), undefined, 2)}\n`);
    else for (const line of resultLines(result, printer)) printer.say(line);
    return interrupt.exitCode ?? (result.limit === undefined ? 1 : 0);
  } finally {
    interrupt.dispose();
  }
}

async function search(
  plan: Plan,
  thresholds: readonly Threshold[],
  options: LoadTestOptions,
  printer: Printer,
  { signal }: Interrupt,
): Promise<LimitResult> {
  const highest = options['max-rate'] ?? defaultCaps.rate;
  const seconds = options.duration ?? usualSeconds;
  const maxConnections = options.concurrency ?? options['max-connections'] ?? defaultCaps.connections;
  const timeoutMilliseconds = (options.timeout ?? seconds) * 1000;
  const steps: LimitStep[] = [];
  for (;;) {
    const next = nextStep(steps, { highest, mostSteps: signal.aborted ? steps.length : mostSteps });
    if (next.kind === 'done') return next.result;
    if (signal.aborted) return { endedBy: 'budget', steps };
    const load = { model: 'open', stages: [held(next.rate)], maxConnections } as const;
    const report = await runPlan(
      { ...plan, load, limits: { ...plan.limits, seconds, timeoutMilliseconds } },
      signal,
      printer,
    );
    // A step that was stopped says nothing.
    if (signal.aborted) continue;
    const step = limitStep(next.rate, report, thresholds);
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
      ? printer.style('red', 'No rate held.')
      : printer.style('green', `The limit is about ${rate(limit)}.`);
  return [
    '',
    found,
    ...(failedAt === undefined
      ? []
      : [printable(`${rate(failedAt)} did not hold: ${reason ?? 'no reason is known'}.`)]),
    ...(knee === undefined ? [] : [`Latency leaves its floor above ${rate(knee)}: queues grow from there on.`]),
    ...(endings[endedBy] === '' ? [] : [endings[endedBy]]),
    printer.style('dim', `${counted(steps.length, 'step')}.`),
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
