/** What every file of queries is put together from. */
import type { Resource } from '../resource.js';

/** What the description calls the operations that are still in it: the prefix of their types. Undefined: it was taken out. */
export type TypeOf = (operationId: string) => string | undefined;

export interface QueriesContext {
  readonly typeOf: TypeOf;
  /** Of `#/components/schemas/<name>` in types.ts. */
  readonly shapeType: (component: string) => string;
  readonly resource: (segment: string) => Resource;
  /** Of a resource's queries: `orders` of `orders.queries.ts`. */
  readonly stem: (resource: Resource) => string;
}

export interface Part {
  readonly source: string;
  /** Exports of runtime modules that it uses. */
  readonly uses: readonly string[];
}

/** Where each name of the runtime is. `type` stands before those that are only types. */
const homes: Readonly<Record<string, string>> = {
  'type Queryable': 'database',
  readPage: 'pages',
  readOffsetPage: 'pages',
  assignments: 'rows',
  isThere: 'rows',
  isWanted: 'rows',
  orNotFound: 'rows',
  versioned: 'rows',
  versionOf: 'rows',
  whyUnchanged: 'rows',
  notFound: 'http',
  badRequest: 'http',
  sql: 'sql',
  where: 'sql',
};

/** @param uses names of the runtime; @param more import statements of other modules */
export function imports(uses: readonly string[], more: readonly string[]): string {
  const modules = new Map<string, Set<string>>();
  for (const name of uses) {
    const home = homes[name]!;
    modules.set(home, (modules.get(home) ?? new Set()).add(name));
  }
  const lines = [...modules].map(([home, names]) => {
    const list = [...names].sort(byName);
    const [only] = list;
    const onlyTypes = list.length === 1 && only!.startsWith('type ');
    const what = onlyTypes ? `type { ${only!.slice(5)} }` : `{ ${list.join(', ')} }`;
    return `import ${what} from './runtime/${home}.js';\n`;
  });
  return `${[...lines, ...more].sort(byModule).join('')}import type * as t from './types.js';\n`;
}

function byModule(a: string, b: string): number {
  const [of, than] = [a, b].map(line => line.slice(line.indexOf(' from ')));
  return of! < than! ? -1 : 1;
}

export function byName(a: string, b: string): number {
  const [of, than] = [a, b].map(name => name.replace('type ', ''));
  return of! < than! ? -1 : 1;
}

/** `orderItemsQueries` */
export function namespaceOf({ segment }: Pick<Resource, 'segment'>): string {
  const name = segment.replace(/[^\p{L}\p{N}]+(.)?/gu, (_, next: string | undefined) => next?.toUpperCase() ?? '');
  return `${/^\p{L}/u.test(name) ? name : `_${name}`}Queries`;
}

const widest = 120;

/** `export async function get(db: Queryable, …) {`, over several lines where it is long. */
export function head(name: string, parameters: readonly string[], isAsync = true): string {
  const before = `export ${isAsync ? 'async ' : ''}function ${name}(`;
  const line = `${before}${parameters.join(', ')}) {\n`;
  return line.length <= widest ? line : `${before}\n${parameters.map(one => `  ${one},\n`).join('')}) {\n`;
}

/** `const { rows } = await db.query(…);` */
export function query(result: string, statement: string): string {
  const line = `  const { ${result} } = await db.query(${statement});\n`;
  return line.length <= widest + 1 ? line : `  const { ${result} } = await db.query(\n    ${statement},\n  );\n`;
}

/** `[a, b]`, over several lines where it is long. */
export function arrayOf(elements: readonly string[], indent: string): string {
  const line = `[${elements.join(', ')}]`;
  if (line.length + indent.length <= widest - 20) return line;
  return `[\n${elements.map(one => `${indent}  ${one},\n`).join('')}${indent}]`;
}
