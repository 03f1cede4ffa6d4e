/** libpg-query's trees → Commands. */
import type { Node, SelectStmt } from '@pgsql/types';
import type { Command } from '../commands.js';
import { readAlterTable } from './alterTable.js';
import { readComment } from './comments.js';
import { readCreateForeignTable, readCreateTable, readCreateTableAs, readSelectInto } from './createTable.js';
import {
  readAlterEnum,
  readCreateComposite,
  readCreateDomain,
  readCreateEnum,
  readCreateRange,
} from './createTypes.js';
import { type BlockReader, type ParseSql, readDo } from './doBlocks.js';
import { readDrop } from './drop.js';
import { readAlterFunction, readCreateFunction, readDefine } from './functions.js';
import { readCreateIndex } from './indexes.js';
import { readCluster, readRefresh, readReindex, readTruncate, readVacuum } from './maintenance.js';
import { type NodeOf, type Tag, tagOf } from './nodes.js';
import { readInnerQuery } from './queries.js';
import { readRename, readSetSchema } from './rename.js';
import { readCreateExtension, readCreateSchema } from './schemas.js';
import { readAlterSequence, readCreateSequence } from './sequences.js';
import { readSet, readSetConfig, readTransaction } from './settings.js';
import { type Source, sourceOf } from './source.js';
import { commandTag, firstWords } from './tags.js';
import { readAlterPolicy, readCreatePolicy, readCreateTrigger } from './triggers.js';
import { readCreateView } from './views.js';

type Reader<T extends Tag> = (source: Source, statement: NodeOf<T>) => Command | undefined;

const readers: { readonly [T in Tag]?: Reader<T> } = {
  CreateStmt: readCreateTable,
  CreateForeignTableStmt: readCreateForeignTable,
  CreateTableAsStmt: readCreateTableAs,
  AlterTableStmt: readAlterTable,
  IndexStmt: readCreateIndex,
  DropStmt: readDrop,
  RenameStmt: readRename,
  AlterObjectSchemaStmt: readSetSchema,
  CommentStmt: readComment,
  CreateEnumStmt: readCreateEnum,
  CreateRangeStmt: readCreateRange,
  CompositeTypeStmt: readCreateComposite,
  CreateDomainStmt: readCreateDomain,
  AlterEnumStmt: readAlterEnum,
  DefineStmt: readDefine,
  CreateSeqStmt: readCreateSequence,
  AlterSeqStmt: readAlterSequence,
  ViewStmt: readCreateView,
  CreateFunctionStmt: readCreateFunction,
  AlterFunctionStmt: readAlterFunction,
  CreateTrigStmt: readCreateTrigger,
  CreatePolicyStmt: readCreatePolicy,
  AlterPolicyStmt: readAlterPolicy,
  CreateExtensionStmt: readCreateExtension,
  VariableSetStmt: readSet,
  TransactionStmt: readTransaction,
  TruncateStmt: readTruncate,
  VacuumStmt: readVacuum,
  ClusterStmt: readCluster,
  ReindexStmt: readReindex,
  RefreshMatViewStmt: readRefresh,
  SelectStmt: readSelect,
  InsertStmt: (source, statement) => queryCommand(source, { InsertStmt: statement }),
  UpdateStmt: (source, statement) => queryCommand(source, { UpdateStmt: statement }),
  DeleteStmt: (source, statement) => queryCommand(source, { DeleteStmt: statement }),
  MergeStmt: (source, statement) => queryCommand(source, { MergeStmt: statement }),
  PrepareStmt: (source, { query }) => queryCommand(source, query),
  ExplainStmt: (source, { query }) => queryCommand(source, query),
  DeclareCursorStmt: (source, { query }) => queryCommand(source, query),
};

/**
 * What a statement does. `text` is the statement without its `;`, `toUtf16` turns the tree's locations into offsets in it, and the
 * spans are such offsets. `parse` is for SQL inside of DO blocks; without it they stay closed. Never throws, never returns nothing.
 */
export function readStatement(
  node: Node,
  text: string,
  toUtf16: (byteOffset: number) => number,
  parse?: ParseSql,
): readonly Command[] {
  return readFrom(sourceOf(text, toUtf16), node, parse);
}

function readFrom(source: Source, node: Node, parse: ParseSql | undefined): readonly Command[] {
  try {
    return readNode(source, node, parse);
  } catch {
    // A tree that the types do not know of (a newer parser, nesting without end) costs this statement, not the file.
    return [{ kind: 'other', span: source.span, tag: firstWords(source) }];
  }
}

function readNode(source: Source, node: Node, parse: ParseSql | undefined): readonly Command[] {
  if ('CreateSchemaStmt' in node) {
    return readCreateSchema(source, node.CreateSchemaStmt, (part, element) => readFrom(part, element, parse));
  }
  if ('DoStmt' in node && parse) {
    const read: BlockReader['read'] = (inner, text, toUtf16) => readStatement(inner, text, toUtf16, parse);
    const commands = readDo(source, node.DoStmt, { parse, read });
    if (commands.length > 0) return commands;
  }
  const tag = tagOf(node);
  const read = readers[tag] as Reader<Tag> | undefined;
  const command = read?.(source, (node as Record<string, unknown>)[tag] as never);
  return [command ?? { kind: 'other', span: source.span, tag: commandTag(source, node) }];
}

function readSelect(source: Source, select: SelectStmt): Command | undefined {
  return (
    readSetConfig(source, select) ?? readSelectInto(source, select) ?? queryCommand(source, { SelectStmt: select })
  );
}

function queryCommand(source: Source, node: Node | undefined): Command | undefined {
  const query = readInnerQuery(source, node);
  return query && { kind: 'query', span: source.span, query };
}
