/** What a command of a migration changes, when it was there before the file: only such things can be locked, lost or in use. */
import type { Place, Table, View } from '../../../catalog.js';
import type { Command, CommandOf, Span, WrittenName } from '../../../commands.js';
import { displayName } from '../../../print.js';
import type { MigrationContext, Violation } from '../../../rule.js';
import type { TableAction } from '../../../tableActions.js';

export interface Target {
  /** Undefined when the file that made it is not among the migrations. */
  readonly table: Table | undefined;
  readonly view: View | undefined;
  /** For messages: in backticks, with its schema outside of `public`. */
  readonly label: string;
  /** For SQL: as it is written in the command. */
  readonly sql: string;
  readonly name: { readonly schema: string; readonly name: string };
}

/** The table or view of this name, unless it was made in this file or is temporary. */
export function existing(context: MigrationContext, name: WrittenName): Target | undefined {
  if (context.createdHere(name.schema, name.name)) return undefined;
  const table = context.before.table(name);
  if (table?.persistence === 'temporary') return undefined;
  const view = table ? undefined : context.before.view(name);
  const known = table ?? view ?? { schema: name.schema ?? 'public', name: name.name };
  const { schema } = known;
  return {
    table,
    view,
    label: `\`${displayName(known)}\``,
    sql: textOf(context, name.span),
    name: { schema, name: known.name },
  };
}

/** Members of the union that may have an action of `Kind`: some of them stand for several. */
type ActionOf<Kind extends TableAction['action'], Action = TableAction> = Action extends TableAction
  ? [Action['action'] & Kind] extends [never]
    ? never
    : Action & { readonly action: Action['action'] & Kind }
  : never;

/** The actions of these kinds in an ALTER TABLE of a table that was there before. */
export function* actionsOn<Kind extends TableAction['action']>(
  context: MigrationContext,
  ...kinds: readonly Kind[]
): Iterable<{ readonly action: ActionOf<Kind>; readonly target: Target; readonly command: CommandOf<'alterTable'> }> {
  const { command } = context;
  if (command.kind !== 'alterTable') return;
  const wanted: readonly string[] = kinds;
  if (!command.actions.some(({ action }) => wanted.includes(action))) return;
  const target = existing(context, command.name);
  if (!target) return;
  for (const action of command.actions) {
    if (wanted.includes(action.action)) yield { action: action as ActionOf<Kind>, target, command };
  }
}

/** The column was added by this same file: no running application knows it. */
export function isColumnMadeHere({ role }: MigrationContext, { table }: Target, name: string): boolean {
  return table?.columns.find(column => column.name === name)?.definition.path === role.file.path;
}

/** The stretch of the file that a span of the statement means. */
export function placeOf({ role, statement }: MigrationContext, { start, end }: Span): Place {
  return { path: role.file.path, start: statement.start + start, end: statement.start + end };
}

export function textOf({ role, statement }: MigrationContext, { start, end }: Span): string {
  return role.file.text.slice(statement.start + start, statement.start + end);
}

/** The command is a part of a DO block, where nothing can be put after it or be run outside of a transaction. */
export function isNested({ role, statement }: MigrationContext): boolean {
  return /^do\b/i.test(role.file.text.slice(statement.start, statement.start + 3));
}

/** A command's first words up to and with its object's name: a short place for a long statement. */
export function headOf({ span }: Command, name: Span | undefined): Span {
  return name ? { start: span.start, end: name.end } : span;
}

/** A finding about a table, at a span of the statement. */
export function about(
  context: MigrationContext,
  target: Target,
  span: Span,
  rest: Omit<Violation, 'place' | 'table'>,
): Violation {
  return { ...rest, place: placeOf(context, span), table: target.name };
}

/** Where the name of what a command is about stands. */
export function nameSpan(command: Command): Span | undefined {
  switch (command.kind) {
    case 'createIndex':
      return command.index.nameSpan ?? command.index.table.span;
    case 'drop':
    case 'truncate':
    case 'vacuum':
      return (command.kind === 'drop' ? command.names : command.tables).at(-1)?.span;
    case 'alterTable':
    case 'rename':
    case 'setSchema':
    case 'refreshView':
      return command.name.span;
    case 'createTrigger':
    case 'createPolicy':
    case 'alterPolicy':
      return command.table.span;
    default:
      return undefined;
  }
}
