/** What an object of the schema is, in Markdown. Every name, comment and expression comes from a file and is escaped. */
import type { Index, Routine, Sequence, Table, Type, View } from '../catalog.js';
import { displayName, quoteName, quoteQualified, typeSql } from '../print.js';
import { type CatalogIndex, type Named, nameKey } from './catalogIndex.js';
import { comment, indexLine, keysSql, list, mostColumns, paragraphs, rest } from './hoverParts.js';
import { tableMarkdown } from './hoverTable.js';
import { markdownCode, markdownSql, markdownText } from './markdown.js';

export function objectMarkdown(named: Named, index: CatalogIndex): string {
  switch (named.kind) {
    case 'table':
      return tableMarkdown(named.object, index.references.get(nameKey(named.object)) ?? []);
    case 'view':
      return viewMarkdown(named.object);
    case 'type':
      return typeMarkdown(named.object);
    case 'sequence':
      return sequenceMarkdown(named.object);
    case 'function':
      return routineMarkdown(named.object);
    case 'index':
      return indexMarkdown(named.object, named.on);
  }
}

function viewMarkdown(view: View): string {
  const words = `${view.materialized ? 'materialized view' : 'view'} ${quoteQualified(view)}`;
  return paragraphs(
    markdownSql([words]),
    comment(view),
    view.columns.length ? view.columns.slice(0, mostColumns).map(markdownCode).join(', ') : '',
    rest(view.columns.length - mostColumns, 'column'),
    list('Indexes', view.indexes.map(indexLine)),
  );
}

export function viewColumnMarkdown(view: View, column: string): string {
  return paragraphs(
    markdownSql([`${quoteQualified(view)}.${quoteName(column)}`]),
    `A column of the ${view.materialized ? 'materialized view' : 'view'} ${markdownCode(displayName(view))}.`,
  );
}

function typeMarkdown(type: Type): string {
  const head = `${type.kind === 'enum' || type.kind === 'domain' ? type.kind : `${type.kind} type`} ${quoteQualified(type)}`;
  switch (type.kind) {
    case 'enum': {
      const values = type.values.slice(0, mostColumns).map(markdownCode).join(', ');
      return paragraphs(markdownSql([head]), comment(type), values, rest(type.values.length - mostColumns, 'value'));
    }
    case 'domain':
      return paragraphs(
        markdownSql([`${head} as ${typeSql(type.base)}${type.notNull ? ' NOT NULL' : ''}`]),
        comment(type),
        type.checks.map(({ text }) => `Check ${markdownCode(text)}`).join('  \n'),
      );
    case 'composite': {
      const fields = type.fields.map(field => `${markdownCode(field.name)} ${markdownCode(typeSql(field.type))}`);
      return paragraphs(markdownSql([head]), comment(type), list('Fields', fields));
    }
    default:
      return paragraphs(markdownSql([head]), comment(type));
  }
}

function sequenceMarkdown(sequence: Sequence): string {
  const { type, ownedBy } = sequence;
  const owner = ownedBy && `${displayName(ownedBy.table)}.${ownedBy.column}`;
  return paragraphs(
    markdownSql([`sequence ${quoteQualified(sequence)}${type ? ` as ${type}` : ''}`]),
    comment(sequence),
    owner ? `Belongs to ${markdownCode(owner)}.` : '',
  );
}

function routineMarkdown(routine: Routine): string {
  const { kind, returns, volatility, securityDefiner, language } = routine;
  const result = returns === undefined ? '' : ` returns ${returns}`;
  const notes = [language, volatility, ...(securityDefiner ? ['security definer'] : [])].filter(Boolean);
  return paragraphs(
    markdownSql([`${kind} ${quoteQualified(routine)}(${routine.arguments.join(', ')})${result}`]),
    comment(routine),
    markdownText(notes.join(', ')),
  );
}

function indexMarkdown(index: Index, on: Table | View): string {
  return paragraphs(
    markdownSql([
      `${index.unique ? 'unique ' : ''}index ${quoteName(index.name)} on ${quoteQualified(on)} ${keysSql(index)}`,
    ]),
    comment(index),
    index.constraint === undefined ? '' : `Made for the constraint ${markdownCode(index.constraint)}.`,
    index.valid ? '' : 'Not valid yet: partitions have no index attached to it.',
  );
}
