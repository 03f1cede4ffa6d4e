import type { Side } from '../behaviour.js';

/**
 * Types among which the server casts by itself when values are assigned (pg_cast with castcontext `i` or `a`), as format_type spells
 * them, without modifiers.
 */
const assignable: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']),
  new Set(['text', 'character varying', 'character', 'bpchar', 'name']),
  new Set(['json', 'jsonb']),
  new Set(['bit', 'bit varying']),
  new Set(['inet', 'cidr']),
  new Set(['date', 'timestamp without time zone', 'timestamp with time zone']),
];

/** More of them, in one direction. */
const assignableTo: Readonly<Record<string, readonly string[]>> = {
  text: ['"char"'],
  'character varying': ['"char"'],
  character: ['"char"'],
  smallint: ['oid'],
  integer: ['money', 'oid'],
  bigint: ['money', 'oid'],
  numeric: ['money'],
  money: ['numeric'],
  oid: ['integer', 'bigint'],
  'timestamp without time zone': ['time without time zone'],
  'timestamp with time zone': ['time without time zone', 'time with time zone'],
  'time without time zone': ['time with time zone', 'interval'],
  'time with time zone': ['time without time zone'],
  interval: ['time without time zone'],
  macaddr: ['macaddr8'],
  macaddr8: ['macaddr'],
};

/** Casts that have to be asked for (castcontext `e`), besides those from and to text. */
const explicit: Readonly<Record<string, readonly string[]>> = {
  integer: ['boolean', 'bit', '"char"'],
  boolean: ['integer'],
  bigint: ['bit'],
  bit: ['integer', 'bigint'],
  '"char"': ['integer'],
  jsonb: ['boolean', 'smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
};

const texts = assignable[1]!;

/**
 * How values of a column become those of another type: undefined where ALTER COLUMN TYPE does it by itself, else the expression after
 * USING. `column` is quoted. Types that are not built in are converted by way of text, which every type can be written as and read from.
 */
export function usingFor(
  column: string,
  from: string,
  to: string,
  { source, target }: { source: Side; target: Side },
): string | undefined {
  const [old, now] = [baseOf(from, source), baseOf(to, target)];
  if (old.isArray === now.isArray) {
    if (isAssigned(old.name, now.name)) return undefined;
    if (!old.isArray && (texts.has(old.name) || explicit[old.name]?.includes(now.name))) return `${column}::${to}`;
  } else if (texts.has(now.name) && !now.isArray) return undefined;
  else if (texts.has(old.name) && !old.isArray) return `${column}::${to}`;
  return `${column}::text::${to}`;
}

function isAssigned(from: string, to: string): boolean {
  // Whatever can be written can be assigned to a text.
  if (from === to || texts.has(to)) return true;
  return assignable.some(group => group.has(from) && group.has(to)) || (assignableTo[from]?.includes(to) ?? false);
}

/** Without modifiers, as an element, and of a domain what it is made of. */
function baseOf(type: string, side: Side): { readonly name: string; readonly isArray: boolean } {
  const isArray = type.endsWith('[]');
  const element = isArray ? type.slice(0, -2) : type;
  const domain = side.get(`domain ${element}`);
  if (!isArray && domain?.kind === 'domain') return baseOf(domain.is.type, side);
  return { name: element.replace(/\([^()"]*\)/, ''), isArray };
}

/** Whether the server can keep the rows as they are (PostgreSQL manual, ALTER TABLE, notes). */
export function keepsRows(from: string, to: string): boolean {
  const plain = /^(?:text|character varying(?:\((\d+)\))?)$/;
  const [old, now] = [plain.exec(from), plain.exec(to)];
  if (!old || !now) return from === to;
  return now[1] === undefined || (old[1] !== undefined && Number(now[1]) >= Number(old[1]));
}

/** What can happen to values that become another type by themselves: `fails` for some, or `rounds` them without a word. */
export function lossOf(
  from: string,
  to: string,
  sides: { source: Side; target: Side },
): 'fails' | 'rounds' | undefined {
  const [old, now] = [baseOf(from, sides.source), baseOf(to, sides.target)];
  if (old.name !== now.name) {
    const [wide, narrow] = [numbers.indexOf(old.name), numbers.indexOf(now.name)];
    if (narrow >= 0 && wide > narrow) return isWhole(wide) ? 'fails' : 'rounds';
    if (old.name.startsWith('timestamp') && now.name === 'date') return 'rounds';
    if (/^(?:timestamp|interval)/.test(old.name) && now.name.startsWith('time ')) return 'rounds';
  }
  const [had, has] = [modifiersOf(from), modifiersOf(to)];
  if (texts.has(now.name)) return isLengthKept(old.name, had[0], now.name, has[0]) ? undefined : 'fails';
  if (has.length === 0) return undefined;
  if (now.name === 'numeric') {
    const [digits, scale = 0] = has;
    const [hadDigits, hadScale = 0] = had;
    if (hadDigits === undefined || old.name !== 'numeric')
      return isWhole(numbers.indexOf(old.name)) ? 'fails' : 'rounds';
    if (scale < hadScale) return 'rounds';
    return digits! - scale < hadDigits - hadScale ? 'fails' : undefined;
  }
  if (/^(?:time|interval)/.test(now.name)) return has[0]! < (had[0] ?? 6) ? 'rounds' : undefined;
  return had[0] === has[0] ? undefined : 'fails';
}

/** From the narrowest to the widest. */
const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'];

const isWhole = (rank: number) => rank >= 0 && rank <= 2;

function isLengthKept(from: string, had: number | undefined, to: string, has: number | undefined): boolean {
  if (has === undefined) return to !== 'character' && to !== 'name';
  return texts.has(from) && had !== undefined && had <= has;
}

/** `numeric(10,2)` → 10, 2 */
function modifiersOf(type: string): readonly number[] {
  const [, inside] = /\(([^()"]*)\)/.exec(type) ?? [];
  return inside === undefined ? [] : inside.split(',').map(Number);
}
