import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

/** What became of a migration, as its lens says it. */
export interface KeptRun {
  /** `Proven: up and down`, `Applied to shop`. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isFine: boolean;
  /** It changed a database: true whatever becomes of the file. */
  readonly isLasting: boolean;
  /** Of the file's text. */
  readonly digest: string;
}

export type RunKind = 'proof' | 'run';
type Kept = Record<string, Partial<Record<RunKind, KeptRun>>>;

const key = 'migrationRuns';
const mostFiles = 200;

/** The last proof and the last run of each file, from one session to the next. */
export class MigrationRuns {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  async keep(files: readonly string[], kind: RunKind, run: Omit<KeptRun, 'digest'>): Promise<void> {
    const kept = { ...this.#all() };
    for (const file of files) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file)).then(undefined, () => undefined);
      if (!document) continue;
      const { [file]: before, ...others } = kept;
      for (const other of Object.keys(kept)) delete kept[other];
      Object.assign(kept, others, { [file]: { ...before, [kind]: { ...run, digest: digestOf(document.getText()) } } });
    }
    const newest = Object.entries(kept).slice(-mostFiles);
    await this.#state.update(key, Object.fromEntries(newest));
  }

  /** What still holds of this text. */
  of(document: vscode.TextDocument): readonly KeptRun[] {
    const { proof, run } = this.#all()[document.uri.fsPath] ?? {};
    const found = [proof, run].filter(isRun);
    if (found.length === 0) return [];
    const digest = digestOf(document.getText());
    return found.filter(one => one.isLasting || one.digest === digest);
  }

  #all(): Kept {
    const all = this.#state.get<unknown>(key);
    return typeof all === 'object' && all !== null ? (all as Kept) : {};
  }
}

/** An older version may have stored something else. */
function isRun(value: Partial<KeptRun> | undefined): value is KeptRun {
  return typeof value?.label === 'string' && typeof value.at === 'number' && typeof value.digest === 'string';
}

function digestOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 32);
}
