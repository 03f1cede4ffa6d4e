/** LIKE in CREATE TABLE: copies of columns, and what INCLUDING says. */
import type { LikeClause } from '../commands.js';
import { putCheck } from './checks.js';
import { addIndex } from './indexes.js';
import { set } from './journal.js';
import { placeOf } from './located.js';
import type { ColumnModel, Here, Model, TableModel, ViewModel } from './model.js';
import type { NotNullWish } from './notNull.js';
import { refuse } from './refusal.js';
import { findConstraint } from './register.js';
import { requireRelation } from './search.js';

type Part = LikeClause['including'][number];

function includes(like: LikeClause, part: Part): boolean {
  return like.including.includes(part) || like.including.includes('all');
}

function source(model: Model, like: LikeClause): TableModel | ViewModel {
  const found = requireRelation(model, like.table);
  if (found.is === 'table' || found.is === 'view') return found;
  return refuse(`relation "${like.table.name}" is invalid in LIKE clause`);
}

export function likeColumns(model: Model, here: Here, like: LikeClause): ColumnModel[] {
  const from = source(model, like);
  const place = placeOf(here, like.table.span);
  const fresh = {
    notNull: false,
    serial: false,
    inherited: false,
    place,
    definition: place,
    inheritCount: 0,
    local: true,
    notNullConstraint: undefined,
    userType: undefined,
    defaultSequence: undefined,
  };
  if (from.is === 'view') {
    return from.columns.map(name => ({ ...fresh, name, type: { name: 'unknown', modifiers: [], array: false } }));
  }
  return from.columns.map(column => ({
    ...fresh,
    name: column.name,
    type: column.type,
    userType: column.userType,
    ...(column.collation !== undefined && { collation: column.collation }),
    ...(includes(like, 'defaults') &&
      column.default && { default: column.default, defaultSequence: column.defaultSequence }),
    ...(includes(like, 'identity') && column.identity && { identity: column.identity }),
    ...(includes(like, 'generated') && column.generated && { generated: column.generated }),
    ...(includes(like, 'comments') && column.comment !== undefined && { comment: column.comment }),
  }));
}

/** NOT NULLs are always copied, with their names. */
export function likeNotNulls(model: Model, here: Here, like: LikeClause): NotNullWish[] {
  const from = source(model, like);
  if (from.is === 'view') return [];
  const place = placeOf(here, like.table.span);
  return from.columns.flatMap(({ name: column, notNullConstraint: copied }) =>
    copied
      ? [
          {
            column,
            name: copied.name,
            unnamed: copied.unnamed,
            place,
            definition: place,
            valid: true,
            noInherit: copied.noInherit,
          },
        ]
      : [],
  );
}

/** Checks, then indexes: PostgreSQL makes them after the table's own indexes, and before its foreign keys. */
export function copyLikeDetails(model: Model, here: Here, table: TableModel, like: LikeClause): void {
  const from = source(model, like);
  if (from.is === 'view') return;
  const place = placeOf(here, like.table.span);
  const comments = includes(like, 'comments');
  if (includes(like, 'constraints')) {
    for (const check of from.constraints) {
      if (check.kind !== 'check') continue;
      if (findConstraint(table, check.name)) {
        refuse(`constraint "${check.name}" for relation "${table.name}" already exists`);
      }
      const copy = putCheck(model, table, { ...check, place, definition: place }, check.unnamed, 0, true);
      if (comments && check.comment !== undefined) set(model.journal, copy, 'comment', check.comment);
    }
  }
  if (!includes(like, 'indexes')) return;
  for (const index of [...from.indexes]) {
    const copy = addIndex(
      model,
      table,
      {
        ...index,
        name: undefined,
        key: index.key?.kind,
        place,
        definition: place,
        comment: comments ? index.comment : undefined,
      },
      false,
    );
    if (comments && copy.key && index.key?.comment !== undefined) {
      set(model.journal, copy.key, 'comment', index.key.comment);
    }
  }
}
