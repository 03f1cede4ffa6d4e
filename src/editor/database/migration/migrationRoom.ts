import * as vscode from 'vscode';
import type { Databases } from '../databases.js';
import type { DescribedMigration, ShownRun } from './migrationCalls.js';
import { migrationLenses } from './migrationLenses.js';
import { MigrationMarks } from './migrationMarks.js';
import { MigrationReports, showReportCommand } from './migrationReports.js';
import { MigrationRuns, type RunKind } from './migrationRuns.js';

/** Milliseconds after which a lens that says `2 min ago` says something else. */
const minute = 60_000;

/** What the four commands share, and leave behind: marks in the files, reports, what became of each migration. */
export class MigrationRoom implements vscode.Disposable {
  readonly databases: Databases;
  readonly marks = new MigrationMarks();
  readonly reports = new MigrationReports();
  readonly runs: MigrationRuns;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeLenses = this.#changed.event;
  readonly #parts: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(databases: Databases) {
    this.databases = databases;
    this.runs = new MigrationRuns(databases.desk.context.workspaceState);
    this.#parts = vscode.Disposable.from(
      this.marks,
      this.reports,
      this.#changed,
      vscode.commands.registerCommand(showReportCommand, (file: unknown) =>
        typeof file === 'string' ? this.reports.show(file) : undefined,
      ),
    );
  }

  async lenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const runs = this.runs.of(document);
    const lenses = await migrationLenses(document, runs, this.reports.has(document.uri.fsPath));
    if (runs.length > 0 && !this.#timer) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#changed.fire();
      }, minute);
    }
    return lenses;
  }

  /**
   * Shows what a run came to in the files themselves, and keeps it for the lens and the report.
   * @param where name of the database, for a run that has one.
   */
  async keep(described: DescribedMigration, shown: ShownRun, kind: RunKind, where?: string): Promise<void> {
    const files = filesOf(described);
    for (const file of files) this.reports.keep(file, shown.report);
    await this.marks.show(files, shown.problems, shown.marks);
    await this.runs.keep(files, kind, {
      label: where === undefined ? shown.label : `${shown.label} ${where}`,
      at: Date.now(),
      isFine: shown.isFine,
      isLasting: ['applied', 'alreadyApplied', 'rolledBack'].includes(shown.status),
    });
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }
}

/** Both halves, or the one that is there. */
export function filesOf({ up, down }: DescribedMigration): readonly string[] {
  return [...new Set([up, down].filter(file => file !== undefined))];
}
