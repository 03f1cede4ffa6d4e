import * as vscode from 'vscode';
import { milliseconds, percent, rate } from '../../loadtest/output/format.js';
import type { RunInfo } from '../../panel/panelMessages.js';
import { Problem } from '../../text/problem.js';
import type { Session } from '../session.js';
import { rootOf } from '../specs.js';
import { offerTrust } from '../trust.js';
import { answerPage } from './answerPage.js';
import { confirmedHosts, confirmHosts } from './confirmHosts.js';
import { LoadTestHistory } from './history.js';
import { LoadTestPanel } from './panel.js';
import { type LoadTestRequest, profileText, type Subject } from './request.js';
import { LoadTestRunner } from './runner.js';
import type { RunFiles, RunOutcome, RunSummary } from './runnerMessages.js';
import { LoadTestSecrets } from './secrets.js';
import { readLoadTestSettings } from './settings.js';
import { specSource } from './specSource.js';
import { LoadTestStatus } from './statusBar.js';

/** A run that has not ended. */
interface Live {
  readonly info: RunInfo;
  /** The panel was closed over it: nobody waits for its report. */
  abandoned: boolean;
}

export interface FinishedRun extends RunSummary {
  readonly id: string;
}

/** Every run of this window: started, stopped, shown, remembered. The work is done in the runner's thread. */
export class LoadTests implements vscode.Disposable {
  readonly session: Session;
  readonly history: LoadTestHistory;
  readonly secrets: LoadTestSecrets;
  readonly runner: LoadTestRunner;
  readonly panel: LoadTestPanel;
  readonly #status = new LoadTestStatus();
  readonly #live = new Map<string, Live>();
  /** Of this window's runs, those that failed among them. */
  readonly #requests = new Map<string, LoadTestRequest>();

  constructor(session: Session) {
    this.session = session;
    this.history = new LoadTestHistory(session);
    this.secrets = new LoadTestSecrets(session);
    this.runner = new LoadTestRunner(session.context.asAbsolutePath('dist/loadRunner.mjs'), (id, snapshot) => {
      if (!this.#live.has(id)) return;
      this.panel.post({ kind: 'snapshot', id, snapshot });
      this.#status.update(this.#titles(), snapshot);
    });
    this.panel = new LoadTestPanel(session, {
      onMessage: message => void answerPage(this, message),
      onClose: () => this.#panelClosed(),
      onRestore: runs => void this.restore(runs),
    });
  }

  /**
   * From the request to the end of the run.
   * @returns undefined when the user stopped on the way to it, or the workspace is not trusted.
   * @throws Problem when it cannot be run; a run that breaks says so in the panel as well.
   */
  async start(request: LoadTestRequest): Promise<FinishedRun | undefined> {
    if (!vscode.workspace.isTrusted) {
      void offerTrust('This workspace is not trusted, so nothing is sent to any server: load tests are off.');
      return undefined;
    }
    const { context, log } = this.session;
    const id = crypto.randomUUID();
    const spec = vscode.Uri.file(request.spec);
    const root = rootOf(spec).fsPath;
    const { forbiddenHosts, maxConnections, maxRate } = readLoadTestSettings(spec);
    const prepared = await this.runner.call('prepare', {
      run: id,
      source: specSource(spec),
      request,
      known: this.secrets.known(root),
      rules: { forbidden: forbiddenHosts, confirmed: confirmedHosts(context) },
      caps: { connections: maxConnections, rate: maxRate },
    });
    const cancel = async () => {
      await this.runner.call('stop', { run: id });
      return undefined;
    };
    const confirmed = await confirmHosts(context, prepared, request.profile.seconds);
    if (!confirmed) return cancel();
    const secrets = await this.secrets.collect(root, prepared.secrets);
    if (!secrets) return cancel();

    const load = `${profileText(request.profile)}${request.servers.length > 1 ? ' each' : ''}`;
    const info: RunInfo = {
      id,
      title: request.servers.length > 1 ? `${prepared.title} on ${request.servers.length} servers` : prepared.title,
      load,
      model: request.profile.model,
      targets: prepared.targets,
      startedAt: new Date().toISOString(),
    };
    const live: Live = { info, abandoned: false };
    this.#live.set(id, live);
    this.#requests.set(id, request);
    this.panel.post({ kind: 'start', run: info, history: this.history.entries(request) });
    this.panel.show();
    this.#status.update(this.#titles());
    log.info(`Load test of ${info.title}: ${load} at ${request.servers.join(' and ')}`);
    for (const note of prepared.notes) log.info(`  ${note}`);
    const files = this.filesOf(id, request);
    try {
      const outcome = await this.runner.call('start', { run: id, secrets, confirmed, files });
      return await this.#finish(live, request, Object.keys(secrets), outcome);
    } catch (error) {
      const isOurs = !(error instanceof Problem);
      const message = isOurs ? 'The load test ran into an error of its own. The log has the details.' : error.message;
      this.panel.post({ kind: 'failure', id, failure: { message } });
      throw error;
    } finally {
      this.#live.delete(id);
      this.#status.update(this.#titles());
    }
  }

  /** One run, or all of them. Their reports follow. */
  async stop(id?: string): Promise<void> {
    for (const [run] of [...this.#live].filter(([each]) => id === undefined || each === id)) {
      this.panel.post({ kind: 'stopping', id: run });
      await this.runner.call('stop', { run });
    }
  }

  /** Opens the panel; an empty one with the latest run. */
  async show(): Promise<void> {
    this.panel.show();
    const last = this.history.all().at(-1);
    if (this.panel.state.runs.length === 0 && last) await this.open(last.entry.id);
  }

  /** A run of the history. @throws Problem when its report is gone. */
  async open(id: string): Promise<void> {
    const past = this.history.find(id);
    if (!past) throw new Problem('This run is not in the history any more.');
    const { entry, title, request } = past;
    const { result } = await this.runner.call('open', this.filesOf(id, request));
    const targets = result.report.targets.map(({ name }, i) => ({ name, origin: new URL(request.servers[i]!).origin }));
    const { startedAt, load } = entry;
    const run: RunInfo = { id, title, load, model: request.profile.model, targets, startedAt, saved: true };
    this.panel.post({ kind: 'start', run, history: this.history.entries(request) });
    this.panel.post({ kind: 'result', id, result });
  }

  /** Those runs of a former window whose reports are still there. */
  async restore(runs: readonly string[]): Promise<void> {
    for (const id of runs) {
      if (this.history.find(id)) await this.open(id).catch(() => undefined);
    }
  }

  requestOf(id: string): LoadTestRequest | undefined {
    return this.#requests.get(id) ?? this.history.find(id)?.request;
  }

  filesOf(id: string, request: Subject): RunFiles {
    const { kind, spec, operation } = request;
    const root = rootOf(vscode.Uri.file(spec)).fsPath;
    return { report: this.history.reportFile(id), root, subject: { kind, spec, ...(operation && { operation }) } };
  }

  dispose(): void {
    this.#live.clear();
    this.runner.dispose();
    this.history.dispose();
    this.#status.dispose();
  }

  async #finish(
    live: Live,
    request: LoadTestRequest,
    schemes: readonly string[],
    outcome: RunOutcome,
  ): Promise<FinishedRun> {
    const { id, title, load } = live.info;
    const { result, summary } = outcome;
    const figures = `p99 ${milliseconds(summary.p99)}, ${rate(summary.perSecond)}, ${percent(summary.success)} succeeded`;
    const how = summary.endedBy === 'limit' ? 'done' : summary.endedBy === 'stopped' ? 'stopped' : 'broken off';
    this.session.log.info(`Load test of ${title} ${how}: ${summary.answered} answers, ${figures}`);
    if (live.abandoned) {
      const file = vscode.Uri.file(this.history.reportFile(id));
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
      return { id, ...summary };
    }
    this.panel.post({ kind: 'result', id, result });
    const { startedAt, p50, p99, perSecond, success, thresholds } = summary;
    const entry = { id, startedAt, load, p50, p99, perSecond, success, thresholds };
    await this.history.add({ entry, title, request, schemes });
    this.panel.post({ kind: 'history', id, entries: this.history.entries(request) });
    const isRefused = result.report.targets.every(({ statusCodes }) => Object.keys(statusCodes).join() === '401');
    if (schemes.length > 0 && isRefused) void this.#offerToForget();
    return { id, ...summary };
  }

  async #offerToForget(): Promise<void> {
    const forget = 'Forget and Ask Again';
    const text = 'Every answer is 401: the secret that is kept for this API may be wrong or expired.';
    if ((await vscode.window.showWarningMessage(text, forget)) === forget) await this.secrets.forget();
  }

  #panelClosed(): void {
    for (const [id, live] of this.#live) {
      live.abandoned = true;
      this.session.log.info(`The load-test panel was closed, so the load test of ${live.info.title} is stopped.`);
      void this.runner.call('stop', { run: id }).catch(() => undefined);
    }
  }

  #titles(): readonly string[] {
    return [...this.#live.values()].map(({ info }) => info.title);
  }
}
