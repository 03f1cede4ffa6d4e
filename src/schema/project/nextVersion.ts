/** The version of the migration after the newest one, written the way the folder writes them. */

/**
 * Times move to the later of one second after the newest and the start of `today` (UTC), so that the answer is the same all day long;
 * counters go up by one. The shape stays: `0009` → `0010`, `2024-01-02-120000` → `2024-01-02-120001`, `1.9` → `1.10`.
 *
 * @param newest the version as its file has it; only digits and the separators between them.
 */
export function nextVersion(newest: string, today: Date): string {
  return versionFrom(newest, new Date(startOfDay(today)));
}

/** As nextVersion, with times that are not before `earliest`. */
export function versionFrom(newest: string, earliest: Date): string {
  const digits = newest.replace(/\D/g, '');
  const time = timeOf(digits);
  if (time !== undefined) {
    const next = new Date(Math.max(time + stepOf(digits), earliest.getTime()));
    return reshape(newest, formatLike(digits, next));
  }
  return newest.replace(/\d+$/, last => String(BigInt(last) + 1n).padStart(last.length, '0'));
}

/** Milliseconds since 1970 for `20240102120000` (also to the minute, the day or the millisecond) and for Unix times; else undefined. */
function timeOf(digits: string): number | undefined {
  if (digits.length === 10 || digits.length === 13) {
    const time = digits.length === 10 ? Number(digits) * 1000 : Number(digits);
    return time > Date.UTC(2001, 0) && time < Date.UTC(2100, 0) ? time : undefined;
  }
  const parts = /^(20\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(?:(\d\d)(\d\d\d)?)?)?$/.exec(digits)?.slice(1);
  if (!parts || parts.length === 0) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = parts.map(part => Number(part ?? 0));
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return isDate ? Date.UTC(year, month - 1, day, hour, minute, second, ms) : undefined;
}

function stepOf({ length }: string): number {
  return length === 8 ? 86_400_000 : length === 12 ? 60_000 : 1000;
}

function formatLike({ length }: string, date: Date): string {
  if (length === 10) return String(Math.floor(date.getTime() / 1000));
  if (length === 13) return String(date.getTime());
  return date.toISOString().replace(/\D/g, '').slice(0, length);
}

function startOfDay(day: Date): number {
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
}

/** Puts new digits where the old ones stand. */
function reshape(shape: string, digits: string): string {
  let at = 0;
  return shape.replace(/\d/g, () => digits[at++]!);
}
