import * as vscode from 'vscode';
import { LintRunner } from '../openapi/lint/runner.js';
import { type Finding, startOfFile } from '../text/finding.js';
import { Problem } from '../text/problem.js';
import { FindingsBoard } from './findingsBoard.js';
import { LintTexts } from './lintTexts.js';
import type { Session } from './session.js';
import { readSettings, section } from './settings.js';
import { SpecFixes } from './specFixes.js';
import { isSpec, rootOf } from './specs.js';

/** A spec that is open. */
interface Watched {
  /** The files that were read for it the last time, as VS Code writes paths. */
  files: ReadonlySet<string>;
  /** How long the last check took, in milliseconds. */
  took: number;
  timer?: NodeJS.Timeout;
  running?: AbortController;
}

/** How long to wait after a keystroke, in milliseconds: longer for specs whose linting takes longer. */
function delay(watched: Watched | undefined): number {
  return Math.min(2000, 250 + (watched?.took ?? 0) / 2);
}

/**
 * Keeps the Problems of every open spec up to date while it is typed, in a worker thread. A keystroke restarts the
 * wait and ends a run that has become stale, so what is shown always belongs to the text that is shown. The thread
 * remembers what it has found, and looks again only at what can have changed.
 */
export class SpecDiagnostics implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #board = new FindingsBoard('senior-backend');
  readonly #fixes = new SpecFixes();
  readonly #runner: LintRunner;
  readonly #texts: LintTexts;
  readonly #watched = new Map<string, Watched>();
  readonly #failures = new Set<string>();
  readonly #parts: vscode.Disposable;

  constructor({ context, log }: Session) {
    this.#log = log;
    this.#runner = new LintRunner(context.asAbsolutePath('dist/lintWorker.mjs'));
    this.#texts = new LintTexts(this.#runner);
    const onDisk = vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml,json,js,mjs,cjs}');
    const disk = (file: vscode.Uri) => this.#fileChanged(file);
    this.#parts = vscode.Disposable.from(
      this.#board,
      this.#texts,
      this.#fixes.register(),
      onDisk,
      onDisk.onDidChange(disk),
      onDisk.onDidCreate(disk),
      onDisk.onDidDelete(disk),
      vscode.workspace.onDidOpenTextDocument(document => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument(document => this.#forget(document.uri.toString())),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length) this.#typed(document);
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(section)) this.#considerAll();
      }),
    );
    this.#considerAll();
  }

  dispose(): void {
    for (const key of [...this.#watched.keys()]) this.#forget(key);
    this.#parts.dispose();
    this.#runner.dispose();
  }

  #considerAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#consider(document, 0);
  }

  /** Fixes are for the text that a check looked at: a part of a spec that is opened after it has none until the next. */
  #opened(document: vscode.TextDocument): void {
    this.#consider(document, 0);
    for (const spec of this.#fixes.specsWithFixesIn(document.uri.fsPath)) {
      const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === spec);
      if (open && open !== document) this.#consider(open, 0);
    }
  }

  #typed(document: vscode.TextDocument): void {
    this.#consider(document, delay(this.#watched.get(document.uri.toString())));
    this.#fileChanged(document.uri);
  }

  /** Lints a document after a while if it is a spec; forgets it if it is none any more. */
  #consider(document: vscode.TextDocument, wait: number): void {
    if (document.uri.scheme !== 'file') return;
    const key = document.uri.toString();
    if (!readSettings(document.uri).lint.enabled || !isSpec(document)) {
      this.#forget(key);
      return;
    }
    const watched = this.#watched.get(key) ?? { files: new Set([document.uri.fsPath]), took: 0 };
    this.#watched.set(key, watched);
    clearTimeout(watched.timer);
    watched.running?.abort();
    watched.timer = setTimeout(() => void this.#lint(document, watched), wait);
  }

  /** A file changed that specs refer to, be it in an editor or on the disk. */
  #fileChanged(file: vscode.Uri): void {
    // A ruleset may come to be where none was read.
    const isRuleset = /[\\/]\.spectral\.\w+$/.test(file.fsPath);
    for (const document of vscode.workspace.textDocuments) {
      const watched = this.#watched.get(document.uri.toString());
      const itself = document.uri.toString() === file.toString();
      if (watched && (isRuleset || watched.files.has(file.fsPath)) && !itself) this.#consider(document, delay(watched));
    }
  }

  #forget(key: string): void {
    const watched = this.#watched.get(key);
    if (!watched) return;
    clearTimeout(watched.timer);
    watched.running?.abort();
    this.#watched.delete(key);
    this.#board.remove(key);
    this.#fixes.remove(key);
  }

  async #lint(document: vscode.TextDocument, watched: Watched): Promise<void> {
    const { uri, version } = document;
    const key = uri.toString();
    const { references, lint } = readSettings(uri);
    const running = new AbortController();
    watched.running = running;
    const versions = new Map(vscode.workspace.textDocuments.map(open => [open.uri.fsPath, open.version]));
    const request = {
      path: uri.fsPath,
      root: rootOf(uri).fsPath,
      allowOutside: references.allowOutside,
      allowRemote: references.allowRemote && vscode.workspace.isTrusted,
      rules: lint.rules,
      rulesets: lint.rulesets,
      trusted: vscode.workspace.isTrusted,
    };
    try {
      const started = performance.now();
      this.#texts.tell(document);
      const outcome = await this.#runner.lint(request, running.signal);
      if (running.signal.aborted || document.version !== version) return;
      watched.took = performance.now() - started;
      if (typeof outcome === 'string') {
        this.#texts.isStale(outcome);
        this.#consider(document, 0);
        return;
      }
      const { findings, files } = outcome;
      watched.files = new Set([uri.fsPath, ...files.map(file => vscode.Uri.file(file).fsPath)]);
      this.#board.set(key, findings);
      this.#fixes.set(key, findings, versions);
    } catch (error) {
      if (running.signal.aborted) return;
      if (error instanceof Problem) this.#board.set(key, [asFinding(error, uri.fsPath)]);
      else this.#reportOnce(error);
    }
  }

  /** A bug of ours in the linter, at every keystroke: one line in the log is enough. */
  #reportOnce(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!this.#failures.has(text)) this.#log.error(`Checking a spec failed: ${text}`);
    this.#failures.add(text);
  }
}

/** A spec that cannot be read at all has one problem: that. */
function asFinding({ message, place }: Problem, spec: string): Finding {
  const { position } = place ?? {};
  const range = position ? { start: position, end: position } : startOfFile;
  return { rule: 'unreadable-description', severity: 'error', message, path: place?.path ?? spec, range, fixes: [] };
}
