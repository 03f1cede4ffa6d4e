/** `--rollback FILE|last`: takes a migration back, or with --dry-run says what that would do. */
import nodePath from 'node:path';
import type { RollbackTarget } from '../../../database/apply/rollbackTarget.js';
import type { Words } from '../../args.js';
import { type Printer, shownPath } from '../../print.js';
import { readRunWords } from './applyOptions.js';
import { showDryRun, showOutcome } from './migrate.js';
import { withRunTools } from './runSession.js';

/** Exit code 0, 1 when a statement failed, 130 when it was interrupted. @throws Problem before anything is done. */
export async function runRollback(words: Words, printer: Printer): Promise<number> {
  const given = readRunWords(words);
  const target = await targetOf(given.file);
  const shown = target.kind === 'last' ? 'the last migration' : shownPath(target.file.path);
  const what = `${given.isDry ? 'try to roll' : 'roll'} back ${shown}`;
  return withRunTools(given, what, printer, async ({ connect, options, control, server }) => {
    if (given.isDry) {
      const { dryRunRollback } = await import('../../../database/apply/dryRun.js');
      const dryRun = await dryRunRollback(connect, target, options, control);
      return () => showDryRun(dryRun, server, printer);
    }
    const { rollbackMigration } = await import('../../../database/apply/rollbackMigration.js');
    const outcome = await rollbackMigration(connect, target, options, control);
    return () => showOutcome(outcome, server, printer);
  });
}

async function targetOf(word: string): Promise<RollbackTarget> {
  if (word === 'last') return { kind: 'last' };
  const { openMigrationFile } = await import('../../../database/apply/migrationFiles.js');
  const { name, direction, file } = await openMigrationFile(nodePath.resolve(word));
  return { kind: direction === 'down' ? 'script' : 'migration', name, file };
}
