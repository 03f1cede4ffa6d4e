import type { Hints } from './checkHints.js';
import { type Pool, poolOf } from './pool.js';

/** Of integers from 1 up to the greatest of their type. */
export function integerPool(greatest: bigint): Pool {
  const fits = (value: bigint) => value <= greatest && value >= -greatest;
  const edges = [0n, -7n, 300n, 70_000n, 5_000_000_000n];
  return poolOf(number => String(number + 1), {
    count: Number(greatest < 1_000_000n ? greatest : 1_000_000n),
    odd: edges.filter(fits).map(String),
    hinted: ({ numbers }) =>
      around(numbers, 1)
        .filter(value => Number.isFinite(value) && Math.abs(value) < 2 ** 53)
        .map(value => BigInt(Math.trunc(value)))
        .filter(fits)
        .map(String),
  });
}

export const realPool: Pool = poolOf(number => `${number + 1}.5`, {
  odd: ['0', '-0.25', '1000000'],
  hinted: ({ numbers }) => around(numbers, 0.5).map(String),
});

export const doublePool: Pool = poolOf(number => `${number + 1}.123456789012`, {
  odd: ['0', '-0.25', '123456789.125'],
  hinted: ({ numbers }) => around(numbers, 0.5).map(String),
});

/** With the digits that the type has room for: all of those after the point are used. */
export function numericPool(typmod: number): Pool {
  if (typmod < 4)
    return poolOf(number => `${number + 1}.375`, {
      odd: ['0', '-12345678901234567890.5', '0.000000001'],
      hinted: ({ numbers }) => around(numbers, 0.5).map(plainDecimal),
    });
  // PostgreSQL's numeric.c: the scale has 11 bits and a sign since version 15.
  const precision = ((typmod - 4) >> 16) & 0xffff;
  const scale = (((typmod - 4) & 0x7ff) ^ 1024) - 1024;
  const greatest = 10n ** BigInt(precision) - 1n;
  const one = 10n ** BigInt(Math.max(0, scale));
  const fraction = (one * 37n) / 100n;
  const units = (number: number) => {
    const value = BigInt(number + 1) * one + fraction;
    return value <= greatest ? value : (BigInt(number) % greatest) + 1n;
  };
  const hinted = ({ numbers }: Hints) =>
    around(numbers, 1 / Number(one))
      .filter(value => Math.abs(value) < 1e15)
      .map(value => BigInt(Math.round(value * Number(one))))
      .filter(value => value <= greatest && value >= -greatest)
      .map(value => written(value, scale));
  return poolOf(number => written(units(number), scale), {
    count: greatest < 1_000_000n ? Math.max(1, Number(greatest)) : 1_000_000,
    odd: [written(0n, scale), written(-greatest, scale), written(greatest, scale)],
    hinted,
  });
}

/** Units of the last digit as a number with a point. */
function written(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units);
  if (scale <= 0) return `${sign}${digits}${'0'.repeat(digits === '0' ? 0 : -scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** The numbers themselves, and what is on either side of them. */
export function around(numbers: readonly number[], step: number): readonly number[] {
  const all = numbers.flatMap(number => [number, number + step, number - step, Math.ceil(number), number + 10 * step]);
  return [...new Set(all)];
}

function plainDecimal(value: number): string {
  return Math.abs(value) < 1e15 ? String(Number(value.toFixed(9))) : String(value);
}
