/** A database that lives: what it holds, what is wrong with it, what could not be seen. */
import { historySchema } from '../../schema/diff/scope.js';
import type { Conventions, Levels } from '../../schema/rule.js';
import { Problem } from '../../text/problem.js';
import { readInventory } from '../introspect/readInventory.js';
import type { Session } from '../session.js';
import { indexFindings } from './checks/indexChecks.js';
import { statementFindings } from './checks/serverChecks.js';
import { sequenceFindings } from './checks/sessionChecks.js';
import { databaseAgeFindings, tableFindings } from './checks/tableChecks.js';
import { liveTables } from './liveTables.js';
import { measuredFindings } from './measureFindings.js';
import { rankFindings } from './rankFindings.js';
import { estimateBloat, type MeasuredRelation, measureBloat } from './read/bloat.js';
import { countRows } from './read/exactRows.js';
import {
  type IndexRow,
  readIndexes,
  readIndexesBeingBuilt,
  readKeys,
  readParents,
  readSizes,
  readTables,
  type TableRow,
} from './read/relations.js';
import { readSequences } from './read/sequences.js';
import { readDatabaseAges, readDatabaseBytes, readServer } from './read/server.js';
import { readSettings } from './read/settings.js';
import { Looks } from './readOnly.js';
import type { Bloat, DatabaseFinding, DatabaseReport, LiveTable, ServerFacts } from './report.js';
import { schemaFindings } from './schemaRules.js';
import { judgeServer } from './serverState.js';
import { seeStatements, type WorkloadSeen } from './workload.js';

export interface AnalyzeOptions {
  /** Counts all rows instead of asking the statistics: reads every table. */
  readonly exactRows?: boolean;
  /** Measures bloat with pgstattuple: reads much of every table and all of every index. */
  readonly exactBloat?: boolean;
  /** Names of schemas, or `schema.table`; not quoted. Absent: all. */
  readonly only?: readonly string[];
  /** Left out: schemas, or `schema.table`; not quoted. */
  readonly without?: readonly string[];
  readonly levels?: Levels;
  readonly conventions?: Conventions;
  /** Milliseconds of each statement. */
  readonly statementTimeout?: number;
}

export interface AnalyzeProgress {
  readonly signal?: AbortSignal;
  /** What is looked at now: `tables`, or the name of one. */
  readonly onProgress?: (what: string) => void;
}

const usual = {
  statementTimeout: 10_000,
  lockTimeout: 1_000,
  conventions: { tableNames: 'snake_case', plural: true } as const,
};

/**
 * Looks at a database without changing anything in it: short read-only transactions, no lock above ACCESS SHARE. What the role may not
 * see is in `unseen`.
 * @throws Problem when not even the tables can be seen; DatabaseError when the connection is lost; the signal's reason when it is aborted.
 */
export async function analyzeDatabase(
  session: Session,
  options: AnalyzeOptions,
  { signal, onProgress = () => undefined }: AnalyzeProgress = {},
): Promise<DatabaseReport> {
  const { statementTimeout = usual.statementTimeout, levels = {} } = options;
  const looks = new Looks(session, { statementTimeout, lockTimeout: usual.lockTimeout, signal });
  onProgress('server');
  const seen = await looks.see('server', readServer);
  if (!seen) throw new Problem(`The server does not tell what it is. ${looks.unseen[0]?.why ?? ''}`.trim());
  const bytes = await looks.see('size of the database', readDatabaseBytes, '`GRANT pg_monitor` to the role.');
  const server: ServerFacts = { ...seen.server, ...(bytes !== undefined && { bytes }) };
  onProgress('statements');
  const workload = await seeStatements(looks, seen.rights);
  onProgress('tables');
  const takesPart = partOf(options);
  const tables = await seeTables(looks, options, takesPart, onProgress);
  onProgress('sequences');
  const sequences = await seeSequences(looks, takesPart);
  onProgress('schema');
  const ofSchema = await seeSchema(looks, options, workload, tables, takesPart);
  onProgress('sessions');
  const settings = await looks.see('settings', readSettings);
  const ages = (await looks.see('age of databases', readDatabaseAges)) ?? [];
  const findings = [
    ...ofSchema,
    ...tableFindings(tables, settings),
    ...indexFindings(tables, server),
    ...sequenceFindings(sequences),
    ...statementFindings(workload.statements),
    ...databaseAgeFindings(ages, server),
    ...(await judgeServer(looks, { server, settings, workload, rights: seen.rights })),
  ];
  return {
    server,
    tables,
    sequences,
    statements: workload.statements,
    findings: rankFindings(findings, levels),
    unseen: looks.unseen,
  };
}

/** That NO ACTION was written, which is what this rule wants, is nothing that a server keeps. */
const unknowable: Levels = { 'missing-on-delete': 'off' };

/** Whether a table takes part, by its name. */
type TakesPart = (schema: string, name: string) => boolean;

function partOf({ only, without = [] }: AnalyzeOptions): TakesPart {
  const names = (list: readonly string[], schema: string, name: string) =>
    list.includes(schema) || list.includes(`${schema}.${name}`);
  return (schema, name) =>
    schema !== historySchema && !names(without, schema, name) && (only === undefined || names(only, schema, name));
}

async function seeTables(
  looks: Looks,
  options: AnalyzeOptions,
  takesPart: TakesPart,
  onProgress: (what: string) => void,
): Promise<readonly LiveTable[]> {
  const all = await looks.see('tables', readTables);
  if (!all) throw new Problem(`The tables of the database cannot be seen. ${looks.unseen.at(-1)?.why ?? ''}`.trim());
  const tables = all.filter(({ schema, name }) => takesPart(schema, name));
  const oids = new Set(tables.map(({ oid }) => oid));
  const indexes = ((await looks.see('indexes', readIndexes)) ?? []).filter(({ table }) => oids.has(table));
  const keys = (await looks.see('keys', readKeys)) ?? [];
  const parents = (await looks.see('partitions', readParents)) ?? new Map<number, number>();
  const sizes = await readSizes(looks);
  const beingBuilt = (await looks.see('indexes that are being built', readIndexesBeingBuilt)) ?? new Set<number>();
  const counted = tables.filter(({ kind }) => kind === 'r' || kind === 'm');
  const exact = options.exactRows ? await countRows(looks, counted, onProgress) : new Map<number, number>();
  onProgress('bloat');
  const bloat = new Map<number, Bloat>(await estimateBloat(looks));
  if (options.exactBloat) {
    const measured = await measureBloat(looks, withFiles(counted, indexes), onProgress);
    for (const [oid, one] of measured) bloat.set(oid, one);
  }
  return liveTables({ tables, indexes, keys, parents, sizes, exact, bloat, beingBuilt });
}

/** What pgstattuple can look at. Sizes below those that are estimated are not worth a whole reading. */
function withFiles(tables: readonly TableRow[], indexes: readonly IndexRow[]): readonly MeasuredRelation[] {
  const names = new Map(tables.map(table => [table.oid, table]));
  const trees = indexes.filter(({ table, method, pages }) => method === 'btree' && pages > 0 && names.has(table));
  return [
    ...tables
      .filter(({ pages }) => pages > 0)
      .map(({ oid, schema, name }) => ({ oid, kind: 'table' as const, schema, name })),
    ...trees.map(({ oid, table, name }) => ({ oid, kind: 'index' as const, schema: names.get(table)!.schema, name })),
  ];
}

async function seeSequences(looks: Looks, takesPart: TakesPart) {
  const { sequences = [], hidden = 0 } = (await looks.see('sequences', readSequences)) ?? {};
  if (hidden > 0)
    looks.unseen.push({
      what: 'sequences',
      why: `The role may not see where ${hidden} of ${sequences.length} are.`,
      how: '`GRANT pg_read_all_data` to the role (PostgreSQL 14 and later), or SELECT on the sequences.',
    });
  return sequences.filter(({ schema, name }) => takesPart(schema, name));
}

async function seeSchema(
  looks: Looks,
  options: AnalyzeOptions,
  { statements }: WorkloadSeen,
  tables: readonly LiveTable[],
  takesPart: TakesPart,
): Promise<readonly DatabaseFinding[]> {
  const { levels, conventions = usual.conventions } = options;
  // All that is read of it has to be of one moment.
  const inventory = await looks.see('definitions of objects', session => readInventory(session), undefined, 'moment');
  if (!inventory) return [];
  try {
    const { findings, notRead } = await schemaFindings(inventory, statements, {
      levels: { ...unknowable, ...levels },
      conventions,
    });
    if (notRead.length > 0)
      looks.unseen.push({
        what: 'rules about the schema',
        why: `${notRead.length} objects were not understood: ${notRead.slice(0, 5).join(', ')}${notRead.length > 5 ? ', …' : ''}.`,
      });
    const schemas = new Map(inventory.objects.map(({ id, schema }) => [id, schema]));
    const isIn = (id: string) => {
      const schema = schemas.get(id);
      return schema === undefined || takesPart(schema, '');
    };
    const names = new Set(tables.map(({ schema, name }) => (schema === 'public' ? name : `${schema}.${name}`)));
    const own = findings.filter(({ finding, object }) =>
      finding.table === undefined ? object === undefined || isIn(object) : names.has(finding.table),
    );
    return measuredFindings(own, tables);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    looks.unseen.push({ what: 'rules about the schema', why: error.message });
    return [];
  }
}
