/** CREATE SEQUENCE and ALTER SEQUENCE. */
import type { AlterSeqStmt, CreateSeqStmt, DefElem, RangeVar } from '@pgsql/types';
import type { CommandOf } from '../commands.js';
import { partsName, relationName } from './names.js';
import { nodeOf, nodesOf, strings } from './nodes.js';
import { indexAt, isWords, type Source, spanOf } from './source.js';
import { readType } from './types.js';

type SequenceCommand = CommandOf<'createSequence' | 'alterSequence'>;

export function readCreateSequence(source: Source, statement: CreateSeqStmt): SequenceCommand {
  const { sequence, options, if_not_exists = false } = statement;
  return {
    kind: 'createSequence',
    ...sequenceOf(source, sequence, nodesOf(options, 'DefElem')),
    ifNotExists: if_not_exists,
  };
}

export function readAlterSequence(source: Source, { sequence, options }: AlterSeqStmt): SequenceCommand {
  return { kind: 'alterSequence', ...sequenceOf(source, sequence, nodesOf(options, 'DefElem')), ifNotExists: false };
}

function sequenceOf(source: Source, sequence: RangeVar | undefined, options: readonly DefElem[]) {
  const type = typeOf(options.find(({ defname }) => defname === 'as'));
  const ownedBy = ownerOf(
    source,
    options.find(({ defname }) => defname === 'owned_by'),
  );
  return {
    span: source.span,
    name: relationName(source, sequence),
    ...(type && { type }),
    ...(ownedBy && { ownedBy }),
  };
}

function typeOf(option: DefElem | undefined): SequenceCommand['type'] {
  const name = option && readType(nodeOf(option.arg, 'TypeName')).name;
  return name === 'smallint' || name === 'integer' || name === 'bigint' ? name : undefined;
}

/** OWNED BY [schema.]table.column, or NONE */
function ownerOf(source: Source, option: DefElem | undefined): SequenceCommand['ownedBy'] {
  if (!option) return undefined;
  const parts = strings(nodeOf(option.arg, 'List')?.items);
  if (parts.length === 1) return 'none';
  const owned = indexAt(source, source.at(option.location));
  const from = isWords(source, owned, 'owned', 'by') ? owned + 2 : owned;
  const span = spanOf(source, from, from + Math.max(1, parts.length * 2 - 3));
  return { table: partsName(parts.slice(0, -1), span), column: parts.at(-1) ?? '' };
}
