/** `<segment>.queries.ts`: every statement that the handlers of a table send. */
import { objectKey, stringLiteral } from '../../scaffold/source.js';
import type { Field, Resource, Sort } from '../resource.js';
import { codecOf, namesIn } from './codecs.js';
import { linkSource } from './linkQueries.js';
import { listPart, nestedPart } from './listQueries.js';
import { byName, imports, type QueriesContext } from './queryParts.js';
import { createPart, deletePart, getPart, updatePart } from './rowQueries.js';
import { identifier, relationName, sqlTemplate } from './sqlText.js';

export function queriesSource(resource: Resource, context: QueriesContext): string {
  return resource.links.length > 0 ? linkSource(resource, context) : tableSource(resource, context);
}

function tableSource(resource: Resource, context: QueriesContext): string {
  const { relation } = resource;
  const parts = [
    listPart(resource, context),
    getPart(resource, context),
    createPart(resource, context),
    updatePart(resource, context),
    deletePart(resource, context),
    ...resource.nested.map(nested => nestedPart(resource, nested, context)),
  ].filter(part => part !== undefined);
  const codecs = resource.fields.map(codecOf);
  const columnImports = [...namesIn(codecs), 'Columns', 'column'].sort(byName);
  const columns = resource.fields.map((field, index) => `  ${columnSource(field, codecs[index]!)},\n`).join('');
  const sorts = sortsOf(resource)
    .map(({ name, fields }) => `  ${objectKey(name)}: [${fields.map(stringLiteral).join(', ')}],\n`)
    .join('');
  return [
    imports(
      [...parts.flatMap(({ uses }) => uses), 'sql'],
      [`import { ${columnImports.join(', ')} } from './runtime/columns.js';\n`],
    ),
    `export const table = ${sqlTemplate(relationName(relation))};\n`,
    `export const columns = new Columns<t.${context.shapeType(resource.type)}>([\n${columns}]);\n`,
    ...(sorts === ''
      ? []
      : [
          `/** Columns that rows are ordered by: an index serves each, and together they name one row. */\nexport const sorts = {\n${sorts}};\n`,
        ]),
    ...parts.map(({ source }) => source),
  ].join('\n');
}

/** Its own, and those that only a nested list has. */
function sortsOf({ sorts, nested }: Resource): readonly Sort[] {
  const all = new Map<string, Sort>();
  for (const sort of [...sorts, ...nested.flatMap(one => one.sorts)]) if (!all.has(sort.name)) all.set(sort.name, sort);
  return [...all.values()];
}

function columnSource(field: Field, codec: string): string {
  const { name, access, nullable, type } = field;
  const more = [
    ...(access === 'writeOnly' ? ['shown: false'] : []),
    ...(!nullable && /^jsonb?$/.test(type.name) ? ['keepsNull: true'] : []),
  ];
  const options = more.length > 0 ? `, { ${more.join(', ')} }` : '';
  return `column(${stringLiteral(name)}, ${sqlTemplate(identifier(name))}, ${codec}${options})`;
}
