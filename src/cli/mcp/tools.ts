/** The tools, one table: which command each is, and which flags of it agents are given. */
import * as z from 'zod/mini';
import { inputs } from '../../decision/inputs.js';
import { Options as liveShape } from '../commands/database/analyzeLive.js';
import { Options as compareShape } from '../commands/database/compareOptions.js';
import { databaseForm } from '../commands/database/form.js';
import { Options as paperShape } from '../commands/database/openPaper.js';
import { Options as adviceShape } from '../commands/database/suggestOnServer.js';
import { lintForm, Options as lintShape } from '../commands/lint.js';
import { scaffoldForm, Options as scaffoldShape } from '../commands/scaffold.js';
import { decideForm } from '../decide/form.js';
import { loadTestTool } from './loadTestTool.js';
import type { Tool } from './tool.js';

const minutes = 60;
const writeHelp = 'Nothing is written unless `write` is true.';
const connectionHelp =
  'The server in place of files: env:DATABASE_URL (a variable of this server, best for secrets), postgresql://user@host:5432/database, host=… or service=…';
const schemaHelp =
  'absolute paths of .sql files or folders of migrations; or one env:DATABASE_URL or URL; or REV:path of git, relative to `folder`';

const text = z.optional(z.string());
const answers: Readonly<Record<string, z.ZodMiniType>> = Object.fromEntries(
  inputs.map(({ key, flag, value, choices }) => {
    if (value === 'yes|no') return [flag, z.optional(z.boolean())];
    if (key === 'surfaces') return [flag, z.optional(z.array(z.string()))];
    return [flag, choices ? z.optional(z.enum(choices as readonly [string, ...string[]])) : text];
  }),
);

export const tools: readonly Tool[] = [
  {
    name: 'scaffold_routes',
    title: 'Scaffold routes',
    description: `Turn an OpenAPI description, or the tables of a PostgreSQL schema (from-db), into typed, validated Express, Fastify or Koa routes. Handlers that people wrote are kept. ${writeHelp} Without it the answer lists the files that would be generated.`,
    form: scaffoldForm,
    shape: scaffoldShape.shape,
    fixed: [],
    positional: {
      ...{ name: 'spec', kind: 'path', isMany: false, instead: 'from-db' },
      help: 'Absolute path of the OpenAPI description; leave it out with from-db',
    },
    flags: [
      ...['output', 'framework', 'types-only', 'app', 'force', 'from-db', 'schemas', 'tables', 'numbers', 'no-auth'],
      ...['engine', 'allow-remote-refs', 'allow-outside-refs'],
    ],
    needed: ['output'],
    paths: { output: 'path', 'from-db': 'schema', engine: 'name' },
    writes: [],
    dry: 'dry-run',
    help: { output: 'Absolute path of the folder for the code', 'from-db': `In place of spec: ${schemaHelp}` },
    narrow: 'The lists of files can be read from the folder itself; with from-db name fewer `tables`.',
    mostSeconds: 5 * minutes,
    isOpen: false,
  },
  {
    name: 'lint_api',
    title: 'Lint API descriptions and SQL',
    description:
      'Check API descriptions (OpenAPI 3.0 to 3.2, Swagger 2.0) and SQL files (schemas, migrations, queries). Answers with findings: rule, severity, message, file, line, column. Uses the .spectral.yaml of the project, as the command line does.',
    form: lintForm,
    shape: lintShape.shape,
    fixed: [],
    positional: {
      ...{ name: 'paths', kind: 'path', isMany: true },
      help: 'Absolute paths of files and folders',
    },
    flags: ['rule', 'ruleset', 'allow-remote-refs', 'allow-outside-refs'],
    paths: { ruleset: 'name' },
    writes: [],
    narrow: 'Name fewer paths, or turn rules off that are not wanted: rule: ["ID=off"].',
    mostSeconds: 10 * minutes,
    isOpen: false,
  },
  {
    name: 'analyze_schema',
    title: 'Analyze a database schema',
    description:
      'Say what is wrong with a schema written in SQL (missing keys and indexes, wrong types, unsafe migrations), or with a PostgreSQL server (connection): bloat, unused indexes, slow statements. Reads only.',
    form: databaseForm,
    shape: { ...liveShape.shape, ...paperShape.shape, connection: text },
    fixed: ['--analyze'],
    positional: {
      ...{ name: 'paths', kind: 'path', isMany: true, instead: 'connection' },
      help: 'Absolute paths of .sql files and folders; leave it out with connection',
    },
    flags: ['connection', 'dialect', 'migrations', 'rule', 'schema', 'without', 'exact-rows', 'exact-bloat'],
    paths: { migrations: 'path' },
    writes: [],
    help: { connection: connectionHelp },
    narrow: 'Name fewer paths, look at one `schema`, or turn rules off that are not wanted: rule: ["ID=off"].',
    mostSeconds: 10 * minutes,
    isOpen: true,
  },
  {
    name: 'diff_schema',
    title: 'Compare two database schemas',
    description: `Find the migration from one PostgreSQL schema to another and back, and prove both on a real PostgreSQL. Answers with up_sql, down_sql, hazards and the proof. ${writeHelp} With it, and output, the migration files are written. Nothing is ever applied to a server.`,
    form: databaseForm,
    shape: compareShape.shape,
    fixed: [],
    positional: {
      ...{ name: 'from', kind: 'schema', isMany: true },
      help: `The schema that is there: ${schemaHelp}`,
    },
    flags: [
      ...['compare', 'output', 'rename', 'owners', 'no-owners', 'grants', 'no-grants', 'schema', 'without', 'offline'],
      ...['expand-contract', 'copy-first', 'target-version', 'no-rows', 'engine', 'layout', 'unproven'],
    ],
    names: { compare: 'to' },
    needed: ['compare'],
    paths: { compare: 'schema', output: 'path', engine: 'name' },
    writes: ['output'],
    help: {
      compare: `What it shall become: ${schemaHelp}`,
      output: 'Absolute path of the folder for the migration; with write: true',
    },
    narrow: 'Compare one `schema`, or leave tables out with `without`; or write the files, and read them.',
    mostSeconds: 10 * minutes,
    isOpen: true,
  },
  {
    name: 'suggest_indexes',
    title: 'Suggest indexes',
    description: `Suggest indexes for foreign keys and queries of SQL files, or for what a PostgreSQL server runs (connection), tried there as hypotheses. Answers with table, columns, reason and SQL. ${writeHelp} With it, and output, the migration is written.`,
    form: databaseForm,
    shape: { ...adviceShape.shape, ...paperShape.shape, connection: text },
    fixed: ['--suggest-indexes'],
    positional: {
      ...{ name: 'paths', kind: 'path', isMany: true, instead: 'connection' },
      help: 'Absolute paths of .sql files and folders: schemas and queries; with connection, queries only',
    },
    flags: ['connection', 'output', 'dialect', 'migrations', 'rule', 'watch', 'engine'],
    paths: { migrations: 'path', output: 'path', engine: 'name' },
    writes: ['output'],
    help: {
      connection: connectionHelp,
      output: 'Absolute path of the folder (with connection: the .sql file) for the migration; with write: true',
    },
    narrow: 'Name fewer paths.',
    mostSeconds: 10 * minutes,
    isOpen: true,
  },
  loadTestTool,
  {
    name: 'decide_architecture',
    title: 'Decide on an architecture',
    description: `Answer seven questions (load, tenancy, style, sensitivity, pattern, recovery, SLO) and get one reasoned recommendation, or the reasons why there is none; \`missing\` names what has to be asked first. Ask the person; do not guess. It never approves: it names the approvers. ${writeHelp}`,
    form: decideForm,
    shape: {
      ...answers,
      'profile-dir': text,
      'list-profiles': z.optional(z.literal(true)),
      output: text,
      'write-slo': z.optional(z.literal(true)),
    },
    fixed: [],
    flags: [...inputs.map(({ flag }) => flag), 'profile-dir', 'list-profiles', 'output', 'write-slo'],
    paths: { 'profile-dir': 'path', output: 'path' },
    writes: ['output', 'write-slo'],
    help: {
      output: 'Absolute path of a folder such as docs/adr, or of a .md or .json file, for the record; with write: true',
      'write-slo': 'Write the targets to .senior-backend/slo.json of `folder`; with write: true',
    },
    narrow: 'Leave out list-profiles.',
    mostSeconds: minutes,
    isOpen: false,
  },
];
