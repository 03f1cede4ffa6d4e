/** Loads the SQL parsers. The one door to libpg-query and node-sql-parser. */
import type { ParseResult } from '@pgsql/types';
import type { Dialect } from '../catalog.js';
import type { OtherDialect, ParseTree } from '../dialects/read.js';

/**
 * PostgreSQL's own parser in WebAssembly. The module that the package wraps is used as it is, because the wrapper keeps one instance
 * for good, and one whose stack overflowed cannot be trusted any more.
 */
interface PostgresModule {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: 'i32'): number;
}

let postgres: PostgresModule | undefined;
let loading: Promise<void> | undefined;
const others = new Map<OtherDialect, ParseTree>();

/** `parseFile` is synchronous once the parser of its dialect is loaded. Costs nothing when it is. */
export async function loadParser(dialect: Dialect): Promise<void> {
  if (dialect !== 'postgresql') {
    if (!others.has(dialect)) others.set(dialect, await loadOther(dialect));
    return;
  }
  if (postgres) return;
  loading ??= loadPostgres().finally(() => {
    loading = undefined;
  });
  await loading;
}

async function loadPostgres(): Promise<void> {
  const { default: create } = await import('libpg-query/wasm/libpg-query.js');
  postgres = await create();
}

/** One build for each dialect: the package's root would load them all. */
async function loadOther(dialect: OtherDialect): Promise<ParseTree> {
  const loaded: Build | { readonly default: Build } = await builds[dialect]();
  // They are CommonJS: a bundle's chunk has all of it in `default`.
  const { Parser } = 'Parser' in loaded ? loaded : loaded.default;
  const parser = new Parser();
  return text => parser.astify(text, { database: dialect, parseOptions: { includeLocations: true } });
}
type Build = typeof import('node-sql-parser/build/mysql.js');
const builds = {
  mysql: () => import('node-sql-parser/build/mysql.js'),
  mariadb: () => import('node-sql-parser/build/mariadb.js'),
  sqlite: () => import('node-sql-parser/build/sqlite.js'),
  transactsql: () => import('node-sql-parser/build/transactsql.js'),
};

/** The tree of one statement in another dialect; throws what node-sql-parser throws. */
export function parseOther(dialect: OtherDialect): ParseTree {
  const parse = others.get(dialect);
  if (!parse) throw new Error(`The parser for ${dialect} is not loaded.`);
  return parse;
}

export type PostgresResult =
  | { readonly kind: 'parsed'; readonly tree: ParseResult }
  /** `position` counts code points. */
  | { readonly kind: 'error'; readonly message: string; readonly position: number }
  /** It broke the parser: it is nested too deeply in a way that `tooDeepAt` does not see. */
  | { readonly kind: 'broke' }
  /** An earlier statement broke the parser: after the next `loadParser` it is as before. */
  | { readonly kind: 'restarting' };

/** @param rewrite changes the tree's JSON before it is read. */
export function parsePostgres(text: string, rewrite?: (json: string) => string): PostgresResult {
  if (!postgres) {
    if (loading) return { kind: 'restarting' };
    throw new Error('The parser for postgresql is not loaded.');
  }
  try {
    return runPostgres(postgres, text, rewrite);
  } catch (error) {
    if (!(error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError'))) throw error;
    postgres = undefined;
    // Whoever loads next waits for this; when nobody does, a failure is met again there.
    loadParser('postgresql').catch(() => undefined);
    return { kind: 'broke' };
  }
}

/** The structures are PgQueryParseResult and PgQueryError of pg_query.h: pointers of 32 bits. */
function runPostgres(module: PostgresModule, text: string, rewrite?: (json: string) => string): PostgresResult {
  const bytes = module.lengthBytesUTF8(text) + 1;
  const input = module._malloc(bytes);
  module.stringToUTF8(text, input, bytes);
  const result = module._wasm_parse_query_raw(input);
  try {
    const error = module.getValue(result + 8, 'i32');
    if (error) {
      const message = module.UTF8ToString(module.getValue(error, 'i32'));
      return { kind: 'error', message, position: Math.max(module.getValue(error + 16, 'i32') - 1, 0) };
    }
    const json = module.UTF8ToString(module.getValue(result, 'i32'));
    return { kind: 'parsed', tree: JSON.parse(rewrite ? rewrite(json) : json) as ParseResult };
  } finally {
    module._free(input);
    module._wasm_free_parse_result(result);
  }
}
