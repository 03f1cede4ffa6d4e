/** What `senior-backend database` takes: the one table of its modes and flags. */

import { Problem } from '../../../text/problem.js';
import type { CommandForm, Flag, Words } from '../../args.js';
import { ruleFlag } from '../../ruleLevels.js';

export const dialects = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'transactsql'] as const;

/** Each is a file of its own beside this one, and the flag that asks for it. In the order in which the help shows them. */
export const modes = ['analyze', 'suggest-indexes', 'compare', 'migrate', 'rollback', 'explain'] as const;
export type Mode = (typeof modes)[number];

interface DatabaseFlag extends Flag {
  /** Elsewhere it is refused. Absent: for all. */
  readonly modes?: readonly Mode[];
}

const paper: readonly Mode[] = ['analyze', 'suggest-indexes'];

const comparison = { modes: ['compare'], group: 'Compare' } as const;
const [task, input] = [{ group: 'What to do' }, { group: 'With what' }] as const;

const asking = { group: 'Queries' } as const;

/** A database that lives. */
const live = { modes: ['analyze'], group: 'Analyze a server' } as const;
const scope = { modes: ['analyze', 'compare'], group: 'What takes part' } as const;

const applying: readonly Mode[] = ['migrate', 'rollback'];
const application = { modes: applying, group: 'Apply' } as const;

const flags: readonly DatabaseFlag[] = [
  {
    ...task,
    name: 'analyze',
    help: 'Say what is wrong with the schema, or with the database of --connection (the default)',
  },
  { ...task, name: 'suggest-indexes', help: 'Suggest indexes; with --output write the migration and its rollback' },
  {
    ...task,
    name: 'compare',
    value: 'SCHEMA',
    list: true,
    help: 'Find, and prove, the migration from the schema named first to this one, and back',
  },
  { ...task, name: 'migrate', value: 'FILE', help: 'Apply a migration to the server of --connection' },
  { ...task, name: 'rollback', value: 'FILE|last', help: 'Take a migration back, or the one that was applied last' },
  { ...task, name: 'explain', value: 'FILE|-', help: 'Show how the server would run a query, and what to do about it' },
  {
    ...input,
    name: 'connection',
    value: 'URL',
    help: 'The server; also host=… dbname=…, service=…, or env:DATABASE_URL',
    modes: ['analyze', 'suggest-indexes', 'compare', 'explain', ...applying],
  },
  {
    ...input,
    name: 'output',
    short: 'o',
    value: 'PATH',
    help: 'With --analyze: a file for the report (JSON); with --suggest-indexes and --compare: the folder for the migration',
    modes: ['analyze', 'suggest-indexes', 'compare', 'explain'],
  },
  {
    ...input,
    name: 'dialect',
    value: 'NAME',
    help: `${dialects.join(', ')}; by default told from each file`,
    modes: paper,
  },
  {
    ...input,
    name: 'migrations',
    value: 'DIR',
    many: true,
    help: 'A folder of migrations that is not recognised; repeatable',
    modes: paper,
  },
  { ...input, ...ruleFlag, modes: paper },
  { ...asking, name: 'run', help: 'Run the query, too, and roll back what it did', modes: ['explain'] },
  {
    ...asking,
    name: 'value',
    value: 'VALUE',
    many: true,
    help: 'For $1, then $2, …; repeatable. Without values the plan is the generic one',
    modes: ['explain'],
  },
  {
    ...asking,
    name: 'watch',
    value: 'SECONDS',
    help: 'Suggest indexes for what runs in the next seconds, instead of all that was counted',
    modes: ['suggest-indexes'],
  },
  {
    ...live,
    name: 'format',
    value: 'NAME',
    help: 'How the report is written: text (the default), json, markdown or html; with --output told from the name of the file',
  },
  { ...live, name: 'exact-rows', help: 'Count all rows instead of asking the statistics: reads every table' },
  {
    ...live,
    name: 'exact-bloat',
    help: 'Measure empty space with the extension pgstattuple: reads tables and indexes',
  },
  {
    ...comparison,
    name: 'rename',
    value: 'OLD=NEW',
    many: true,
    help: 'What stays under another name: public.users.mail=email; repeatable',
  },
  { ...comparison, name: 'owners', help: 'Compare owners, too; by default when a schema speaks of them' },
  { ...comparison, name: 'no-owners', help: 'Leave owners as they are' },
  { ...comparison, name: 'grants', help: 'Compare grants, too; by default when a schema speaks of them' },
  { ...comparison, name: 'no-grants', help: 'Leave grants as they are' },
  { ...scope, name: 'schema', value: 'NAME', many: true, help: 'Look only at this schema; repeatable' },
  {
    ...scope,
    name: 'without',
    value: 'NAME',
    many: true,
    help: 'Leave out a schema, or a table as schema.table; repeatable',
  },
  { ...comparison, name: 'offline', help: 'Nobody uses the database meanwhile: simpler statements that lock' },
  {
    ...comparison,
    name: 'expand-contract',
    help: 'In steps that the code before and after both work with, a file each',
  },
  { ...comparison, name: 'copy-first', help: 'Move what would be lost out of the way instead of dropping it' },
  {
    ...comparison,
    name: 'target-version',
    value: 'N',
    help: 'The PostgreSQL that the migration is for: 13 to 18',
  },
  { ...comparison, name: 'no-rows', help: 'Prove without sample rows' },
  {
    ...comparison,
    name: 'engine',
    value: 'NAME',
    help: 'embedded (the default), native, or the folder of postgres and initdb',
    modes: ['suggest-indexes', 'compare', ...applying],
  },
  {
    ...comparison,
    name: 'layout',
    value: 'TOOL',
    help: 'How files are written: plain, prisma, flyway, …; by default as the folder has them',
  },
  { ...comparison, name: 'exit-code', help: 'End with 1 when the schemas differ' },
  { ...comparison, name: 'unproven', help: 'Write the files even when the proof does not hold' },
  {
    ...application,
    name: 'dry-run',
    help: 'Run it and undo it: on the server in a transaction, or on a clone of its schema',
  },
  { ...application, name: 'yes', help: 'Do not ask, wherever the server is' },
  { ...application, name: 'any-schema', help: 'Run it whatever schema the database has, and in whatever order' },
  {
    ...application,
    name: 'lock-timeout',
    value: 'SECONDS',
    help: 'How long a statement waits for a lock: 5 by default',
  },
  { ...application, name: 'wait', value: 'SECONDS', help: 'How long to wait for another run to end: 10 by default' },
];

export const databaseForm: CommandForm = {
  name: 'database',
  summary:
    'Analyse a schema written in SQL, suggest indexes, compare schemas, and find, apply and take back migrations',
  usage: '<schema…> [flags]',
  flags,
  examples: [
    'senior-backend database schema.sql',
    'senior-backend database prisma/migrations --json',
    'senior-backend database schema.sql queries --suggest-indexes -o migrations',
    'senior-backend database --connection env:DATABASE_URL --analyze -o report.html',
    'senior-backend database main:db/schema.sql --compare db/schema.sql -o db/migrations',
    'senior-backend database --connection env:DATABASE_URL --compare prisma/migrations --exit-code',
    'senior-backend database --connection env:DATABASE_URL --migrate db/migrations/20261121193000_add_users.sql --dry-run',
    'senior-backend database --connection env:DATABASE_URL --rollback last',
    'senior-backend database --connection env:DATABASE_URL --suggest-indexes',
    'senior-backend database --connection env:DATABASE_URL --explain query.sql --run',
  ],
};

/** @throws Problem for two modes at once, and for a flag that the mode has no use for. */
export function modeOf({ flags: given }: Words): Mode {
  const [mode = 'analyze', other] = modes.filter(name => given[name] !== undefined);
  if (other !== undefined) throw new Problem(`--${mode} and --${other} exclude each other.`);
  for (const { name, modes: takers } of flags) {
    if (given[name] === undefined || !takers || takers.includes(mode)) continue;
    const usable = takers.map(taker => `--${taker}`).join(' or ');
    throw new Problem(`--${name} goes with ${usable}, not with --${mode}.`);
  }
  return mode;
}
