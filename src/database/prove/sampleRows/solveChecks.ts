import { quoteLiteral, quoteName } from '../../../schema/print.js';
import type { Session } from '../../session.js';
import { chooseKeys } from './chooseKeys.js';
import type { Random } from './random.js';
import type { TableFacts } from './tableFacts.js';
import type { Cell, Cells, CheckedGroup, ColumnPlan, Condition, TablePlan } from './tablePlan.js';
import { rowsOf } from './tries.js';

/** How many rows are made up, and when none of them will do, how many more. */
const attempts = [150, 2500] as const;
const mostSolutions = 40;
/** Of one column. */
const mostValues = 200;

/** How often a column that may be NULL is, in one row and in the next: some checks want nearly all of them to be. */
const shareOfNulls = [0.2, 0, 0.5, 0.85] as const;

/** By column: values that it takes, as far as it alone decides. */
type Taken = ReadonlyMap<string, readonly (string | null)[]>;

/** Makes up values of columns of which checks speak, and has the server say which of them go together. */
export async function solveChecks(session: Session, plan: TablePlan, random: Random): Promise<TablePlan> {
  if (plan.groups.length === 0) return plan;
  const taken = await takenAlone(session, plan);
  const groups: CheckedGroup[] = [];
  for (const group of plan.groups) {
    const [only] = group.columns.length === 1 ? group.columns : [];
    const isKey = plan.foreignKeys.some(({ columns }) => columns.some(name => group.columns.includes(name)));
    const values = only === undefined || isKey ? undefined : taken.get(only);
    const solutions = values
      ? values.map(value => new Map([[only!, value]]))
      : await solve(session, plan, group, taken, random);
    groups.push({ ...group, solutions });
  }
  return { ...plan, groups };
}

/** What each column takes by the checks that speak of nothing else. Columns without such checks are left out. */
async function takenAlone(session: Session, { table, columns, groups }: TablePlan): Promise<Taken> {
  const own = groups.flatMap(({ conditions }) => conditions.filter(one => one.columns.length === 1));
  const asked = columns.flatMap(column => {
    const conditions = own.filter(one => one.columns[0] === column.name);
    const values = candidatesOf(column);
    return conditions.length > 0 && values.length > 0 ? [{ column, conditions, values }] : [];
  });
  const selects = asked.map(({ column, conditions, values }) =>
    holdingSql(
      table,
      [column],
      values.map(value => new Map([[column.name, value]])),
      conditions,
      mostValues,
    ),
  );
  const all = selects.length > 0 ? await places(session, selects) : [];
  const taken = new Map<string, readonly (string | null)[]>();
  for (const [i, { column, values }] of asked.entries()) {
    const found = all ? all[i] : (await places(session, [selects[i]!]))?.[0];
    if (found)
      taken.set(
        column.name,
        found.map(at => values[at]!),
      );
  }
  return taken;
}

function candidatesOf({ hinted, pool, takesNull }: ColumnPlan): readonly (string | null)[] {
  const counted = Array.from({ length: Math.min(20, pool.count) }, (_, number) => pool.at(number));
  const values = [...hinted.slice(0, mostValues), ...counted, ...pool.odd];
  return [...new Set<string | null>(values), ...(takesNull ? [null] : [])];
}

async function solve(
  session: Session,
  plan: TablePlan,
  group: CheckedGroup,
  taken: Taken,
  random: Random,
): Promise<readonly Cells[]> {
  const columns = plan.columns.filter(({ name }) => group.columns.includes(name));
  const isImpossible = columns.some(({ pool, takesNull }) => pool.count === 0 && !takesNull);
  if (columns.length < group.columns.length || isImpossible) return [];
  const foreignKeys = plan.foreignKeys.filter(key => key.columns.every(name => group.columns.includes(name)));
  for (const count of attempts) {
    const rows = Array.from({ length: count }, (_, nth) => {
      const share = shareOfNulls[nth % shareOfNulls.length]!;
      const cells = new Map<string, Cell>();
      for (const { name, takesNull } of columns) if (takesNull && random.next() < share) cells.set(name, null);
      chooseKeys({ columns, foreignKeys }, cells, most => random.below(most));
      for (const column of columns)
        if (!cells.has(column.name)) cells.set(column.name, someValue(column, taken.get(column.name), random));
      return cells;
    });
    const found = await places(session, [holdingSql(plan.table, columns, rows, group.conditions, mostSolutions)]);
    if (found === undefined) return [];
    if (found[0]!.length > 0) return found[0]!.map(at => rows[at]!);
  }
  return [];
}

function someValue(
  { hinted, pool }: ColumnPlan,
  taken: readonly (string | null)[] | undefined,
  random: Random,
): string | null {
  const values = taken?.filter(value => value !== null) ?? [];
  const kind = random.below(8);
  if (values.length > 0) return random.pick(values)!;
  // What the check names stands first: half of the time it is that.
  if (hinted.length > 0 && kind < 6)
    return hinted[random.below(kind < 3 ? Math.min(12, hinted.length) : hinted.length)]!;
  if (pool.count === 0) return null;
  if (kind === 6 && pool.odd.length > 0) return random.pick(pool.odd)!;
  return pool.at(random.below(50));
}

/** A query for the places of those rows for which all conditions hold. */
function holdingSql(
  table: TableFacts,
  columns: readonly ColumnPlan[],
  rows: readonly Cells[],
  conditions: readonly Condition[],
  most: number,
): string {
  const values = rows.map((row, i) => {
    const cells = columns.map(({ name, typeName }) => {
      const cell = row.get(name) ?? null;
      const literal = cell === null ? 'NULL' : quoteLiteral(cell);
      return i === 0 ? `${literal}::${typeName}` : literal;
    });
    return `(${i}, ${cells.join(', ')})`;
  });
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const where = conditions.map(({ sql }) => `((${sql}) is not false)`).join(' and ');
  const known = new Set(columns.map(({ name }) => name));
  const computed = table.generated.filter(one => one.columns.every(name => known.has(name)));
  const more = computed.map(one => `, (${one.expression})::${one.typeName} as ${quoteName(one.name)}`).join('');
  const from = `(values ${values.join(', ')}) t("row's number", ${names})`;
  return `select "row's number" as at from (select *${more} from ${from}) t where ${where} order by 1 limit ${most}`;
}

/** Answers by session and query: hundreds of tables have the same columns with the same checks. */
const answered = new WeakMap<Session, Map<string, Promise<Places | undefined>>>();

type Places = readonly (readonly number[])[];

/** Of each of the queries. `undefined`: the server cannot say. */
function places(session: Session, selects: readonly string[]): Promise<Places | undefined> {
  const known = answered.get(session) ?? new Map<string, Promise<Places | undefined>>();
  answered.set(session, known);
  const question = selects.join('\n');
  const answer = known.get(question) ?? askPlaces(session, selects);
  known.set(question, answer);
  return answer;
}

async function askPlaces(session: Session, selects: readonly string[]): Promise<Places | undefined> {
  const lists = selects.map(sql => `(select coalesce(json_agg(at), '[]') from (${sql}) s)`);
  const found = await rowsOf<{ at: readonly (readonly number[])[] }>(
    session,
    `select json_build_array(${lists.join(', ')}) as at`,
  );
  return found?.[0]?.at;
}
