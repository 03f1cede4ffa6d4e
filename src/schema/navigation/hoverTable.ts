/** What a table and its columns are, in Markdown. Every name, comment and expression comes from a file and is escaped. */
import type { Column, Constraint, Index, Table } from '../catalog.js';
import { displayName, quoteName, quoteNames, quoteQualified, typeSql } from '../print.js';
import type { Reference } from './catalogIndex.js';
import { comment, indexLine, list, mostColumns, paragraphs, rest } from './hoverParts.js';
import { markdownCell, markdownCode, markdownSql } from './markdown.js';

export function tableMarkdown(table: Table, references: readonly Reference[]): string {
  const { persistence, kind, partitionOf } = table;
  const words = [
    ...(persistence === 'permanent' ? [] : [persistence]),
    ...(kind === 'table' ? [] : [kind]),
    `table ${quoteQualified(table)}`,
    ...(partitionOf ? [`partition of ${quoteQualified(partitionOf)}`] : []),
  ];
  const rows = table.columns
    .slice(0, mostColumns)
    .map(
      column =>
        `| ${markdownCell(column.name)} | ${markdownCell(typeSql(column.type))} | ${columnNotes(table, column)} |`,
    );
  const indexes = table.indexes.filter(({ constraint }) => constraint === undefined);
  return paragraphs(
    markdownSql([words.join(' ')]),
    comment(table),
    rows.length ? ['| column | type | |', '| --- | --- | --- |', ...rows].join('\n') : '',
    rest(table.columns.length - mostColumns, 'column'),
    list('Indexes', indexes.map(indexLine)),
    list('Referenced by', references.map(referenceLine)),
    table.rowSecurity ? `Row-level security is on, ${policies(table)}.` : '',
  );
}

function columnNotes(table: Table, column: Column): string {
  const notes = [
    ...(keyOf(table, 'primaryKey')?.includes(column.name) ? ['primary key'] : column.notNull ? ['not null'] : []),
    ...table.constraints.flatMap(constraint =>
      constraint.kind === 'foreignKey' && constraint.columns.includes(column.name)
        ? [`→ ${markdownCell(displayName(constraint.target))}`]
        : [],
    ),
  ];
  return notes.join(', ');
}

/** A column of a table: its definition as it stands now, its keys, and the indexes that a search for it can use. */
export function columnMarkdown(table: Table, column: Column, references: readonly Reference[]): string {
  const constraints = table.constraints.flatMap(constraint => constraintLine(constraint, column.name));
  const leading = table.indexes.filter(({ keys }) => keys[0]?.column === column.name);
  const used = table.indexes.filter(index => !leading.includes(index) && indexHolds(index, column.name));
  const pointing = references.filter(({ key }) => key.targetColumns.includes(column.name));
  return paragraphs(
    markdownSql([`${quoteQualified(table)}.${quoteName(column.name)} ${definitionSql(column)}`]),
    comment(column),
    constraints.join('  \n'),
    leading.length + used.length
      ? list('Indexes', [
          ...leading.map(indexLine),
          ...used.map(index => `${indexLine(index)}, where it is not the first`),
        ])
      : 'No index holds it.',
    list('Referenced by', pointing.map(referenceLine)),
  );
}

function definitionSql({ type, notNull, default: value, identity, generated, collation }: Column): string {
  return [
    typeSql(type),
    ...(collation === undefined ? [] : [`COLLATE ${quoteName(collation)}`]),
    ...(notNull ? ['NOT NULL'] : []),
    ...(value ? [`DEFAULT ${value.text}`] : []),
    ...(identity ? [`GENERATED ${identity.toUpperCase()} AS IDENTITY`] : []),
    ...(generated
      ? [`GENERATED ALWAYS AS (${generated.expression.text}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`]
      : []),
  ].join(' ');
}

function constraintLine(constraint: Constraint, column: string): string[] {
  if (!('columns' in constraint)) {
    const checks = constraint.expression.columns.includes(column);
    return checks ? [`Check ${markdownCode(constraint.expression.text)}`] : [];
  }
  if (!constraint.columns.includes(column)) return [];
  const columns = constraint.columns.length > 1 ? ` ${markdownCode(`(${quoteNames(constraint.columns)})`)}` : '';
  switch (constraint.kind) {
    case 'primaryKey':
      return [`Primary key${columns}`];
    case 'unique':
      return [`Unique${columns}`];
    case 'exclusion':
      return [`Exclusion${columns} ${markdownCode(constraint.name)}`];
    case 'notNull':
      return [];
    case 'foreignKey': {
      const { target: table, targetColumns } = constraint;
      const target = quoteQualified(table) + (targetColumns.length ? `(${quoteNames(targetColumns)})` : '');
      const action = constraint.onDelete === 'no action' ? '' : `, on delete ${constraint.onDelete}`;
      const state = constraint.valid ? '' : ', not validated';
      return [`References${columns && ` with${columns}`} ${markdownCode(target)}${action}${state}`];
    }
  }
}

function referenceLine({ from, key }: Reference): string {
  return markdownCode(`${quoteQualified(from)}(${quoteNames(key.columns)})`);
}

function indexHolds({ keys, include }: Index, column: string): boolean {
  return (
    include.includes(column) ||
    keys.some(key => key.column === column || (key.expression?.columns.includes(column) ?? false))
  );
}

function keyOf({ constraints }: Table, kind: 'primaryKey'): readonly string[] | undefined {
  return constraints.find(constraint => constraint.kind === kind)?.columns;
}

function policies({ policies: { length } }: Table): string {
  return length === 0 ? 'without a policy' : `with ${length} ${length === 1 ? 'policy' : 'policies'}`;
}
