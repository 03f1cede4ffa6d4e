/** What a file does to tables, as far as it matters for which files belong together. */
import type { Dialect } from '../catalog.js';
import type { Command, WrittenName } from '../commands.js';
import type { Query } from '../query.js';
import type { ParsedFile } from '../statement.js';

export interface FileFacts {
  readonly path: string;
  readonly dialect: Dialect;
  /** Tables and views that it makes, as `schema.name`. Temporary tables are left out. */
  readonly creates: ReadonlySet<string>;
  /** Tables that its DDL builds on without making them. */
  readonly needs: ReadonlySet<string>;
  /** Tables that it drops without making them. */
  readonly drops: ReadonlySet<string>;
  /** Tables that its queries name. */
  readonly uses: ReadonlySet<string>;
  /** It changes the schema. Queries, inserts, settings and grants do not. */
  readonly ddl: boolean;
}

type Kind = 'creates' | 'needs' | 'drops' | 'uses' | 'passing';
type Fact =
  | { readonly kind: Kind; readonly name: string; readonly qualified: boolean }
  /** Names without a schema mean this one from here on. */
  | { readonly kind: 'searchPath'; readonly schema: string };

/** Statements of Down halves do not count. */
export function fileFacts({ path, dialect, statements, down }: ParsedFile): FileFacts {
  const sets: Record<Kind, Set<string>> = {
    creates: new Set(),
    needs: new Set(),
    drops: new Set(),
    uses: new Set(),
    passing: new Set(),
  };
  let ddl = false;
  let schema = 'public';
  for (const { start, commands } of statements) {
    if (down.some(span => start >= span.start && start < span.end)) continue;
    ddl ||= commands.some(({ kind }) => !withoutSchema.has(kind));
    for (const fact of factsOf(commands)) {
      if (fact.kind === 'searchPath') schema = fact.schema;
      else sets[fact.kind].add(fact.qualified ? fact.name : `${schema}.${fact.name}`);
    }
  }
  const { creates, passing } = sets;
  const foreign = (names: ReadonlySet<string>) =>
    new Set([...names].filter(name => !creates.has(name) && !passing.has(name)));
  return {
    path,
    dialect,
    creates,
    needs: foreign(sets.needs),
    drops: foreign(sets.drops),
    uses: foreign(sets.uses),
    ddl,
  };
}

/** Equal for files that belong to the same group for the same reasons. */
export function factsKey({ dialect, creates, needs, drops, uses, ddl }: FileFacts): string {
  return JSON.stringify([dialect, ddl, [...creates], [...needs], [...drops], [...uses]]);
}

/** Parsing again what did not change gives the same commands, so a keystroke costs the facts of one statement. */
const known = new WeakMap<readonly Command[], readonly Fact[]>();

function factsOf(commands: readonly Command[]): readonly Fact[] {
  let facts = known.get(commands);
  if (!facts) {
    facts = commands.flatMap(command => [...commandFacts(command)]);
    known.set(commands, facts);
  }
  return facts;
}

function* commandFacts(command: Command): Generator<Fact> {
  switch (command.kind) {
    case 'setSearchPath':
      yield { kind: 'searchPath', schema: (command.schemas !== 'default' && command.schemas[0]) || 'public' };
      break;
    case 'createTable':
      yield fact(command.persistence === 'temporary' ? 'passing' : 'creates', command.name);
      for (const { table } of command.like) yield fact('needs', table);
      for (const parent of command.inherits) yield fact('needs', parent);
      if (command.partitionOf) yield fact('needs', command.partitionOf.parent);
      for (const constraint of command.constraints) {
        if (constraint.kind === 'foreignKey') yield fact('needs', constraint.target);
      }
      break;
    case 'createView':
      yield fact('creates', command.name);
      break;
    case 'alterTable':
      yield fact('needs', command.name);
      for (const action of command.actions) {
        if (action.action === 'attachPartition') yield fact('needs', action.partition);
        if (action.action !== 'addConstraint' || action.constraint.kind !== 'foreignKey') continue;
        yield fact('needs', action.constraint.target);
      }
      break;
    case 'createIndex':
      yield fact('needs', command.index.table);
      break;
    case 'createTrigger':
    case 'createPolicy':
      yield fact('needs', command.table);
      break;
    case 'comment':
      if (command.object === 'table' || command.object === 'column') yield fact('needs', command.name);
      break;
    case 'drop':
      if (command.object === 'table') for (const name of command.names) yield fact('drops', name);
      break;
    case 'truncate':
      for (const name of command.tables) yield fact('uses', name);
      break;
    case 'query':
      yield* queryFacts(command.query, new Set());
      break;
  }
}

function* queryFacts(query: Query, outer: ReadonlySet<string>): Generator<Fact> {
  const ctes = query.ctes.length > 0 ? new Set([...outer, ...query.ctes]) : outer;
  for (const { table } of query.relations) {
    if (table && !(table.schema === undefined && ctes.has(table.name))) yield fact('uses', table);
  }
  for (const inner of query.inner) yield* queryFacts(inner, ctes);
}

function fact(kind: Kind, { schema, name }: WrittenName): Fact {
  return schema === undefined ? { kind, name, qualified: false } : { kind, name: `${schema}.${name}`, qualified: true };
}

const withoutSchema: ReadonlySet<Command['kind']> = new Set([
  'query',
  'set',
  'setSearchPath',
  'transaction',
  'truncate',
  'vacuum',
  'cluster',
  'reindex',
  'refreshView',
  'other',
] as const);
