/** SET and RESET, set_config(), and transactions. */
import type { A_Const, Node, SelectStmt, TransactionStmt, VariableSetStmt } from '@pgsql/types';
import type { Command } from '../commands.js';
import { nodeOf, nodesOf, strings } from './nodes.js';
import type { Source } from './source.js';

export function readSet(source: Source, { kind, name = '', args, is_local = false }: VariableSetStmt): Command {
  const span = source.span;
  const setting = name.toLowerCase();
  const values = kind === 'VAR_SET_VALUE' ? (args ?? []).map(constantText) : undefined;
  if (setting === 'search_path' || kind === 'VAR_RESET_ALL') {
    return { kind: 'setSearchPath', span, schemas: values ? searched(values) : 'default', local: is_local };
  }
  return { kind: 'set', span, name: setting, ...(values && { value: values.join(', ') }), local: is_local };
}

/** A schema of the user's own name is seldom there; `''` is none. */
function searched(names: readonly string[]): string[] {
  return names.filter(name => name !== '' && name !== '$user');
}

function constantText(node: Node): string {
  const cast = nodeOf(node, 'TypeCast');
  if (cast?.arg) return constantText(cast.arg);
  const value = nodeOf(node, 'A_Const');
  return value ? textOf(value) : '';
}

function textOf({ ival, fval, boolval, sval, bsval }: A_Const): string {
  if (ival) return String(ival.ival ?? 0);
  if (boolval) return String(boolval.boolval ?? false);
  return fval?.fval ?? bsval?.bsval ?? sval?.sval ?? '';
}

/** `SELECT pg_catalog.set_config('search_path', '', false)`; undefined for any other query. */
export function readSetConfig(source: Source, select: SelectStmt): Command | undefined {
  const { targetList = [], fromClause, whereClause } = select;
  if (targetList.length !== 1 || fromClause || whereClause) return undefined;
  const call = nodeOf(nodesOf(targetList, 'ResTarget')[0]?.val, 'FuncCall');
  if (!call || strings(call.funcname).at(-1) !== 'set_config') return undefined;
  const [name, value, local] = call.args ?? [];
  if (!isConstant(name) || !isConstant(value)) return undefined;
  const setting = constantText(name).toLowerCase();
  const isLocal = /^t/i.test(local ? constantText(local) : '');
  const span = source.span;
  const text = constantText(value);
  if (setting !== 'search_path') return { kind: 'set', span, name: setting, value: text, local: isLocal };
  return { kind: 'setSearchPath', span, schemas: searched(identifiers(text)), local: isLocal };
}

function isConstant(node: Node | undefined): node is Node {
  return nodeOf(nodeOf(node, 'TypeCast')?.arg ?? node, 'A_Const') !== undefined;
}

/** `app, "My Schema"` as SplitIdentifierString of PostgreSQL's varlena.c reads it. */
function identifiers(text: string): string[] {
  const found = text.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.toLowerCase());
}

export function readTransaction(source: Source, { kind }: TransactionStmt): Command {
  const span = source.span;
  switch (kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return { kind: 'transaction', span, change: 'begin' };
    case 'TRANS_STMT_COMMIT':
      return { kind: 'transaction', span, change: 'commit' };
    case 'TRANS_STMT_ROLLBACK':
      return { kind: 'transaction', span, change: 'rollback' };
    default:
      return { kind: 'transaction', span, change: 'other' };
  }
}
