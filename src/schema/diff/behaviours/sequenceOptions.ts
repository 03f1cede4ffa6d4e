import type { SequenceOptions } from '../../inventory.js';

/** Smallest and greatest value by type (PostgreSQL manual, CREATE SEQUENCE). */
const bounds: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};

/** Whether numbers of the second type may be none of the first. */
export function isNarrower(type: string, than: string): boolean {
  return BigInt(bounds[type]![1]) < BigInt(bounds[than]![1]);
}

/** What a sequence has of which nothing is said. */
function usual({
  type,
  increment,
  minimum,
  maximum,
}: SequenceOptions): Pick<SequenceOptions, 'minimum' | 'maximum' | 'start'> {
  const [least, greatest] = bounds[type]!;
  const rises = !increment.startsWith('-');
  return {
    minimum: rises ? '1' : least,
    maximum: rises ? greatest : '-1',
    start: rises ? minimum : maximum,
  };
}

/** `INCREMENT BY 2 MINVALUE 0 …`: what is not usual, without the type. */
export function sequenceClauses(options: SequenceOptions): readonly string[] {
  const { minimum, maximum, start } = usual(options);
  return [
    ...(options.increment === '1' ? [] : [`INCREMENT BY ${options.increment}`]),
    ...(options.minimum === minimum ? [] : [`MINVALUE ${options.minimum}`]),
    ...(options.maximum === maximum ? [] : [`MAXVALUE ${options.maximum}`]),
    ...(options.start === start ? [] : [`START WITH ${options.start}`]),
    ...(options.cache === '1' ? [] : [`CACHE ${options.cache}`]),
    ...(options.cycle ? ['CYCLE'] : []),
  ];
}

/** What leads from one to the other, but for the type: that is taken to change, too. */
export function sequenceChanges(from: SequenceOptions, to: SequenceOptions): readonly string[] {
  const now = retyped(from, to.type);
  return [
    ...(now.increment === to.increment ? [] : [`INCREMENT BY ${to.increment}`]),
    ...(now.minimum === to.minimum ? [] : [`MINVALUE ${to.minimum}`]),
    ...(now.maximum === to.maximum ? [] : [`MAXVALUE ${to.maximum}`]),
    ...(now.start === to.start ? [] : [`START WITH ${to.start}`]),
    ...(now.cache === to.cache ? [] : [`CACHE ${to.cache}`]),
    ...(now.cycle === to.cycle ? [] : [to.cycle ? 'CYCLE' : 'NO CYCLE']),
    ...(isElsewhere(from, to) ? ['RESTART'] : []),
  ];
}

/** Whether no value that it can stand at is one of the new ones. */
function isElsewhere(from: SequenceOptions, to: SequenceOptions): boolean {
  return BigInt(from.maximum) < BigInt(to.minimum) || BigInt(from.minimum) > BigInt(to.maximum);
}

/** With the type its bounds change, if they were those of the old type (PostgreSQL manual, ALTER SEQUENCE: AS data_type). */
function retyped(options: SequenceOptions, type: string): SequenceOptions {
  if (options.type === type) return options;
  const [least, greatest] = bounds[options.type]!;
  const [newLeast, newGreatest] = bounds[type]!;
  return {
    ...options,
    type,
    minimum: options.minimum === least ? newLeast : options.minimum,
    maximum: options.maximum === greatest ? newGreatest : options.maximum,
  };
}

/**
 * Statements for before a change of bounds: a sequence that stands outside of the new ones cannot have them. One that was never used,
 * or lies below, starts within; one that has gone beyond is left alone, and the server refuses.
 */
export function moveWithin(
  sequence: string,
  literal: string,
  from: SequenceOptions,
  to: SequenceOptions,
): readonly string[] {
  const moves: string[] = [];
  if (isElsewhere(from, to)) return moves;
  const rises = !to.increment.startsWith('-');
  const isAllowed = BigInt(to.start) >= BigInt(from.minimum) && BigInt(to.start) <= BigInt(from.maximum);
  const set = (bound: string, condition: string) => {
    const value = isAllowed ? to.start : bound;
    moves.push(`SELECT pg_catalog.setval(${literal}, ${value}, false) FROM ${sequence} WHERE ${condition}`);
  };
  if (BigInt(to.minimum) > BigInt(from.minimum))
    set(to.minimum, `last_value < ${to.minimum}${rises ? '' : ' AND NOT is_called'}`);
  if (BigInt(to.maximum) < BigInt(from.maximum))
    set(to.maximum, `last_value > ${to.maximum}${rises ? ' AND NOT is_called' : ''}`);
  return moves;
}
