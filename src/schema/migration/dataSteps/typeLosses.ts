/** What becomes of values when a column's type changes. */
import type { DiffContext } from '../../diff/behaviour.js';
import type { Hazard } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { quoteLiteral } from '../../print.js';

type Column = ObjectOf<'column'>;

const wholeNumbers: Readonly<Record<string, readonly [bits: number, least: string, most: string]>> = {
  smallint: [16, '-32768', '32767'],
  integer: [32, '-2147483648', '2147483647'],
  bigint: [64, '-9223372036854775808', '9223372036854775807'],
};

/** Hazards of a change of type that the statement's own do not tell. */
export function typeHazards(
  from: Column,
  to: Column,
  using: string | undefined,
  context: DiffContext,
): readonly Hazard[] {
  const removed = removedValues(from, to, context);
  if (removed) return [removed];
  if (using !== undefined) return [failsToConvert(to, context)];
  return [...narrowing(from, to), ...losing(from, to)];
}

/** Values of an enum that rows may have and the new one lacks. */
function removedValues(
  { is: old }: Column,
  { is, address }: Column,
  { source, target }: DiffContext,
): Hazard | undefined {
  const element = (type: string) => type.replace(/\[\]$/, '');
  const [before, after] = [source.get(`enum ${element(old.type)}`), target.get(`enum ${element(is.type)}`)];
  if (before?.kind !== 'enum' || after?.kind !== 'enum') return undefined;
  const gone = before.is.values.filter(value => !after.is.values.includes(value)).map(quoteLiteral);
  if (gone.length === 0) return undefined;
  const list = gone.join(', ');
  const where = is.type.endsWith('[]') ? `${address}::text[] && ARRAY[${list}]` : `${address}::text IN (${list})`;
  const reason = `It fails when a row has ${gone.length === 1 ? 'the value' : 'one of the values'} ${list}. Find them with SELECT * FROM ${is.table} WHERE ${where}`;
  return { kind: 'dependsOnData', reason };
}

/** By USING: `pg_input_is_valid` is there since 16. */
function failsToConvert({ is, address }: Column, { version }: DiffContext): Hazard {
  const query =
    version < 160000
      ? ''
      : ` Find such values with SELECT ${address} FROM ${is.table} WHERE NOT pg_input_is_valid(${address}::text, ${quoteLiteral(is.type)}).`;
  return {
    kind: 'dependsOnData',
    reason: `It fails when a value of ${address} cannot be read as ${is.type}.${query} Write another expression behind USING to convert them your way.`,
  };
}

function narrowing({ is: old }: Column, { is, address }: Column): readonly Hazard[] {
  const fails = (what: string, where: string): readonly Hazard[] => [
    {
      kind: 'dependsOnData',
      reason: `It fails when ${what}. Find them with SELECT ${address} FROM ${is.table} WHERE ${where}`,
    },
  ];
  const length = /^character(?: varying)?\((\d+)\)$/.exec(is.type)?.[1];
  const before = /^character(?: varying)?\((\d+)\)$/.exec(old.type)?.[1];
  if (length !== undefined && (before === undefined || Number(before) > Number(length)))
    return fails(`a value of ${address} is longer than ${length} characters`, `length(${address}::text) > ${length}`);
  const range = wholeNumbers[is.type];
  const old2 = wholeNumbers[old.type];
  if (range && (old2 ? old2[0] > range[0] : /^(?:numeric|real|double)/.test(old.type)))
    return fails(
      `a value of ${address} is out of the range of ${is.type}`,
      `${address} NOT BETWEEN ${range[1]} AND ${range[2]}`,
    );
  const digits = /^numeric\((\d+),(-?\d+)\)$/.exec(is.type);
  const room = digits ? Number(digits[1]) - Number(digits[2]) : undefined;
  const had = /^numeric\((\d+),(-?\d+)\)$/.exec(old.type);
  const hadRoom = had ? Number(had[1]) - Number(had[2]) : Infinity;
  if (room !== undefined && hadRoom > room)
    return fails(`a value of ${address} has more than ${room} digits before the point`, `abs(${address}) >= 1e${room}`);
  return [];
}

const fractional = /^(?:numeric|real|double precision)/;
const moment = /^timestamp/;

function losing({ is: old }: Column, { is, address }: Column): readonly Hazard[] {
  const lost = (what: string): readonly Hazard[] => [
    { kind: 'deletesData', reason: `${what} of ${is.table}.${address} are lost.` },
  ];
  if (fractional.test(old.type) && is.type in wholeNumbers) return lost('Fractions of values');
  if (old.type === 'double precision' && is.type === 'real') return lost('Digits of values');
  if (moment.test(old.type) && is.type === 'date') return lost('Times of the day');
  if (moment.test(old.type) && moment.test(is.type) && precision(is.type) < precision(old.type))
    return lost('Fractions of seconds');
  const [scale, had] = [/^numeric\(\d+,(-?\d+)\)$/.exec(is.type)?.[1], /^numeric(?:\(\d+,(-?\d+)\))?$/.exec(old.type)];
  if (scale !== undefined && had && (had[1] === undefined || Number(had[1]) > Number(scale)))
    return lost('Digits behind the point');
  return [];
}

function precision(type: string): number {
  return Number(/\((\d)\)/.exec(type)?.[1] ?? 6);
}
