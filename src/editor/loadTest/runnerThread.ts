/** Entry of the thread in which descriptions are read, runs are led and reports are kept; the load itself has threads of its own. */
import { lookup } from 'node:dns/promises';
import { parentPort } from 'node:worker_threads';
import type { Plan } from '../../loadtest/plan.js';
import { describeLoad, guardHost, guardLoad, type HostRules } from '../../loadtest/requests/hostGuard.js';
import { run } from '../../loadtest/run.js';
import type { SecretNeed } from '../../loadtest/scenario/security.js';
import type { Api } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import { describe, readSpec } from './describe.js';
import { knownVariables, planRun, secretVariables } from './planRun.js';
import { baselineOf, exportReport, keepReport, openReport, outcomeOf } from './reports.js';
import { type LoadTestRequest, subjectTitle } from './request.js';
import type { FromRunner, Prepared, RunnerCall, RunnerCalls, RunnerRequest, RunOutcome } from './runnerMessages.js';

/** Ten a second: smooth to look at, soon there, and nothing for the extension host to relay. */
const snapshotMilliseconds = 100;
const loadWorker = new URL('./loadWorker.mjs', import.meta.url);

interface Waiting {
  readonly api: Api;
  readonly request: LoadTestRequest;
  readonly secrets: readonly SecretNeed[];
  readonly rules: HostRules;
}

/** Prepared, and not started yet. */
const waiting = new Map<string, Waiting>();
const running = new Map<string, AbortController>();

type Answers = { [Call in RunnerCall]: (params: RunnerCalls[Call]['params']) => Promise<RunnerCalls[Call]['result']> };

const answers: Answers = {
  describe,
  prepare,
  start,
  async stop({ run: id }) {
    waiting.delete(id);
    running.get(id)?.abort();
    return true;
  },
  open: async files => outcomeOf(await openReport(files), files),
  export: ({ files, format }) => exportReport(files, format),
  baseline: baselineOf,
};

async function prepare(params: RunnerCalls['prepare']['params']): Promise<Prepared> {
  const { run: id, source, request, known, rules, caps } = params;
  const api = await readSpec(source);
  const { plan, secrets, notes } = planRun(api, request, knownVariables(known));
  const load = guardLoad(plan.load, caps);
  if (load.verdict === 'forbidden') throw new Problem(load.reason);
  const guards = await Promise.all(
    plan.targets.map(async target => ({
      ...(await guardHost(target, rules, lookupAll)),
      host: new URL(target.origin).host,
    })),
  );
  const forbidden = guards.find(({ verdict }) => verdict === 'forbidden');
  if (forbidden) throw new Problem(forbidden.reason);
  waiting.set(id, { api, request, secrets, rules });
  const title = request.kind === 'api' && api.title ? api.title : subjectTitle(request);
  const targets = plan.targets.map(({ name, origin }) => ({ name, origin }));
  return { targets, title, secrets, notes, guards, rate: describeLoad(plan.load) };
}

async function start(params: RunnerCalls['start']['params']): Promise<RunOutcome> {
  const { run: id, secrets: typed, confirmed, files } = params;
  const found = waiting.get(id);
  if (!found) throw new Problem('This run was stopped before it started.');
  waiting.delete(id);
  const { plan } = planRun(found.api, found.request, secretVariables(found.secrets, typed));
  const aborted = new AbortController();
  running.set(id, aborted);
  try {
    await assertFree(plan, { ...found.rules, confirmed });
    const report = await run(plan, {
      workerEntry: loadWorker,
      signal: aborted.signal,
      snapshotMilliseconds,
      onSnapshot: snapshot => post({ kind: 'snapshot', run: id, snapshot }),
    });
    await keepReport(report, files);
    return await outcomeOf(report, files);
  } finally {
    running.delete(id);
  }
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

function post(message: FromRunner): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', async ({ id, call, params }: RunnerRequest) => {
  try {
    const answer = answers[call] as (params: RunnerRequest['params']) => Promise<RunnerCalls[RunnerCall]['result']>;
    post({ id, kind: 'done', result: await answer(params) });
  } catch (error) {
    if (error instanceof Problem) {
      post({ id, kind: 'problem', message: error.message, ...(error.place && { place: error.place }) });
    } else {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      post({ id, kind: 'failure', message, stack });
    }
  }
});
