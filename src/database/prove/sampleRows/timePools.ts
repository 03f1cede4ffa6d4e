import { type Pool, poolOf } from './pool.js';

const day = 86_400_000;
const start = Date.UTC(2024, 0, 15);

const dateText = (time: number) => new Date(time).toISOString().slice(0, 10);
const nth = (number: number) => dateText(start + (number % 100_000) * day);
const count = 100_000;

/** `.123456`, or what of it there is room for. */
function fraction(digits: number): string {
  return digits === 0 ? '' : `.${'123456'.slice(0, digits < 0 ? 6 : digits)}`;
}

/** Of dates, alone or with a time of the day behind them. */
function datesWith(time: string, odd: readonly string[]): Pool {
  return poolOf(number => `${nth(number)}${time}`, {
    count,
    odd,
    hinted: ({ texts, numbers }) => {
      const named = texts.map(text => Date.parse(/^\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? ''));
      const around = named
        .filter(found => !Number.isNaN(found) && Math.abs(found) < 6e13)
        .flatMap(found => [found, found + day, found - day, found + 40 * day, found - 40 * day].map(dateText));
      // `EXTRACT(year FROM d) = 2020`, and months and days.
      const years = numbers.filter(number => Number.isInteger(number) && number >= 1000 && number < 3000);
      const months = numbers.filter(number => Number.isInteger(number) && number >= 1 && number <= 12);
      const pad = (number: number) => String(number).padStart(2, '0');
      const parts = [
        ...years.flatMap(year => [year - 1, year, year + 1].map(one => `${one}-06-15`)),
        ...months.flatMap(month => [`2024-${pad(month)}-01`, `2024-01-${pad(month)}`]),
      ];
      const far = ['2001-02-03', '2099-12-31', '1900-01-01', dateText(start), dateText(start + day)];
      return [...around, ...parts, ...far].map(date => `${date}${time}`);
    },
  });
}

export const datePool: Pool = datesWith('', ['1969-07-20', '2100-02-28']);

/** @param typmod digits of the seconds; -1: six. */
export function timestampPool(typmod: number, zone: '' | '+00'): Pool {
  return datesWith(` 10:20:30${fraction(typmod)}${zone}`, [
    `1969-07-20 20:17:40${fraction(typmod)}${zone}`,
    `2100-02-28 00:00:00${zone}`,
  ]);
}

export function timePool(typmod: number, zone: '' | '+00'): Pool {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
  const clock = (number: number) => `${at((number * 61 + 3600) % 86_400)}${fraction(typmod)}${zone}`;
  return poolOf(clock, {
    count: 86_400,
    odd: [`00:00:00${zone}`],
    hinted: ({ texts }) => texts.filter(text => /^\d\d:\d\d/.test(text)),
  });
}

/** PostgreSQL's timestamp.h: which fields an interval has is in the upper bits, the digits of the seconds in the lower. */
export function intervalPool(typmod: number): Pool {
  const digits = typmod < 0 || (typmod & 0xffff) === 0xffff ? 6 : typmod & 0xffff;
  return poolOf(number => `${number + 1} years 2 mons ${number + 1} days 04:05:06${fraction(digits)}`, {
    odd: ['0', '-3 mons', '00:00:01', '1 day'],
    hinted: ({ texts }) =>
      texts.filter(
        text =>
          /^-?[\d:]+/.test(text) &&
          /^[\d\s:.+-]*(?:\b(?:years?|mons?|months?|days?|hours?|minutes?|seconds?|weeks?)\b[\d\s:.+-]*)*$/.test(text),
      ),
  });
}
