import * as vscode from 'vscode';
import { milliseconds, percent, rate } from '../../loadtest/output/format.js';
import type { HostMessage, RunInfo } from '../../panel/panelMessages.js';
import { receive, select } from '../../panel/panelState.js';
import { Problem } from '../../text/problem.js';
import { RoomThread } from '../roomThread.js';
import type { Session } from '../session.js';
import { rootOf } from '../specs.js';
import { offerTrust } from '../trust.js';
import { answerPage } from './answerPage.js';
import { confirmedHosts, confirmHosts } from './confirmHosts.js';
import { LoadTestHistory } from './history.js';
import type { RestoredPage } from './pageMessage.js';
import { LoadTestPanel } from './panel.js';
import { type LoadTestRequest, profileText, type Subject } from './request.js';
import type { LoadEngine, RunFiles, RunnerCalls, RunOutcome, RunSummary, ToldSnapshot } from './runnerMessages.js';
import { LoadTestSecrets } from './secrets.js';
import { engineName, engineSettings, readLoadTestSettings } from './settings.js';
import { specSource } from './specSource.js';
import { LoadTestStatus } from './statusBar.js';
import { interruption, noteUnfinished, takeUnfinished, type Unfinished } from './unfinished.js';

/** GitHub's 13 MB description needs about an eighth of this. */
const heapMegabytes = 2048;

/** A run that has not ended. */
interface Live extends Unfinished {
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
  readonly runner: RoomThread<RunnerCalls, ToldSnapshot>;
  readonly panel: LoadTestPanel;
  readonly #status = new LoadTestStatus();
  readonly #live = new Map<string, Live>();
  /** Of this window's runs, those that failed among them. */
  readonly #requests = new Map<string, LoadTestRequest>();
  /** Of the window before this one. */
  readonly #interrupted: readonly Unfinished[];

  constructor(session: Session) {
    this.session = session;
    this.#interrupted = takeUnfinished(session.context.workspaceState);
    for (const { info, request } of this.#interrupted) this.#requests.set(info.id, request);
    this.history = new LoadTestHistory(session);
    this.secrets = new LoadTestSecrets(session);
    this.runner = new RoomThread({
      entry: session.context.asAbsolutePath('dist/loadRunner.mjs'),
      name: 'The load test',
      heapMegabytes,
      whenTooLarge: 'Split the API description.',
      onTold: ({ run, snapshot }) => {
        if (!this.#live.has(run)) return;
        this.panel.post({ kind: 'snapshot', id: run, snapshot });
        this.#status.update(this.#titles(), snapshot);
      },
    });
    this.panel = new LoadTestPanel(session, {
      onMessage: message => void answerPage(this, message),
      onClose: () => this.#panelClosed(),
      onRestore: page => void this.restore(page),
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
    const { forbiddenHosts, maxConnections, maxRate, engine } = readLoadTestSettings(spec);
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

    const schemes = [...new Set(secrets.map(({ scheme }) => scheme))];
    const load = `${profileText(request.profile)}${request.servers.length > 1 ? ' each' : ''}${engineName(engine)}`;
    const info: RunInfo = {
      id,
      title: request.servers.length > 1 ? `${prepared.title} on ${request.servers.length} servers` : prepared.title,
      load,
      model: request.profile.model,
      targets: prepared.targets,
      startedAt: new Date().toISOString(),
      schemes,
    };
    const live: Live = { info, request, abandoned: false };
    this.#live.set(id, live);
    this.#requests.set(id, request);
    void noteUnfinished(context.workspaceState, [...this.#live.values()]);
    this.panel.post({ kind: 'start', run: info, history: this.history.entries(request) });
    this.panel.show();
    this.#status.update(this.#titles());
    log.info(`Load test of ${info.title}: ${load} at ${request.servers.join(' and ')}`);
    for (const note of prepared.notes) log.info(`  ${note}`);
    const files = this.filesOf(id, request);
    try {
      const outcome = await this.runner.call('start', { run: id, secrets, confirmed, files, engine });
      this.#ended(id);
      return await this.#finish(live, outcome, engine);
    } catch (error) {
      const isOurs = !(error instanceof Problem);
      const message = isOurs ? 'The load test ran into an error of its own' : error.message;
      this.panel.post({ kind: 'failure', id, failure: { message, ...engineSettings(engine) } });
      throw error;
    } finally {
      this.#ended(id);
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
    if (this.panel.state.runs.length === 0) await this.restore({ runs: [] });
  }

  /** A run of the history. @throws Problem when its report is gone. */
  async open(id: string): Promise<void> {
    for (const message of await this.#saved(id)) this.panel.post(message);
  }

  /** Runs of a former window: those whose reports are still there, and those that it was closed over. Else the latest of all. */
  async restore({ runs, selected }: RestoredPage): Promise<void> {
    const interrupted = this.#interrupted.map(({ info }) => info.id);
    const wanted = [...new Set([...runs, ...interrupted])].filter(
      id => interrupted.includes(id) || this.history.find(id),
    );
    const last = this.history.all().at(-1)?.entry.id;
    if (wanted.length === 0 && last !== undefined) wanted.push(last);
    const messages = await Promise.all(wanted.map(id => this.#told(id)));
    const { state } = this.panel;
    const restored = messages.flat().reduce(receive, state);
    const shown = state.selected ?? interrupted.at(-1) ?? selected ?? wanted.at(-1);
    this.panel.post({ kind: 'state', state: shown === undefined ? restored : select(restored, shown) });
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

  /** @throws Problem as above. */
  async #saved(id: string): Promise<readonly HostMessage[]> {
    const past = this.history.find(id);
    if (!past) throw new Problem('This run is not in the history any more.');
    const { entry, title, request, schemes } = past;
    const { result } = await this.runner.call('open', this.filesOf(id, request));
    const targets = result.report.targets.map(({ name }, i) => ({ name, origin: new URL(request.servers[i]!).origin }));
    const { startedAt, load } = entry;
    const run: RunInfo = { id, title, load, model: request.profile.model, targets, startedAt, saved: true, schemes };
    return [
      { kind: 'start', run, history: this.history.entries(request) },
      { kind: 'result', id, result },
    ];
  }

  /** Of a former window; nothing when its report is gone. */
  async #told(id: string): Promise<readonly HostMessage[]> {
    const found = this.#interrupted.find(({ info }) => info.id === id);
    if (!found) return this.#saved(id).catch(() => []);
    const { info: run, request } = found;
    return [
      { kind: 'start', run, history: this.history.entries(request) },
      { kind: 'failure', id, failure: interruption },
    ];
  }

  async #finish({ info, request, abandoned }: Live, outcome: RunOutcome, engine: LoadEngine): Promise<FinishedRun> {
    const { id, title, load, schemes = [] } = info;
    const { result, summary } = outcome;
    const figures = `p99 ${milliseconds(summary.p99)}, ${rate(summary.perSecond)}, ${percent(summary.success)} succeeded`;
    const how = summary.endedBy === 'limit' ? 'done' : summary.endedBy === 'stopped' ? 'stopped' : 'broken off';
    this.session.log.info(`Load test of ${title} ${how}: ${summary.answered} answers, ${figures}`);
    if (abandoned) {
      const file = vscode.Uri.file(this.history.reportFile(id));
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
      return { id, ...summary };
    }
    this.panel.post({ kind: 'result', id, result });
    const { startedAt, p50, p99, perSecond, success, thresholds } = summary;
    const server = request.servers.join(' and ');
    const entry = { id, startedAt, load, server, p50, p99, perSecond, success, thresholds };
    const k6 = engine.kind === 'k6' ? { k6: engine.k6 } : {};
    await this.history.add({ entry, title, request, schemes, ...k6 });
    this.panel.post({ kind: 'history', id, entries: this.history.entries(request) });
    return { id, ...summary };
  }

  #panelClosed(): void {
    for (const [id, live] of this.#live) {
      live.abandoned = true;
      this.session.log.info(`The load-test panel was closed, so the load test of ${live.info.title} is stopped.`);
      void this.runner.call('stop', { run: id }).catch(() => undefined);
    }
  }

  #ended(id: string): void {
    if (!this.#live.delete(id)) return;
    void noteUnfinished(this.session.context.workspaceState, [...this.#live.values()]);
    this.#status.update(this.#titles());
  }

  #titles(): readonly string[] {
    return [...this.#live.values()].map(({ info }) => info.title);
  }
}
