import type { ServerMessage, Session } from '../../session.js';
import { nullableOf } from './chooseKeys.js';
import { insertSql } from './insertRows.js';
import { planRow, type RowOptions, type RowStyle } from './planRow.js';
import type { Random } from './random.js';
import type { TablePlan } from './tablePlan.js';
import { refusalOf } from './tries.js';

/** What the rows of a table are like, one after the other. */
const usual: readonly RowStyle[] = ['full', 'full', 'sparse', 'twin', 'odd'];
const plain: readonly RowStyle[] = ['full', 'full', 'full'];

/** What is tried when a row is refused; the first row of a table is tried longer than others. */
const otherStyles: readonly RowStyle[] = ['full', 'least', 'mixed', 'mixed'];
const mostTries = { first: 40, later: 5 } as const;

export interface FillOptions {
  readonly isPlain: boolean;
  /** Triggers, rules and foreign keys have no say: those of the schema turned rows away, or foreign keys are filled later. */
  readonly isQuiet: boolean;
}

/** @returns why there is no row; nothing when there is one. */
export async function fillTable(
  session: Session,
  plan: TablePlan,
  { isPlain, isQuiet }: FillOptions,
  random: Random,
): Promise<ServerMessage | undefined> {
  const styles = isPlain ? plain : usual;
  const rows = styles.map((style, number) => planRow(plan, { style, number }, random));
  if ((await refusalOf(session, quietly(insertSql(plan.table, rows), isQuiet))) === undefined) return undefined;
  let isFilled = false;
  let last: ServerMessage | undefined;
  for (const [number, style] of styles.entries()) {
    const refusal = await fillRow(session, plan, { style, number }, isFilled ? 'later' : 'first', isQuiet, random);
    if (refusal) last = refusal;
    else isFilled = true;
  }
  return isFilled ? undefined : last;
}

async function fillRow(
  session: Session,
  plan: TablePlan,
  options: RowOptions,
  which: keyof typeof mostTries,
  wasQuiet: boolean,
  random: Random,
): Promise<ServerMessage | undefined> {
  let [isQuiet, isNumberedHere, number] = [wasQuiet, false, options.number];
  let refusal: ServerMessage | undefined;
  for (let tried = 0; tried < mostTries[which]; tried++) {
    const style = tried === 0 ? options.style : otherStyles[tried % otherStyles.length]!;
    const row = planRow(plan, { style, number, isNumberedHere }, random);
    refusal = await refusalOf(session, quietly(insertSql(plan.table, [row]), isQuiet));
    if (!refusal) return undefined;
    if (isOfData(refusal)) {
      if (isTaken(refusal)) {
        number += 7 + 10 * tried;
        isNumberedHere = plan.columns.some(({ isNumbered }) => isNumbered) && tried > 0;
      }
    } else isQuiet = true;
  }
  return refusal;
}

/** As if the rows came from another server, which had run the triggers: PostgreSQL manual, session_replication_role. */
function quietly(sql: string, isQuiet: boolean): string {
  return isQuiet
    ? `SET LOCAL session_replication_role = replica; ${sql}; SET LOCAL session_replication_role = origin`
    : sql;
}

/** A constraint or a type says no; anything else comes from functions of the schema. */
function isOfData({ code, where }: ServerMessage): boolean {
  return /^(?:22|23)/.test(code) && !where?.includes('PL/');
}

function isTaken({ code }: ServerMessage): boolean {
  return code === '23505' || code === '23P01';
}

/** Foreign keys that can neither be NULL nor be filled with what is there. */
export function unfilled({ foreignKeys, columns }: TablePlan): TablePlan['foreignKeys'] {
  return foreignKeys.filter(key => key.keys.length === 0 && nullableOf(key, columns).length === 0);
}
