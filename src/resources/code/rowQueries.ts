/** Single rows of a table. */
import { memberAccess } from '../../scaffold/source.js';
import type { Resource } from '../resource.js';
import { arrayOf, head, type Part, type QueriesContext, query } from './queryParts.js';
import { comparison, parameterOf } from './sqlText.js';

function keySource({ key, keyParameters }: Resource): string {
  const conditions = key.map((field, index) => comparison(field, '=', parameterOf(keyParameters[index]!)));
  return `  const key = ${arrayOf(conditions, '  ')};\n`;
}

function selected({ version }: Resource): string {
  return `\${columns.select}${version === 'xmin' ? ', xmin' : ''}`;
}

/** While it writes, the server does not tell the version of a partitioned table's row. */
function returned(resource: Resource): string {
  return resource.relation.isPartitioned ? selected({ ...resource, version: undefined }) : selected(resource);
}

function writtenUses(resource: Resource): readonly string[] {
  return resource.relation.isPartitioned ? ['versionOf'] : rowUses(resource);
}

function rowOf({ version }: Resource, values: string): string {
  return version === 'xmin' ? `versioned(columns, ${values})` : `{ row: columns.read(${values}) }`;
}

function rowUses({ version }: Resource): readonly string[] {
  return version === 'xmin' ? ['versioned'] : [];
}

export function getPart(resource: Resource, { typeOf }: QueriesContext): Part | undefined {
  const type = typeOf(`get${resource.type}`);
  if (type === undefined || !resource.does.has('get')) return undefined;
  const statement = `sql\`select ${selected(resource)} from \${table}\${where(key)}\``;
  return {
    source: `/** @throws HttpError 404 */
${head('get', ['db: Queryable', `params: t.${type}Request['params']`])}${keySource(resource)}${query('rows', statement)}  if (!rows[0]) throw notFound();
  return ${rowOf(resource, 'rows[0]')};
}
`,
    uses: ['type Queryable', 'notFound', 'sql', 'where', ...rowUses(resource)],
  };
}

export function createPart(resource: Resource, { typeOf, shapeType }: QueriesContext): Part | undefined {
  if (typeOf(`create${resource.type}`) === undefined || !resource.does.has('create')) return undefined;
  const statement = `sql\`insert into \${table} \${columns.inserted(body)} returning ${returned(resource)}\``;
  const { isPartitioned } = resource.relation;
  const key = resource.key.map(field => comparison(field, '=', `row${memberAccess(field)}`));
  return {
    source: `${head('create', ['db: Queryable', `body: t.${shapeType(`${resource.type}Create`)}`])}${query('rows', statement)}  // A trigger or a rule may have kept it out.
  if (!rows[0]) throw badRequest('The database did not take it.');
${isPartitioned ? `  const row = columns.read(rows[0]);\n  return { row, etag: await versionOf(db, table, ${arrayOf(key, '  ')}) };\n` : `  return ${rowOf(resource, 'rows[0]')};\n`}}
`,
    uses: ['type Queryable', 'badRequest', 'sql', ...writtenUses(resource)],
  };
}

export function updatePart(resource: Resource, { typeOf, shapeType }: QueriesContext): Part | undefined {
  const type = typeOf(`update${resource.type}`);
  if (type === undefined || !resource.does.has('update')) return undefined;
  const { ifMatch, condition, missing, uses } = matching(resource);
  const parameters = [
    'db: Queryable',
    `params: t.${type}Request['params']`,
    `body: t.${shapeType(`${resource.type}Update`)}`,
    ...ifMatch,
  ];
  return {
    source: `/** @throws HttpError 404${ifMatch.length === 0 ? '' : '; 412 when it is another version than If-Match says'} */
${head('update', parameters)}${keySource(resource)}  const set = assignments(columns, body);
${query('rows', `sql\`update \${table} set \${set}\${where(${condition})} returning ${returned(resource)}\``)}  if (!rows[0]) throw ${missing};
  return ${resource.relation.isPartitioned ? '{ row: columns.read(rows[0]), etag: await versionOf(db, table, key) }' : rowOf(resource, 'rows[0]')};
}
`,
    uses: ['type Queryable', 'assignments', 'sql', 'where', ...uses, ...writtenUses(resource)],
  };
}

export function deletePart(resource: Resource, { typeOf }: QueriesContext): Part | undefined {
  const type = typeOf(`delete${resource.type}`);
  if (type === undefined || !resource.does.has('delete')) return undefined;
  const { ifMatch, condition, missing, uses } = matching(resource);
  return {
    source: `/** @throws HttpError 404${ifMatch.length === 0 ? '' : '; 412 when it is another version than If-Match says'} */
${head('remove', ['db: Queryable', `params: t.${type}Request['params']`, ...ifMatch])}${keySource(resource)}${query('count', `sql\`delete from \${table}\${where(${condition})}\``)}  if (count === 0) throw ${missing};
}
`,
    uses: ['type Queryable', 'sql', 'where', ...uses],
  };
}

function matching({ version }: Resource) {
  return version === 'xmin'
    ? {
        ifMatch: ['ifMatch: string | undefined'],
        condition: '[...key, isWanted(ifMatch)]',
        missing: 'await whyUnchanged(db, table, key, ifMatch)',
        uses: ['isWanted', 'whyUnchanged'],
      }
    : { ifMatch: [], condition: 'key', missing: 'notFound()', uses: ['notFound'] };
}
