import type { Inventory } from '../../schema/inventory.js';
import { rebuild } from '../compare/rebuild.js';
import { inScratch } from '../inScratch.js';
import type { Engine } from '../session.js';
import { endOf } from './dryRunOnServer.js';
import type { DryRun, DryRunRequest } from './dryRunTypes.js';
import { runSegments } from './runSegments.js';
import { watchStatements } from './statementWatch.js';

/**
 * Runs what is left of a script on a clone of the schema, which has no rows.
 * @param reason the statement that no transaction undoes.
 */
export async function dryRunOnClone(
  engine: Engine,
  live: Inventory,
  reason: string,
  { direction, name, script, from, options, control, notes }: DryRunRequest,
): Promise<DryRun> {
  const began = performance.now();
  control.onProgress?.({ kind: 'schema', stage: 'rebuilding' });
  return inScratch(engine, control.signal, async ({ session }) => {
    await rebuild(session, live, 'Name an engine that has what it needs with --engine.');
    const watch = await watchStatements(session, script.segments, async () => undefined);
    const result = await runSegments(session, script, {
      ...{ from, lockTimeout: 0, retries: { attempts: 1, delay: 0 }, observer: watch },
      ...{ signal: control.signal, onProgress: control.onProgress },
      journal: { attempted: null, attempt: async () => undefined, done: async () => undefined },
    });
    const more = (options.queries ?? []).length > 0 ? ['Costs of queries are told on the database itself only.'] : [];
    return {
      ...{ direction, name, path: script.path, where: 'clone', engine: engine.facts, reason, queries: [] },
      notes: [...notes, ...result.notes, ...more],
      ...endOf(result),
      statements: watch.told(result.statements),
      milliseconds: performance.now() - began,
    };
  });
}
