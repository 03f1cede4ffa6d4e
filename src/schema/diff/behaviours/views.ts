import { isDeepStrictEqual } from 'node:util';
import type { Attribute, ObjectOf } from '../../inventory.js';
import { quoteLiteral, quoteName } from '../../print.js';
import type { Behaviour, Change, DiffContext } from '../behaviour.js';
import { grantStatements } from '../meta.js';
import type { Hazard, Statement } from '../statement.js';
import { missed } from './missed.js';
import { storageChanges, storageOptions } from './options.js';

type AnyView = ObjectOf<'view'> | ObjectOf<'materializedView'>;

export const viewBehaviour: Behaviour<'view'> = {
  word: 'VIEW',
  hasOwner: true,
  grantWord: 'TABLE',
  rank: 160,
  names: relationNames,
  create: view => [
    { sql: `CREATE VIEW ${view.address}${withOptions(view)} AS\n${view.is.query}` },
    ...columnStatements(undefined, view),
  ],
  drop: (view, context) => [{ sql: `DROP VIEW ${view.address}`, hazards: missedOf(view, context) }],
  alter: alterView,
};

export const materializedViewBehaviour: Behaviour<'materializedView'> = {
  word: 'MATERIALIZED VIEW',
  hasOwner: true,
  grantWord: 'TABLE',
  rank: 165,
  names: relationNames,
  create: view => {
    const { accessMethod, tablespace, populated, query, columnSettings } = view.is;
    const using = accessMethod === undefined ? '' : ` USING ${quoteName(accessMethod)}`;
    const place = tablespace === undefined ? '' : ` TABLESPACE ${quoteName(tablespace)}`;
    const end = populated ? '' : '\nWITH NO DATA';
    return [
      { sql: `CREATE MATERIALIZED VIEW ${view.address}${using}${withOptions(view)}${place} AS\n${query}${end}` },
      ...columnSettings.map(clause => ({ sql: `ALTER MATERIALIZED VIEW ${view.address} ${clause}` })),
      ...columnStatements(undefined, view),
    ];
  },
  drop: (view, context) => [{ sql: `DROP MATERIALIZED VIEW ${view.address}`, hazards: missedOf(view, context) }],
  alter: alterMaterializedView,
};

/** Also that of columns that it has no longer. */
function missedOf(view: AnyView, context: DiffContext): readonly Hazard[] {
  const after = context.target.get(view.id);
  if (after?.kind !== 'view' && after?.kind !== 'materializedView') return missed(view, context);
  const kept = new Set(after.is.columns.map(({ name }) => name));
  const lost = view.is.columns.filter(({ name }) => !kept.has(name)).map(({ name }) => quoteName(name));
  const reason = `Statements that use ${lost.join(', ')} of ${view.address} fail.`;
  return lost.length > 0 ? [{ kind: 'breaksClients', reason }] : [];
}

/** A relation is a type, too. */
function relationNames({ address }: AnyView): readonly string[] {
  return [`relation ${address}`, `type ${address}`];
}

function withOptions({ is }: AnyView): string {
  const options = storageOptions(is.options);
  return options === '' ? '' : ` WITH (${options})`;
}

/** CREATE OR REPLACE VIEW may only add columns behind those that are there (PostgreSQL manual, CREATE VIEW). */
function alterView(from: ObjectOf<'view'>, to: ObjectOf<'view'>): Change {
  const statements: Statement[] = [];
  if (from.is.query !== to.is.query) {
    const isKept = from.is.columns.every((column, at) => isSameColumn(column, to.is.columns[at]));
    if (!isKept) return 'replace';
    statements.push({ sql: `CREATE OR REPLACE VIEW ${to.address}${withOptions(to)} AS\n${to.is.query}` });
  } else {
    if (!from.is.columns.every((column, at) => isSameColumn(column, to.is.columns[at]))) return 'replace';
    for (const clause of storageChanges(from.is.options, to.is.options)) {
      statements.push({ sql: `ALTER VIEW ${to.address} ${clause}` });
    }
  }
  return { statements: [...statements, ...columnStatements(from, to)] };
}

function isSameColumn(a: Attribute, b: Attribute | undefined): boolean {
  return b !== undefined && a.name === b.name && a.type === b.type && a.collation === b.collation;
}

/** Whether it holds rows is data. */
function alterMaterializedView(from: ObjectOf<'materializedView'>, to: ObjectOf<'materializedView'>): Change {
  const rest = ({ query, accessMethod, columnSettings, columns }: ObjectOf<'materializedView'>['is']) => ({
    query,
    accessMethod,
    columnSettings,
    columns: columns.map(({ name, type, collation }) => ({ name, type, collation })),
  });
  if (!isDeepStrictEqual(rest(from.is), rest(to.is))) return 'replace';
  const clauses = [...storageChanges(from.is.options, to.is.options)];
  const hazards: Hazard[] = [];
  if (from.is.tablespace !== to.is.tablespace) {
    clauses.push(`SET TABLESPACE ${quoteName(to.is.tablespace ?? 'pg_default')}`);
    hazards.push({ kind: 'rewritesTable', reason: `${to.address} is copied to another tablespace.` });
  }
  return {
    statements: [
      ...clauses.map(clause => ({ sql: `ALTER MATERIALIZED VIEW ${to.address} ${clause}`, hazards })),
      ...columnStatements(from, to),
    ],
  };
}

/** Defaults, comments and grants of columns. */
function columnStatements(from: AnyView | undefined, to: AnyView): readonly Statement[] {
  const defaults = (view: AnyView | undefined) => (view?.kind === 'view' ? view.is.defaults : {});
  const before = new Map(from?.is.columns.map(column => [column.name, column]));
  return to.is.columns.flatMap(({ name, comment, grants }) => {
    const column = `${to.address}.${quoteName(name)}`;
    const statements: string[] = [];
    const [had, has] = [defaults(from)[name], defaults(to)[name]];
    if (had !== has) {
      const change = has === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${has}`;
      statements.push(`ALTER VIEW ${to.address} ALTER COLUMN ${quoteName(name)} ${change}`);
    }
    if (before.get(name)?.comment !== comment) {
      statements.push(`COMMENT ON COLUMN ${column} IS ${comment === undefined ? 'NULL' : quoteLiteral(comment)}`);
    }
    statements.push(
      ...grantStatements({ on: `TABLE ${to.address}`, column: name }, before.get(name)?.grants ?? [], grants ?? []),
    );
    return statements.map(sql => ({ sql }));
  });
}
