/** TRUNCATE, VACUUM, CLUSTER, REINDEX and REFRESH MATERIALIZED VIEW. */
import type {
  ClusterStmt,
  DefElem,
  Node,
  RefreshMatViewStmt,
  ReindexStmt,
  TruncateStmt,
  VacuumStmt,
} from '@pgsql/types';
import type { Command, WrittenName } from '../commands.js';
import { relationName } from './names.js';
import { nodeOf, nodesOf } from './nodes.js';
import type { Source } from './source.js';

export function readTruncate(source: Source, { relations, behavior }: TruncateStmt): Command {
  const tables = nodesOf(relations, 'RangeVar').map(relation => relationName(source, relation));
  return { kind: 'truncate', span: source.span, tables, cascade: behavior === 'DROP_CASCADE' };
}

/** ANALYZE is a vacuum to the parser, and something else to us. */
export function readVacuum(source: Source, { options, rels, is_vacuumcmd }: VacuumStmt): Command {
  const span = source.span;
  if (!is_vacuumcmd) return { kind: 'other', span, tag: 'ANALYZE' };
  const tables = nodesOf(rels, 'VacuumRelation').flatMap(({ relation }): WrittenName[] =>
    relation ? [relationName(source, relation)] : [],
  );
  return { kind: 'vacuum', span, full: isOn(options, 'full'), tables };
}

function isOn(options: readonly Node[] | undefined, name: string): boolean {
  const found = nodesOf(options, 'DefElem').findLast(({ defname }) => defname === name);
  return found !== undefined && !isOff(found);
}

function isOff({ arg }: DefElem): boolean {
  if (!arg) return false;
  const boolean = nodeOf(arg, 'Boolean');
  if (boolean) return !boolean.boolval;
  const integer = nodeOf(arg, 'Integer');
  return integer ? !integer.ival : /^(?:false|off|0)$/i.test(nodeOf(arg, 'String')?.sval ?? '');
}

export function readCluster(source: Source, { relation }: ClusterStmt): Command {
  return { kind: 'cluster', span: source.span, ...(relation && { table: relationName(source, relation) }) };
}

export function readReindex(source: Source, { kind, relation, params }: ReindexStmt): Command {
  const table = kind === 'REINDEX_OBJECT_TABLE' && relation ? relationName(source, relation) : undefined;
  return {
    kind: 'reindex',
    span: source.span,
    concurrently: isOn(params, 'concurrently'),
    ...(table && { table }),
  };
}

export function readRefresh(source: Source, { relation, concurrent = false }: RefreshMatViewStmt): Command {
  return {
    kind: 'refreshView',
    span: source.span,
    name: relationName(source, relation),
    concurrently: concurrent,
  };
}
