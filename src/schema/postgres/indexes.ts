/** CREATE INDEX. */
import type { IndexStmt } from '@pgsql/types';
import type { CommandOf } from '../commands.js';
import { readExpression } from './expressions.js';
import { readIndexKeys } from './indexKeys.js';
import { relationName } from './names.js';
import { nodesOf } from './nodes.js';
import { closingAt, findWord, indexAt, isSign, isWords, nameAt, type Source, spanOf } from './source.js';

export function readCreateIndex(source: Source, statement: IndexStmt): CommandOf<'createIndex'> {
  const { idxname, relation, indexParams, indexIncludingParams, whereClause } = statement;
  const at = indexAt(source, source.at(relation?.location));
  const on = isWords(source, at - 1, 'only') ? at - 2 : at - 1;
  const table = relation?.relname ?? '';
  let open = nameAt(source, at).next;
  while (open < source.tokens.length && !isSign(source, open, '(')) open++;
  const close = closingAt(source, open);
  const where = whereClause ? findWord(source, close + 1, source.tokens.length, 'where') : -1;
  return {
    kind: 'createIndex',
    span: source.span,
    index: {
      ...(idxname !== undefined && { name: idxname, nameSpan: spanOf(source, on - 1, on) }),
      table: relationName(source, relation),
      method: statement.accessMethod ?? 'btree',
      keys: readIndexKeys(source, nodesOf(indexParams, 'IndexElem'), open, table),
      include: nodesOf(indexIncludingParams, 'IndexElem').flatMap(({ name }) => (name === undefined ? [] : [name])),
      ...(whereClause && {
        predicate: readExpression(source, whereClause, spanOf(source, where + 1, source.tokens.length), table),
      }),
      unique: statement.unique ?? false,
      nullsNotDistinct: statement.nulls_not_distinct ?? false,
      concurrently: statement.concurrent ?? false,
      ifNotExists: statement.if_not_exists ?? false,
      only: !relation?.inh,
    },
  };
}
