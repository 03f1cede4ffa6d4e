/** The outline of a file: what its statements make. */
import type { ColumnSpec, Command, CommandOf, IndexSpec, Span, WrittenName } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { typeSql } from '../print.js';
import type { SchemaSymbol } from '../service/schemaMessages.js';
import type { ParsedFile, Statement } from '../statement.js';
import { rangeIn } from './positions.js';

type Kind = SchemaSymbol['kind'];

interface Draft {
  readonly kind: Kind;
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children?: readonly Draft[];
}

/** Symbols in the order of the text. ALTER TABLE shows as the table that it adds columns or constraints to. */
export function fileSymbols(file: ParsedFile): readonly SchemaSymbol[] {
  return file.statements.flatMap(statement =>
    statement.commands.flatMap(draftsOf).map(draft => symbolOf(file, statement, draft)),
  );
}

function symbolOf(file: ParsedFile, statement: Statement, draft: Draft): SchemaSymbol {
  const { start, end } = draft.span;
  // VS Code refuses an outline whose name lies outside of its range.
  const nameStart = Math.min(Math.max(draft.nameSpan.start, start), end);
  const nameEnd = Math.min(Math.max(draft.nameSpan.end, nameStart), end);
  return {
    kind: draft.kind,
    // Nor may it be empty.
    name: draft.name || '""',
    detail: draft.detail,
    range: rangeIn(file, statement.start + start, statement.start + end),
    nameRange: rangeIn(file, statement.start + nameStart, statement.start + nameEnd),
    children: (draft.children ?? []).map(child => symbolOf(file, statement, child)),
  };
}

function draftsOf(command: Command): readonly Draft[] {
  const { span } = command;
  const made = (kind: Kind, name: WrittenName, detail = '', children: readonly Draft[] = []): Draft[] => [
    { kind, name: shown(name), detail, span, nameSpan: name.span, children },
  ];
  switch (command.kind) {
    case 'createTable':
      return made('table', command.name, tableDetail(command), [
        ...command.columns.map(columnDraft),
        ...command.constraints.filter(({ inline }) => !inline).map(constraintDraft),
        ...command.indexes.map(index => indexDraft(index, index.nameSpan ?? index.table.span)),
      ]);
    case 'alterTable':
      return alterDrafts(command);
    case 'createIndex':
      return [indexDraft(command.index, span)];
    case 'createView':
      return made('view', command.name, command.materialized ? 'materialized' : '');
    case 'createEnum':
      return made('type', command.name, `enum (${command.values.length})`);
    case 'createDomain':
      return made('type', command.name, `domain over ${typeSql(command.base)}`);
    case 'createComposite':
      return made('type', command.name, 'composite');
    case 'createOtherType':
      return made('type', command.name, command.typeKind);
    case 'createSequence':
      return made('sequence', command.name);
    case 'createFunction':
      return made('function', command.name, `(${command.arguments.join(', ')})`);
    case 'createSchema':
      return [{ kind: 'schema', name: command.name, detail: '', span, nameSpan: command.nameSpan }];
    case 'createTrigger':
    case 'createPolicy':
      return [
        {
          kind: command.kind === 'createTrigger' ? 'trigger' : 'policy',
          name: command.name,
          detail: `on ${shown(command.table)}`,
          span,
          nameSpan: command.nameSpan,
        },
      ];
    default:
      return [];
  }
}

function alterDrafts({ name, actions, span }: CommandOf<'alterTable'>): readonly Draft[] {
  const children = actions.flatMap((action): Draft[] => {
    if (action.action === 'addColumn') return [columnDraft(action.column)];
    if (action.action === 'addConstraint') return [constraintDraft(action.constraint)];
    if (action.action === 'addIndex') return [indexDraft(action.index, action.span)];
    return [];
  });
  if (children.length === 0) return [];
  return [{ kind: 'table', name: shown(name), detail: 'alter', span, nameSpan: name.span, children }];
}

function tableDetail({ tableKind, persistence, partitionOf }: CommandOf<'createTable'>): string {
  if (partitionOf) return `partition of ${shown(partitionOf.parent)}`;
  return [...(persistence === 'permanent' ? [] : [persistence]), ...(tableKind === 'table' ? [] : [tableKind])].join(
    ' ',
  );
}

function columnDraft({ name, type, span, nameSpan, notNull }: ColumnSpec): Draft {
  return { kind: 'column', name, detail: `${typeSql(type)}${notNull ? ' not null' : ''}`, span, nameSpan };
}

const constraintWords: Record<ConstraintSpec['kind'], string> = {
  primaryKey: 'primary key',
  unique: 'unique',
  foreignKey: 'foreign key',
  check: 'check',
  exclusion: 'exclude',
  notNull: 'not null',
};

function constraintDraft(constraint: ConstraintSpec): Draft {
  const { kind, name, span, nameSpan = span } = constraint;
  const word = constraintWords[kind];
  const columns = 'columns' in constraint ? ` (${constraint.columns.join(', ')})` : '';
  const target = constraint.kind === 'foreignKey' ? ` → ${shown(constraint.target)}` : '';
  const detail = `${columns}${target}`.trim();
  return name === undefined
    ? { kind: 'constraint', name: word, detail, span, nameSpan }
    : { kind: 'constraint', name, detail: `${word} ${detail}`.trim(), span, nameSpan };
}

function indexDraft({ name, nameSpan, table, keys, unique }: IndexSpec, span: Span): Draft {
  const columns = keys.map(key => key.column ?? key.expression?.text ?? '').join(', ');
  const detail = `${unique ? 'unique ' : ''}on ${shown(table)} (${columns})`;
  return { kind: 'index', name: name ?? 'index', detail, span, nameSpan: nameSpan ?? span };
}

function shown({ schema, name }: WrittenName): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
