/** In the thread: what the editor asks about migrations. */
import { applyMigration } from '../../../database/apply/applyMigration.js';
import { dryRunMigration, dryRunRollback } from '../../../database/apply/dryRun.js';
import type { ApplyProgress } from '../../../database/apply/outcome.js';
import { namesOf, progressText } from '../../../database/apply/output/words.js';
import { RefusedRun } from '../../../database/apply/refusedRun.js';
import { rollbackMigration } from '../../../database/apply/rollbackMigration.js';
import type { RollbackTarget } from '../../../database/apply/rollbackTarget.js';
import { scriptsBefore } from '../../../database/compare/scriptsBefore.js';
import { connect } from '../../../database/connection/connect.js';
import { readConnection } from '../../../database/connection/readConnection.js';
import { describeConnection } from '../../../database/connection/settings.js';
import type { FileProgress } from '../../../database/prove/file/proveFile.js';
import { proveFile } from '../../../database/prove/file/proveFile.js';
import { emptyDatabase, findStart, openStart, startOf } from '../../../database/prove/file/startSchema.js';
import { Problem } from '../../../text/problem.js';
import { type Answers, tell } from '../../answerCalls.js';
import type { DatabaseTold } from '../databaseCalls.js';
import { inJob } from '../jobs.js';
import { withEngine } from '../ownEngine.js';
import { describeMigration, openBothHalves, openMigration } from './describeMigration.js';
import { engineOnDemand } from './engineOnDemand.js';
import type { MigrationCalls, RunAnswer, StartChoice } from './migrationCalls.js';
import { shownDryRun, shownOutcome, shownProof } from './shownRun.js';

type Params<Call extends keyof MigrationCalls> = MigrationCalls[Call]['params'];

export const migrationAnswers: Answers<MigrationCalls> = {
  describeMigration: ({ path }) => describeMigration(path),

  proveMigration: ({ job, engine: choice, path, start: wanted, folder }) =>
    inJob(job, async signal => {
      const migration = await openBothHalves(path);
      say(job, 'Starting PostgreSQL …');
      return withEngine(choice, signal, async engine => {
        say(job, 'Making the schema that it starts from …');
        const file = migration.file;
        const start =
          wanted.kind === 'find'
            ? await findStart(
                engine,
                {
                  path: file.path,
                  text: file.text,
                  folder,
                  candidates: wanted.candidates,
                  migrations: wanted.migrations,
                },
                signal,
              )
            : await openChoice(wanted, folder, signal);
        if ('missing' in start) return { kind: 'startWanted', missing: start.missing };
        const proof = await proveFile(engine, migration, start, {
          signal,
          onProgress: progress => say(job, proofProgress(progress)),
        });
        return { kind: 'done', shown: shownProof(proof) };
      });
    }),

  runMigration: params =>
    inJob(params.job, async signal => {
      try {
        return await run(params, signal);
      } catch (error) {
        if (!(error instanceof RefusedRun)) throw error;
        return { kind: 'refused', reason: error.reason, said: error.said };
      }
    }),
};

async function run(params: Params<'runMigration'>, signal: AbortSignal): Promise<RunAnswer> {
  const { job, act, engine, path, connectionString, migrations, folder } = params;
  const settings = await readConnection(connectionString);
  const server = describeConnection(settings);
  say(job, `Connecting to ${server} …`);
  // Asked again after the user has stopped the run, it must still answer.
  const open = () => connect(settings, signal.aborted ? {} : { signal });
  const control = { signal, onProgress: teller(job) };
  const options = { ...params.options, openEngine: engineOnDemand(engine, signal) };
  const named = await openMigration(path);
  const target: RollbackTarget = { kind: named.direction === 'down' ? 'script' : 'migration', ...named };
  switch (act) {
    case 'apply': {
      if (named.direction === 'down')
        throw new Problem('This file takes a migration back. Open the migration itself, or roll back.', { path });
      const earlier = () => scriptsBefore(path, migrations, folder);
      const outcome = await applyMigration(open, named, { ...options, earlier }, control);
      return { kind: 'done', shown: shownOutcome(outcome, server) };
    }
    case 'rollBack':
      return { kind: 'done', shown: shownOutcome(await rollbackMigration(open, target, options, control), server) };
    case 'dryRun':
      return { kind: 'done', shown: shownDryRun(await dryRunMigration(open, named, options, control), server) };
    case 'dryRunBack':
      return { kind: 'done', shown: shownDryRun(await dryRunRollback(open, target, options, control), server) };
  }
}

async function openChoice(wanted: Exclude<StartChoice, { kind: 'find' }>, folder: string, signal: AbortSignal) {
  if (wanted.kind === 'empty') return emptyDatabase;
  if (wanted.kind === 'schema') return openStart(wanted.word, folder, signal);
  const settings = await readConnection(wanted.connectionString);
  return startOf({ kind: 'server', label: describeConnection(settings), settings }, signal);
}

/** Who waits is named together with for whom. */
function teller(job: string): (progress: ApplyProgress) => void {
  let statement = '';
  return progress => {
    const text = progressText(progress);
    if (progress.kind === 'statement') statement = text ?? '';
    say(job, progress.kind === 'blocked' ? `${statement} – waits for ${namesOf(progress.by)} …` : text);
  };
}

function proofProgress(told: FileProgress): string | undefined {
  if (told.kind === 'rows') {
    const { stage, done, of } = told.progress;
    const words = { prepare: 'making the schema', rows: 'filling tables', up: 'up', down: 'down' };
    return `With sample rows: ${words[stage]}, ${done} of ${of} …`;
  }
  const text = progressText(told.progress);
  return text === undefined ? undefined : `${told.kind === 'up' ? 'Up' : 'Down'} ${text}`;
}

function say(job: string, progress: string | undefined): void {
  if (progress !== undefined) tell<DatabaseTold>({ job, progress });
}
