/**
 * What no transaction undoes: whether it was done after all when nobody heard the end of it, and what a failed try leaves behind.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
import type { Command, WrittenName } from '../../schema/commands.js';
import { quoteQualified } from '../../schema/print.js';
import { Problem } from '../../text/problem.js';
import type { Session } from '../session.js';
import type { ScriptStatement } from './script.js';

export interface Probe {
  /** What is there now, as text that can be kept. */
  read(session: Session): Promise<string>;
  /** Whether a try that found `before` has reached its end. */
  isDone(before: string, now: string): boolean;
  /**
   * Removes what failed tries left.
   * @param before of the last try; absent: there was none of ours.
   * @returns sentences about it, for people. @throws Problem when somebody else is at it.
   */
  tidy?(session: Session, before: string | undefined): Promise<readonly string[]>;
  /** What to run in place of the statement, for what was found. */
  instead?(now: string): string | undefined;
}

/** undefined: it is run again, whatever became of it. */
export function probeOf(statement: ScriptStatement): Probe | undefined {
  const { sql, commands } = statement;
  const [command] = commands;
  if (!command || commands.length > 1) return undefined;
  const written = ({ span }: WrittenName) => sql.slice(span.start, span.end);
  switch (command.kind) {
    case 'createIndex':
      return indexProbe(written(command.index.table), command.index.name);
    case 'reindex':
      return reindexProbe;
    case 'drop':
      return command.names[0] && goneProbe(written(command.names[0]));
    case 'alterTable':
      return detachProbe(command, written);
    case 'other':
      return namedProbe(sql);
    default:
      return undefined;
  }
}

type IndexState = readonly (readonly [name: string, valid: boolean])[];

const states = `coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(c.relname, i.indisvalid) order by c.relname), '[]')::text as state`;

function indexProbe(table: string, name: string | undefined): Probe {
  const isFresh = (before: IndexState) => {
    const known = new Set(before.map(([one]) => one));
    return ([one]: IndexState[number]) => !known.has(one) && (name === undefined || one === name);
  };
  return {
    read: session =>
      stateOf(
        session,
        `select ${states} from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid where i.indrelid = pg_catalog.to_regclass($1)`,
        table,
      ),
    isDone: (before, now) => {
      const fresh = (JSON.parse(now) as IndexState).filter(isFresh(JSON.parse(before)));
      return fresh.length === 1 && fresh[0]![1];
    },
    async tidy(session, before) {
      const wasThere = new Set((JSON.parse(before ?? '[]') as IndexState).map(([one]) => one));
      const invalid = await invalidIndexes(session, 'i.indrelid = pg_catalog.to_regclass($1)', table);
      // Without a name only what our own try left can be told from others.
      const ours = invalid.filter(index =>
        name === undefined ? before !== undefined && !wasThere.has(index.name) : index.name === name,
      );
      return dropInvalid(session, ours);
    },
  };
}

/** REINDEX CONCURRENTLY builds `…_ccnew` beside the index, and calls the old one `…_ccold`. */
const transient = `c.relname ~ '_cc(new|old)[0-9]*$' and $1 = ''`;
const reindexProbe: Probe = {
  read: session =>
    stateOf(
      session,
      `select ${states} from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid where not i.indisvalid and ${transient}`,
      '',
    ),
  isDone: () => false,
  async tidy(session, before) {
    if (before === undefined) return [];
    const wasThere = new Set((JSON.parse(before) as IndexState).map(([one]) => one));
    const invalid = await invalidIndexes(session, transient, '');
    return dropInvalid(
      session,
      invalid.filter(({ name }) => !wasThere.has(name)),
    );
  },
};

function goneProbe(written: string): Probe {
  return {
    read: session => stateOf(session, `select (pg_catalog.to_regclass($1) is not null)::text as state`, written),
    isDone: (before, now) => before === 'true' && now === 'false',
  };
}

function detachProbe(
  command: Extract<Command, { kind: 'alterTable' }>,
  written: (name: WrittenName) => string,
): Probe | undefined {
  const detach = command.actions.find(action => action.action === 'detachPartition');
  if (detach?.action !== 'detachPartition') return undefined;
  const [parent, partition] = [written(command.name), written(detach.partition)];
  return {
    read: session =>
      stateOf(
        session,
        `select coalesce((select case when inhdetachpending then 'pending' else 'attached' end from pg_catalog.pg_inherits
          where inhrelid = pg_catalog.to_regclass($1)), 'detached') as state`,
        partition,
      ),
    isDone: (before, now) => before !== 'detached' && now === 'detached',
    instead: now => (now === 'pending' ? `ALTER TABLE ${parent} DETACH PARTITION ${partition} FINALIZE` : undefined),
  };
}

const sharedObject =
  /^(create|drop)\s+(database|tablespace|subscription)\s+(?:if\s+exists\s+)?("(?:[^"]|"")+"|[^\s;"]+)/i;
const lists: Readonly<Record<string, string>> = {
  database: 'select datname as name from pg_catalog.pg_database',
  tablespace: 'select spcname as name from pg_catalog.pg_tablespace',
  subscription: 'select subname as name from pg_catalog.pg_subscription',
};

function namedProbe(sql: string): Probe | undefined {
  const [, verb = '', kind = '', written = ''] = sharedObject.exec(sql) ?? [];
  const list = lists[kind.toLowerCase()];
  if (list === undefined) return undefined;
  const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
  const wanted = verb.toLowerCase() === 'create' ? 'true' : 'false';
  return {
    read: session => stateOf(session, `select exists (select from (${list}) o where name = $1)::text as state`, name),
    isDone: (before, now) => before !== wanted && now === wanted,
  };
}

async function stateOf(session: Session, sql: string, parameter: string): Promise<string> {
  const [row] = await session.query<{ state: string }>(sql, [parameter]);
  return row?.state ?? '';
}

interface InvalidIndex {
  readonly schema: string;
  readonly name: string;
  /** The session that builds it just now. */
  readonly builder: number | null;
}

async function invalidIndexes(session: Session, where: string, parameter: string): Promise<readonly InvalidIndex[]> {
  return session.query<InvalidIndex>(
    `select n.nspname as schema, c.relname as name,
      (select pid from pg_catalog.pg_stat_progress_create_index p where p.index_relid = c.oid limit 1) as builder
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not i.indisvalid and ${where} order by 1, 2`,
    [parameter],
  );
}

async function dropInvalid(session: Session, indexes: readonly InvalidIndex[]): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { schema, name, builder } of indexes) {
    const shown = quoteQualified({ schema, name }, { withPublic: true });
    if (builder !== null)
      throw new Problem(
        `The index ${shown} is being built by process ${builder}. Wait until it is done, then run this again.`,
      );
    await session.run(`DROP INDEX CONCURRENTLY IF EXISTS ${shown}`);
    notes.push(`The index ${shown} was invalid, as a build that failed leaves it: it was dropped.`);
  }
  return notes;
}
