import { Problem } from '../../text/problem.js';
import { untilAborted } from '../cancellable.js';
import { readLive } from '../compare/rebuild.js';
import type { Session } from '../session.js';
import type { NamedMigration } from './applyMigration.js';
import { dryRunOnClone } from './dryRunOnClone.js';
import { dryRunOnServer } from './dryRunOnServer.js';
import type { DryRun, DryRunOptions, DryRunRequest } from './dryRunTypes.js';
import { type PlanHeader, readHeader } from './header.js';
import { findRow, hasHistory } from './history.js';
import type { RunControl } from './performRun.js';
import { readScript } from './readScript.js';
import { alreadyApplied, resumeAt } from './resume.js';
import { type RollbackTarget, rollbackScript, rowOf } from './rollbackTarget.js';
import { findSchema } from './schemaCheck.js';
import type { MigrationScript } from './script.js';
import { newEnumValues } from './transactionNeeds.js';
import { type Connect, withSession } from './withSession.js';

/**
 * Runs a migration and undoes it: on the database itself where a transaction can hold all of it, else on a clone of its schema.
 * @throws Problem for a file that cannot be run; the signal's reason when it is aborted before the first statement.
 */
export async function dryRunMigration(
  connect: Connect,
  { name, file: { path, text } }: NamedMigration,
  options: DryRunOptions = {},
  control: RunControl = {},
): Promise<DryRun> {
  const script = await readScript(path, text);
  if (script.segments.length === 0) throw new Problem('There is no statement in this migration.', { path });
  return withSession(connect, control.signal, async session => {
    const known = await untilAborted(session, control.signal, async () =>
      (await hasHistory(session)) ? findRow(session, name) : undefined,
    );
    if (known?.status === 'applied') {
      const { statements, notes } = alreadyApplied(name, script, known);
      return {
        ...{
          status: 'alreadyApplied',
          direction: 'up',
          name,
          path,
          where: 'server',
          engine: facts(session),
          milliseconds: 0,
          notes,
        },
        ...{ statements: statements.map(one => ({ ...one, rewrites: [] })), queries: [] },
      };
    }
    const from = known ? resumeAt(script, known) : 0;
    return run(
      session,
      { ...{ connect, direction: 'up', name, script, from, options, control }, notes: [] },
      known ? undefined : readHeader(text),
    );
  });
}

/** As dryRunMigration, of the way back. @throws Problem when there is nothing to take back. */
export async function dryRunRollback(
  connect: Connect,
  target: RollbackTarget,
  options: DryRunOptions = {},
  control: RunControl = {},
): Promise<DryRun> {
  return withSession(connect, control.signal, async session => {
    const row = await untilAborted(session, control.signal, () => rowOf(session, target, options.anySchema ?? false));
    const { script, notes } = await rollbackScript(target, row);
    const from = row.status === 'rolling back' ? row.done.length : 0;
    const header = from > 0 ? undefined : readHeader(script.text);
    return run(session, { connect, direction: 'down', name: row.name, script, from, options, control, notes }, header);
  });
}

async function run(session: Session, request: DryRunRequest, header: PlanHeader | undefined): Promise<DryRun> {
  const { options, control } = request;
  const notes = [...request.notes];
  if (header && !options.anySchema) {
    const { hash } = await untilAborted(session, control.signal, () =>
      findSchema(session, [header.from], {
        ...{ scope: header.scope, madeBy: header.engine, openEngine: options.openEngine },
        ...{ signal: control.signal, onProgress: control.onProgress },
      }),
    );
    if (hash !== header.from)
      notes.push(
        `The plan is for another schema (${header.from}) than the database has (${hash}): it would be refused.`,
      );
  }
  const reason = whyNotOnServer(request.script, request.from);
  if (reason === undefined) return dryRunOnServer(session, facts(session), { ...request, notes });
  if (!options.openEngine)
    throw new Problem(`No transaction undoes ${reason}. A dry run of it needs an engine of its own.`, {
      path: request.script.path,
    });
  const live = await untilAborted(session, control.signal, () => readLive(session));
  return dryRunOnClone(await options.openEngine(header?.engine), live, reason, { ...request, notes });
}

/** The statement for which a transaction that is undone will not do. */
function whyNotOnServer({ segments }: MigrationScript, from: number): string | undefined {
  const rest = segments.slice(from);
  const alone = rest.find(({ inTransaction }) => !inTransaction);
  if (alone) return alone.statements[0]!.head;
  if (rest.length < 2) return undefined;
  return rest.flatMap(({ statements }) => statements).find(one => newEnumValues(one).length > 0)?.head;
}

function facts({ version }: Session) {
  return { kind: 'server', version: `${Math.floor(version / 10_000)}.${version % 10_000}` } as const;
}
