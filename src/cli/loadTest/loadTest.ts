/** `load-test`, from the words to the exit code. */
import nodePath from 'node:path';
import { checkForK6 } from '../../loadtest/k6/notes.js';
import { maskPlan } from '../../loadtest/maskPlan.js';
import { counted as countedOf, span } from '../../loadtest/output/format.js';
import { reportJson } from '../../loadtest/output/reportJson.js';
import { reportText } from '../../loadtest/output/text.js';
import type { Plan } from '../../loadtest/plan.js';
import type { Report } from '../../loadtest/report.js';
import { createRequests } from '../../loadtest/requests/createRequests.js';
import { describeLoad } from '../../loadtest/requests/hostGuard.js';
import { isPassed } from '../../loadtest/verdict/judge.js';
import { Problem } from '../../text/problem.js';
import { type Printer, printable, shownPath } from '../print.js';
import { checkCaps, checkHosts } from './care.js';
import { baselineOf, thresholdsOf, verdictsOf } from './demands.js';
import { exportK6 } from './exportK6.js';
import { findLimit } from './findLimit.js';
import { limitsOf, loadOf } from './loadOf.js';
import type { LoadTestOptions } from './options.js';
import { checkFiles, writeReports } from './reportFiles.js';
import { requestLines } from './requestLines.js';
import { mergeReports, runPlan, watchInterrupt } from './runPlans.js';
import type { Subject } from './subject.js';
import { subjectsOf } from './subjects.js';

/** @throws Problem */
export async function loadTest(words: readonly string[], options: LoadTestOptions, printer: Printer): Promise<number> {
  const subjects = await subjectsOf(words, options, process.env);
  const plans = plansOf(subjects, options);
  const thresholds = await thresholdsOf(subjects, options);
  if (options.export) return exportK6(plans, thresholds[0] ?? [], options, printer);
  const files = [...options.output, ...(options['save-baseline'] === undefined ? [] : [options['save-baseline']])];
  await checkFiles(files);
  const baseline = await baselineOf(options);
  const k6 = options.engine === 'k6' ? (options.k6 ?? 'k6') : undefined;
  for (const plan of plans) {
    checkCaps(plan, options);
    if (k6 !== undefined) checkForK6(plan);
    // What can never be sent is said before anything is.
    for (const { flow, origin } of plan.targets) createRequests(flow, origin, plan.seed);
  }
  for (const note of new Set(subjects.flatMap(({ notes }) => notes))) printer.warn(printable(`note: ${note}`));
  await checkHosts(plans, options.yes ?? false, printer);
  if (options['find-limit']) return findLimit(plans[0]!, thresholds[0] ?? [], options, files, printer);

  const interrupt = watchInterrupt(printer);
  const reports: Report[] = [];
  try {
    for (const plan of plans) {
      if (interrupt.signal.aborted) break;
      announce(plan, printer);
      reports.push(await runPlan(plan, interrupt.signal, printer, k6));
    }
  } finally {
    interrupt.dispose();
  }
  const report = mergeReports(reports);
  const verdicts = verdictsOf(reports, report, thresholds, options, baseline);
  // Before the words: whoever reads those may have gone. A disk that is full must not take the figures with it.
  const unwritten = await writeReports(files, report, verdicts).catch((error: unknown) => ({ error }));
  if (printer.json) printer.result(`${JSON.stringify(reportJson(report, verdicts, { full: false }), undefined, 2)}\n`);
  else {
    const width = Math.min(100, process.stdout.columns ?? 80);
    printer.say(reportText(report, verdicts, { style: printer.style, width }).trimEnd());
  }
  if (unwritten) throw unwritten.error;
  if (!printer.json) {
    for (const file of files) printer.say(`Written: ${printable(shownPath(nodePath.resolve(file)))}`);
  }
  return interrupt.exitCode ?? (isPassed(verdicts) ? 0 : 1);
}

/** One plan for targets that are compared, else one for each. */
function plansOf(subjects: readonly Subject[], options: LoadTestOptions): readonly Plan[] {
  const compared = options.compare === true;
  if (compared && subjects.length < 2) {
    throw new Problem('--compare needs two addresses, or a saved report: --compare baseline.json.');
  }
  if (compared && options.stages !== undefined) {
    throw new Problem('--stages and --compare exclude each other: in turns, no two would have the same load.');
  }
  if (options['find-limit'] && subjects.length > 1) throw new Problem('A limit is sought for one address at a time.');
  if (options['save-baseline'] !== undefined && !/\.json$/i.test(options['save-baseline'])) {
    throw new Problem('A baseline is a .json file: --save-baseline baseline.json.');
  }
  const groups = compared ? [subjects] : subjects.map(subject => [subject]);
  return groups.map(group => ({
    targets: group.map(({ target }) => target),
    load: loadOf(options, group[0]!.load),
    limits: limitsOf(options, group.length, group[0]!.limits),
    seed: options.seed ?? group[0]!.seed ?? 1,
  }));
}

function announce(plan: Plan, printer: Printer): void {
  if (printer.json) return;
  const { seconds, requests, warmupSeconds } = plan.limits;
  const names = plan.targets.map(({ name }) => name).join('  ⇄  ');
  const end = requests === undefined ? seconds && span(seconds) : countedOf(requests, 'request');
  const warm = warmupSeconds > 0 ? `, after a warm-up of ${span(warmupSeconds)}` : '';
  printer.say(`${printer.style('bold', printable(names))}`);
  printer.say(printer.style('dim', `${describeLoad(plan.load)}, ${end}${warm}`));
  if (printer.verbose) for (const line of requestLines(maskPlan(plan))) printer.say(printer.style('dim', line));
  printer.say('');
}
