/** A Catalog as pictures: Mermaid's entity-relationship diagrams in a Markdown document, fit to be pasted into documentation. */
import type { Catalog, Column, ForeignKey, Name, Table } from '../catalog.js';
import { displayName } from '../print.js';
import { nameKey } from './catalogIndex.js';
import { attributeName, attributeType, entityName, roleName } from './diagramNames.js';
import { type DiagramPart, diagramParts, type Relation } from './diagramParts.js';
import { markdownCode } from './markdown.js';

/** Beyond this many tables only the columns of keys are drawn. */
const mostDetailed = 30;
/** Tables in one picture: beyond it nobody finds anything, and Mermaid draws no text of over 50,000 characters. */
const mostTables = 80;
/** Mermaid's own limit (`maxTextSize`), with room for what a page adds. */
const mostText = 48_000;

/**
 * @param title what the schema is called: a file or a folder.
 * @returns Markdown with one picture, or several for a schema that is too large for one. Partitions are drawn as their parent.
 */
export function schemaDiagram(catalog: Catalog, title: string): string {
  const tables = catalog.tables.filter(({ partitionOf }) => !partitionOf);
  const relations = relationsOf(catalog);
  const heading = `# Schema of ${markdownCode(title)}`;
  if (tables.length === 0) return `${heading}\n\nThere are no tables in it.\n`;
  const parts = diagramParts(tables, relations, mostTables);
  const keysOnly = tables.length > mostDetailed;
  const summary = [
    `${count(tables.length, 'table')}, ${count(relations.length, 'foreign key')}.`,
    ...(keysOnly ? ['Only the columns of keys are drawn.'] : []),
    ...(parts.length > 1 ? [`In ${parts.length} pictures: tables that refer to each other stand together.`] : []),
  ];
  const pictures = parts.map((part, i) => {
    const name = parts.length > 1 ? `## ${i + 1}. ${partTitle(part)}\n\n` : '';
    return `${name}\`\`\`mermaid\n${picture(part, keysOnly)}\n\`\`\`\n`;
  });
  return `${heading}\n\n${summary.join(' ')}\n\n${pictures.join('\n')}`;
}

function picture(part: DiagramPart, keysOnly: boolean): string {
  const wanted = keysOnly ? isKeyColumn : () => true;
  const text = draw(part, wanted);
  if (text.length <= mostText) return text;
  const keys = draw(part, isKeyColumn);
  return keys.length <= mostText ? keys : draw(part, () => false);
}

function draw({ tables, relations }: DiagramPart, wanted: (table: Table, column: Column) => boolean): string {
  const entities = tables.flatMap(table => {
    const columns = table.columns.filter(column => wanted(table, column)).map(column => attribute(table, column));
    const name = entityName(displayName(table));
    return columns.length ? [`  ${name} {`, ...columns, '  }'] : [`  ${name}`];
  });
  return ['erDiagram', ...entities, ...relations.map(relationLine)].join('\n');
}

function attribute(table: Table, column: Column): string {
  const { word, comment } = attributeName(column.name);
  const marks = [
    ...(primaryKey(table)?.includes(column.name) ? ['PK'] : []),
    ...(foreignKeys(table).some(({ columns }) => columns.includes(column.name)) ? ['FK'] : []),
    ...(uniqueKeys(table).some(columns => columns.length === 1 && columns[0] === column.name) ? ['UK'] : []),
  ];
  return `    ${attributeType(column.type)} ${word}${marks.length ? ` ${marks.join(', ')}` : ''}${comment}`;
}

/** A row of the child has one parent, or none when the key may be null; a parent has many children, or one when the key is unique. */
function relationLine({ child, parent, key }: Relation): string {
  const columns = child.columns.filter(({ name }) => key.columns.includes(name));
  const optional = columns.some(({ notNull }) => !notNull);
  const identifies = primaryKey(child) ?? [];
  const unique = [identifies, ...uniqueKeys(child)].some(
    keyColumns => keyColumns.length > 0 && keyColumns.every(name => key.columns.includes(name)),
  );
  const line = key.columns.every(name => identifies.includes(name)) ? '--' : '..';
  const parentEnd = optional ? '|o' : '||';
  const childEnd = unique ? 'o|' : 'o{';
  const names = [entityName(displayName(parent)), entityName(displayName(child))];
  return `  ${names[0]} ${parentEnd}${line}${childEnd} ${names[1]} : ${roleName(key.columns.join(', '))}`;
}

/** Foreign keys between tables that are drawn; what a partition has of its parent counts once. */
function relationsOf({ tables }: Catalog): readonly Relation[] {
  const byName = new Map(tables.map(table => [nameKey(table), table]));
  const drawn = (name: Name): Table | undefined => {
    let table = byName.get(nameKey(name));
    for (let depth = 0; table?.partitionOf && depth < 10; depth++) table = byName.get(nameKey(table.partitionOf));
    return table;
  };
  const found = new Map<string, Relation>();
  for (const table of tables) {
    const child = drawn(table);
    for (const key of foreignKeys(table)) {
      const parent = drawn(key.target);
      if (!child || !parent || (key.inherited && table.partitionOf)) continue;
      found.set(JSON.stringify([nameKey(child), key.columns, nameKey(parent)]), { child, parent, key });
    }
  }
  return [...found.values()];
}

function isKeyColumn(table: Table, { name }: Column): boolean {
  return (
    (primaryKey(table)?.includes(name) ?? false) || foreignKeys(table).some(({ columns }) => columns.includes(name))
  );
}

function primaryKey({ constraints }: Table): readonly string[] | undefined {
  return constraints.find(constraint => constraint.kind === 'primaryKey')?.columns;
}

function foreignKeys({ constraints }: Table): readonly ForeignKey[] {
  return constraints.filter(constraint => constraint.kind === 'foreignKey');
}

/** Columns of what makes rows unique, be it a constraint or a whole index of plain columns. */
function uniqueKeys({ constraints, indexes }: Table): readonly (readonly string[])[] {
  const written = constraints.flatMap(constraint => (constraint.kind === 'unique' ? [constraint.columns] : []));
  const indexed = indexes
    .filter(index => index.unique && !index.predicate && !index.constraint)
    .flatMap(({ keys }) => {
      const columns = keys.flatMap(({ column }) => (column === undefined ? [] : [column]));
      return columns.length === keys.length ? [columns] : [];
    });
  return [...written, ...indexed];
}

function partTitle({ tables }: DiagramPart): string {
  const names = tables.slice(0, 3).map(table => markdownCode(displayName(table)));
  return tables.length > 3 ? `${names.join(', ')} and ${tables.length - 3} more` : names.join(', ');
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
