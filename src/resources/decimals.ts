/** Decimal numbers as texts, so that no digit is lost: `-12.50`. */

/** Negative: a is less than b. */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  const scale = Math.max(left.fraction.length, right.fraction.length);
  const difference = scaled(left, scale) - scaled(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

interface Parts {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function partsOf(text: string): Parts {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  return { negative: sign === '-', whole, fraction };
}

function scaled({ negative, whole, fraction }: Parts, scale: number): bigint {
  const value = BigInt(whole + fraction.padEnd(scale, '0'));
  return negative ? -value : value;
}
