// Catalogs by hand, for tests that do not read SQL.
import type { Catalog, Column, Constraint, Index, Table } from '../../../src/schema/catalog.js';

const place = { path: '/schema.sql', start: 0, end: 0 };
const located = { place, definition: place };

export interface TableNotes {
  readonly schema?: string;
  /** Name → type; with a `!` behind it NOT NULL. */
  readonly columns: Readonly<Record<string, string>>;
  readonly primaryKey?: readonly string[];
  readonly unique?: readonly string[];
  /** Columns → table. */
  readonly references?: readonly (readonly [columns: readonly string[], target: string])[];
  readonly partitionOf?: string;
  readonly comment?: string;
}

export function tableOf(name: string, notes: TableNotes): Table {
  const { schema = 'public', primaryKey, unique, references = [], partitionOf, comment } = notes;
  const columns = Object.entries(notes.columns).map(([column, type]) => columnOf(column, type, primaryKey));
  const base = { ...located, unnamed: true, deferrable: false, valid: true, inherited: false };
  const constraints: Constraint[] = [
    ...(primaryKey ? [{ ...base, kind: 'primaryKey' as const, name: `${name}_pkey`, columns: primaryKey }] : []),
    ...(unique
      ? [{ ...base, kind: 'unique' as const, name: `${name}_key`, columns: unique, nullsNotDistinct: false }]
      : []),
    ...references.map(([own, target]) => ({
      ...base,
      kind: 'foreignKey' as const,
      name: `${name}_${own.join('_')}_fkey`,
      columns: own,
      target: { schema, name: target },
      targetColumns: ['id'],
      onDelete: 'no action' as const,
      onUpdate: 'no action' as const,
      onDeleteWritten: false,
    })),
  ];
  return {
    ...located,
    schema,
    name,
    kind: 'table',
    persistence: 'permanent',
    columns,
    constraints,
    indexes: primaryKey ? [indexOf(`${name}_pkey`, primaryKey, { constraint: `${name}_pkey` })] : [],
    triggers: [],
    policies: [],
    rowSecurity: false,
    forceRowSecurity: false,
    inherits: [],
    createdIn: place.path,
    ...(partitionOf !== undefined && { partitionOf: { schema, name: partitionOf } }),
    ...(comment !== undefined && { comment }),
  };
}

function columnOf(name: string, written: string, primaryKey: readonly string[] | undefined): Column {
  const [, type = written, modifiers, array, bang] = /^(.*?)(?:\(([\d,]+)\))?(\[\])?(!)?$/.exec(written) ?? [];
  return {
    ...located,
    name,
    type: { name: type, modifiers: modifiers?.split(',').map(Number) ?? [], array: array !== undefined },
    notNull: bang !== undefined || (primaryKey?.includes(name) ?? false),
    serial: false,
    inherited: false,
  };
}

export function indexOf(name: string, columns: readonly string[], more: Partial<Index> = {}): Index {
  return {
    ...located,
    name,
    unnamed: false,
    method: 'btree',
    keys: columns.map(column => ({ column, order: 'asc', nulls: 'last' })),
    include: [],
    unique: true,
    nullsNotDistinct: false,
    valid: true,
    inherited: false,
    ...more,
  };
}

export function catalogOf(...tables: readonly Table[]): Catalog {
  return {
    dialect: 'postgresql',
    schemas: [],
    tables,
    views: [],
    types: [],
    sequences: [],
    functions: [],
    extensions: [],
  };
}
