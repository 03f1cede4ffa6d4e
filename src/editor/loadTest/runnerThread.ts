/** Entry of the thread in which descriptions are read, runs are led and reports are kept; the load itself has threads of its own. */
import { lookup } from 'node:dns/promises';
import { runK6 } from '../../loadtest/k6/runK6.js';
import type { Plan } from '../../loadtest/plan.js';
import type { Snapshot } from '../../loadtest/report.js';
import { describeLoad, guardHost, guardLoad, type HostRules } from '../../loadtest/requests/hostGuard.js';
import { run } from '../../loadtest/run.js';
import type { Api } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import { answerCalls, tell } from '../answerCalls.js';
import { describe, readSpec } from './describe.js';
import { allVariables, knownVariables, planRun, secretVariables } from './planRun.js';
import { projectForbiddenHosts } from './projectHosts.js';
import { baselineOf, exportReport, keepReport, openReport, outcomeOf } from './reports.js';
import { type LoadTestRequest, subjectTitle } from './request.js';
import type { NeededSecret, Prepared, RunnerCalls, RunOutcome, SpecSource, ToldSnapshot } from './runnerMessages.js';

/** Ten a second: smooth to look at, soon there, and nothing for the extension host to relay. */
const snapshotMilliseconds = 100;
const capSettings = 'seniorBackend.loadTest.maxConnections, seniorBackend.loadTest.maxRate';
const loadWorker = new URL('./loadWorker.mjs', import.meta.url);

interface Waiting {
  readonly api: Api;
  readonly source: SpecSource;
  readonly request: LoadTestRequest;
  readonly secrets: readonly NeededSecret[];
  /** Of the settings alone. */
  readonly rules: HostRules;
}

/** Prepared, and not started yet. */
const waiting = new Map<string, Waiting>();
const running = new Map<string, AbortController>();

answerCalls<RunnerCalls>({
  describe,
  prepare,
  async needs({ source, request }) {
    const api = await readSpec(source);
    return planRun(api, request, allVariables(api)).secrets;
  },
  start,
  async stop({ run: id }) {
    waiting.delete(id);
    running.get(id)?.abort();
    return true;
  },
  open: async files => outcomeOf(await openReport(files), files),
  export: ({ files, format }) => exportReport(files, format),
  baseline: baselineOf,
});

async function prepare(params: RunnerCalls['prepare']['params']): Promise<Prepared> {
  const { run: id, source, request, known, rules, caps } = params;
  const api = await readSpec(source);
  const { plan, secrets, notes } = planRun(api, request, knownVariables(known));
  const load = guardLoad(plan.load, caps);
  if (load.verdict === 'forbidden') {
    const reason = load.reason.replace(/ Ask for less.*$/, '');
    throw new Problem(`${reason} Ask for less, or raise it in the settings: ${capSettings}.`);
  }
  const allRules = await withProject(rules, source);
  const guards = await Promise.all(
    plan.targets.map(async target => ({
      ...(await guardHost(target, allRules, lookupAll)),
      host: new URL(target.origin).host,
    })),
  );
  const forbidden = guards.find(({ verdict }) => verdict === 'forbidden');
  if (forbidden) throw new Problem(forbidden.reason);
  waiting.set(id, { api, source, request, secrets, rules });
  const title = request.kind === 'api' && api.title ? api.title : subjectTitle(request);
  const targets = plan.targets.map(({ name, origin }) => ({ name, origin }));
  return { targets, title, secrets, notes, guards, rate: describeLoad(plan.load) };
}

async function start(params: RunnerCalls['start']['params']): Promise<RunOutcome> {
  const { run: id, secrets: kept, confirmed, files, engine } = params;
  const found = waiting.get(id);
  if (!found) throw new Problem('This run was stopped before it started.');
  waiting.delete(id);
  const { plan } = planRun(found.api, found.request, secretVariables(found.secrets, kept));
  if (engine.kind === 'k6' && plan.targets.length > 1) {
    throw new Problem('k6 cannot take turns between servers. Compare with the built-in engine, or with a baseline.');
  }
  const aborted = new AbortController();
  running.set(id, aborted);
  try {
    await assertFree(plan, await withProject({ ...found.rules, confirmed }, found.source));
    const options = {
      signal: aborted.signal,
      snapshotMilliseconds,
      onSnapshot: (snapshot: Snapshot) => tell<ToldSnapshot>({ run: id, snapshot }),
    };
    const report =
      engine.kind === 'k6'
        ? await runK6(plan, { ...options, k6: engine.k6 })
        : await run(plan, { ...options, workerEntry: loadWorker });
    await keepReport(report, files);
    return await outcomeOf(report, files);
  } finally {
    running.delete(id);
  }
}

async function withProject(rules: HostRules, source: SpecSource): Promise<HostRules> {
  return { ...rules, forbidden: [...rules.forbidden, ...(await projectForbiddenHosts(source))] };
}

/** Names may have other addresses than a moment ago. */
async function assertFree({ targets }: Plan, rules: HostRules): Promise<void> {
  for (const target of targets) {
    const { verdict, reason } = await guardHost(target, rules, lookupAll);
    if (verdict !== 'free') throw new Problem(reason);
  }
}

function lookupAll(host: string) {
  return lookup(host, { all: true });
}
