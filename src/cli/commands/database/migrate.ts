/** `--migrate FILE`: applies a migration, or with --dry-run says what it would do. */
import nodePath from 'node:path';
import type { DryRun } from '../../../database/apply/dryRunTypes.js';
import type { Outcome } from '../../../database/apply/outcome.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { type Printer, shownPath } from '../../print.js';
import { dryRunJson, outcomeJson } from './applyJson.js';
import { readRunWords } from './applyOptions.js';
import { dryRunLines, outcomeLines } from './applyText.js';
import { type RunTools, withRunTools } from './runSession.js';

/** Exit code 0, 1 when a statement failed, 130 when it was interrupted. @throws Problem before anything is done. */
export async function runMigrate(words: Words, printer: Printer): Promise<number> {
  const given = readRunWords(words);
  const path = nodePath.resolve(given.file);
  const { openMigrationFile } = await import('../../../database/apply/migrationFiles.js');
  const migration = await openMigrationFile(path);
  if (migration.direction === 'down')
    throw new Problem('This file takes a migration back. Name the migration itself, or use --rollback.', { path });
  const what = `${given.isDry ? 'try' : 'apply'} ${shownPath(path)}`;
  return withRunTools(given, what, printer, async ({ connect, options, control, server }) => {
    if (given.isDry) {
      const { dryRunMigration } = await import('../../../database/apply/dryRun.js');
      const dryRun = await dryRunMigration(connect, migration, options, control);
      return () => showDryRun(dryRun, server, printer);
    }
    const { applyMigration } = await import('../../../database/apply/applyMigration.js');
    const { scriptsBefore } = await import('../../../database/compare/scriptsBefore.js');
    const earlier = () => scriptsBefore(path);
    const outcome = await applyMigration(connect, migration, { ...options, earlier }, control);
    return () => showOutcome(outcome, server, printer);
  });
}

export function showOutcome(outcome: Outcome, server: RunTools['server'], printer: Printer): number {
  if (printer.json) printer.result(`${JSON.stringify(outcomeJson(outcome, server), undefined, 2)}\n`);
  else for (const line of outcomeLines(outcome, server, printer)) printer.say(line);
  return exitCode(outcome.status);
}

export function showDryRun(dryRun: DryRun, server: RunTools['server'], printer: Printer): number {
  if (printer.json) printer.result(`${JSON.stringify(dryRunJson(dryRun, server), undefined, 2)}\n`);
  else for (const line of dryRunLines(dryRun, server, printer)) printer.say(line);
  return exitCode(dryRun.status);
}

function exitCode(status: Outcome['status'] | DryRun['status']): number {
  return status === 'cancelled' ? 130 : status === 'failed' ? 1 : 0;
}
