/** A table that does nothing but relate two others. */
import { stringLiteral } from '../../scaffold/source.js';
import type { Link, Resource } from '../resource.js';
import { commented, unlessThere } from './listQueries.js';
import { arrayOf, head, imports, namespaceOf, type Part, type QueriesContext, query } from './queryParts.js';
import { comparison, identifier, parameterOf, relationName, sqlTemplate, templateText } from './sqlText.js';

export function linkSource(resource: Resource, context: QueriesContext): string {
  const parts = resource.links.flatMap(link => linkParts(link, context));
  const targets = new Map<string, Resource>();
  for (const link of resource.links) {
    if (context.typeOf(`list${link.collection}`) !== undefined && link.listed)
      targets.set(link.to, context.resource(link.to));
  }
  const others = [...targets.values()].map(
    to => `import * as ${namespaceOf(to)} from './${context.stem(to)}.queries.js';\n`,
  );
  return [
    imports([...parts.flatMap(({ uses }) => uses), 'sql'], others),
    `export const table = ${sqlTemplate(relationName(resource.relation))};\n`,
    ...parts.map(({ source }) => source),
  ].join('\n');
}

function linkParts(link: Link, context: QueriesContext): readonly Part[] {
  const { typeOf } = context;
  const from = context.resource(link.from);
  const to = context.resource(link.to);
  const fromKey = link.fromFields.map((field, index) =>
    comparison(field, '=', parameterOf(link.fromParameters[index]!)),
  );
  const both = [
    ...fromKey,
    ...link.toFields.map((field, index) => comparison(field, '=', parameterOf(link.toParameters[index]!))),
  ];
  const parts: Part[] = [];
  const list = link.listed ? typeOf(`list${link.collection}`) : undefined;
  const parametersOf = (type: string) => ['db: Queryable', `params: t.${type}Request['params']`];
  if (list !== undefined) {
    const owner = from.key.map((field, index) => comparison(field, '=', parameterOf(link.fromParameters[index]!)));
    const keys = to.key.map(identifier).join(', ');
    const related = link.toFields.map(identifier).join(', ');
    const before = templateText(`${to.key.length === 1 ? keys : `(${keys})`} in (select ${related} from `);
    parts.push({
      source: `/** @throws HttpError 404 when there is no such one of ${commented(relationName(from.relation))} */
${head(`list${link.collection}`, [...parametersOf(list), `query: t.${list}Request['query']`])}  const { table: from, columns, sorts } = ${namespaceOf(to)};
  const of = ${arrayOf(fromKey, '  ')};
  const page = await readPage(
    db,
    {
      from,
      columns,
      where: [sql\`${before}\${table}\${where(of)})\`],
      sorts,
    },
    { ...query, sort: ${stringLiteral(to.sorts[0]!.name)} },
  );
${unlessThere(from, owner)}}
`,
      uses: ['type Queryable', 'readPage', 'isThere', 'notFound', 'sql', 'where'],
    });
  }
  const add = typeOf(`add${link.type}`);
  if (add !== undefined) {
    const fields = templateText([...link.fromFields, ...link.toFields].map(identifier).join(', '));
    const values = [...link.fromParameters, ...link.toParameters].map(one => `\${${parameterOf(one)}}`).join(', ');
    parts.push({
      source: `/** Does nothing when they are related already. @throws HttpError 404 when one of them is not there */
${head(`add${link.type}`, parametersOf(add))}  const related = sql\`insert into \${table} (${fields})
    values (${values}) on conflict do nothing\`;
  await db.query(related).catch(orNotFound);
}
`,
      uses: ['type Queryable', 'orNotFound', 'sql'],
    });
  }
  const remove = typeOf(`remove${link.type}`);
  if (remove !== undefined) {
    parts.push({
      source: `/** @throws HttpError 404 when they are not related */
${head(`remove${link.type}`, parametersOf(remove))}  const both = ${arrayOf(both, '  ')};
${query('count', `sql\`delete from \${table}\${where(both)}\``)}  if (count === 0) throw notFound();
}
`,
      uses: ['type Queryable', 'notFound', 'sql', 'where'],
    });
  }
  return parts;
}
