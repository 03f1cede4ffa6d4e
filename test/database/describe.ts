/** Our Catalog in the words in which `pglite.ts` tells of the server's. */
import type { Catalog, Column, Constraint, Index, Name, Table, TypeRef, View } from '../../src/schema/catalog.js';

export interface DescribedTable {
  readonly name: string;
  readonly kind: string;
  readonly persistence: string;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  readonly comment: string | null;
  readonly partitionOf: string | null;
  readonly inherits: readonly string[];
  readonly partitionKey: string | null;
  readonly columns: readonly string[];
  /** Names of NOT NULL constraints and whether they are valid; ours are only those that the Catalog lists. */
  readonly notNulls: readonly string[];
  readonly constraints: readonly string[];
  readonly triggers: readonly string[];
  readonly policies: readonly string[];
}

export interface Described {
  readonly tables: readonly DescribedTable[];
  readonly indexes: readonly string[];
  readonly views: readonly string[];
  readonly sequences: readonly string[];
  readonly types: readonly string[];
  readonly functions: readonly string[];
  readonly schemas: readonly string[];
}

export function describeCatalog(catalog: Catalog): Described {
  const indexesOf = (on: Table | View) => on.indexes.map(index => describeIndex(on, index));
  return {
    tables: [...catalog.tables].map(describeTable).sort(byName),
    indexes: [...catalog.tables, ...catalog.views].flatMap(indexesOf).sort(byText),
    views: catalog.views
      .map(v => words(named(v), v.materialized && 'materialized', `(${v.columns.join(',')})`, said(v.comment)))
      .sort(byText),
    sequences: catalog.sequences
      .map(s =>
        words(named(s), s.type ?? 'bigint', s.ownedBy && `owned by ${named(s.ownedBy.table)}.${s.ownedBy.column}`),
      )
      .sort(byText),
    types: catalog.types.map(type => words(named(type), describeType(type), said(type.comment))).sort(byText),
    functions: catalog.functions
      .map(f =>
        words(
          named(f),
          f.kind,
          `(${f.arguments.join(',')})`,
          f.securityDefiner && 'definer',
          f.volatility,
          f.settings.join(','),
        ),
      )
      .sort(byText),
    schemas: catalog.schemas.map(schema => schema.name).sort(byText),
  };
}

function words(...parts: readonly (string | false | undefined)[]): string {
  return parts
    .filter(part => part)
    .join(' ')
    .replaceAll('"', '');
}

function said(comment: string | undefined): string | undefined {
  return comment === undefined ? undefined : `-- ${comment}`;
}

function named({ schema, name }: Name): string {
  return `${schema}.${name}`;
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return byText(a.name, b.name);
}

function describeTable(table: Table): DescribedTable {
  const { partitionKey } = table;
  return {
    name: named(table),
    kind: table.kind,
    persistence: table.persistence,
    rowSecurity: table.rowSecurity,
    forceRowSecurity: table.forceRowSecurity,
    comment: table.comment ?? null,
    partitionOf: table.partitionOf ? named(table.partitionOf) : null,
    inherits: table.inherits.map(named),
    partitionKey: partitionKey
      ? `${partitionKey.strategy} ${partitionKey.columns.map(column => column ?? '?').join(',')}`
      : null,
    columns: table.columns.map(describeColumn),
    notNulls: table.constraints
      .filter(c => c.kind === 'notNull')
      .map(c => `${c.name} ${c.valid}`)
      .sort(byText),
    constraints: table.constraints
      .filter(c => c.kind !== 'notNull')
      .map(describeConstraint)
      .sort(byText),
    triggers: table.triggers.map(t => words(t.name, t.timing, t.function.name)).sort(byText),
    policies: table.policies
      .map(p => words(p.name, p.command, !p.permissive && 'restrictive', p.using && 'using', p.withCheck && 'check'))
      .sort(byText),
  };
}

/** As format_type prints it. */
function formatType({ name, modifiers, array }: TypeRef): string {
  const brackets = array ? '[]' : '';
  if (modifiers.length === 0) return name + brackets;
  const [first = '', ...rest] = name.split(' ');
  const shown = name === 'numeric' && modifiers.length === 1 ? [...modifiers, 0] : modifiers;
  const inside = `(${shown.join(',')})`;
  const isTime = first === 'timestamp' || first === 'time';
  return (isTime ? [first + inside, ...rest].join(' ') : name + inside) + brackets;
}

function describeColumn(column: Column): string {
  return words(
    column.name,
    formatType(column.type),
    column.notNull && 'not-null',
    column.default !== undefined && 'default',
    column.identity && (column.identity === 'always' ? 'identity-always' : 'identity-default'),
    column.generated && (column.generated.stored ? 'stored' : 'virtual'),
    column.inherited && 'inherited',
    said(column.comment),
  );
}

const actions = { 'no action': 'a', restrict: 'r', cascade: 'c', 'set null': 'n', 'set default': 'd' } as const;

function describeConstraint(constraint: Constraint): string {
  return words(
    constraint.name,
    constraint.kind,
    constraint.kind !== 'check' && `(${constraint.columns.join(',')})`,
    constraint.kind === 'foreignKey' &&
      `-> ${named(constraint.target)} (${constraint.targetColumns.join(',')}) ${actions[constraint.onDelete]}${actions[constraint.onUpdate]}`,
    constraint.deferrable && 'deferrable',
    !constraint.valid && 'not-valid',
    constraint.inherited && 'inherited',
    said(constraint.comment),
  );
}

function describeIndex(on: Table | View, index: Index): string {
  const keys = index.keys.map(key => {
    const swapped = (key.order === 'desc') !== (key.nulls === 'first');
    return `${key.column ?? '?'}${key.order === 'desc' ? ' desc' : ''}${swapped ? ' nulls' : ''}`;
  });
  const columns = [...keys, ...index.include.map(name => `${name} include`)];
  return words(
    `${on.schema}.${index.name}`,
    'on',
    named(on),
    index.method,
    `(${columns.join(',')})`,
    index.unique && 'unique',
    index.nullsNotDistinct && 'nulls-not-distinct',
    index.predicate && 'where',
    !index.valid && 'not-valid',
    index.constraint !== undefined && `constraint ${index.constraint}`,
    index.partOf !== undefined && `part of ${parentSchema(on)}.${index.partOf}`,
    said(index.comment),
  );
}

function parentSchema(on: Table | View): string {
  return ('partitionOf' in on ? on.partitionOf?.schema : undefined) ?? on.schema;
}

function describeType(type: Catalog['types'][number]): string {
  switch (type.kind) {
    case 'enum':
      return `enum (${type.values.join(',')})`;
    case 'domain':
      return words('domain', formatType(type.base), type.notNull && 'not-null');
    case 'composite':
      return `composite (${type.fields.map(field => field.name).join(',')})`;
    default:
      return type.kind;
  }
}
