/** Numbers as people read them. */

/** `812 bytes`, `8.0 KB`, `1.3 GB`: 1024 of each make the next. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let [size, unit] = [bytes, 0];
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `1,234,567`; whatever the language of the machine is. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `812`, `12 k`, `1.2 M`: where there is little room. */
export function shortCountText(count: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  let [size, unit] = [Math.round(count), 0];
  // What would be rounded up to a thousand is one of the next unit.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 9.95 ? Math.round(size) : size.toFixed(1).replace('.0', '')}${units[unit]}`;
}

/** `1 row`, `2,000 rows`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${countText(count)} ${Math.round(count) === 1 ? noun : many}`;
}

/** `12 s`, `5 min`, `3 h`, `12 days`. */
export function spanText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} days`;
}

/** `2026-11-22T01:49:38.123Z` → `2026-11-22 01:49 UTC`. */
export function momentText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `0.4 ms`, `120 ms`, `3.2 s`, `5 min`. */
export function millisecondsText(milliseconds: number): string {
  if (milliseconds >= 120_000) return spanText(milliseconds / 1000);
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** `97.3 %`; what is not all is never said to be 100 %. */
export function percentText(share: number): string {
  const percent = share * 100;
  const rounded = percent.toFixed(1).replace(/\.0$/, '');
  return `${rounded === '100' && share < 1 ? '99.9' : rounded} %`;
}

/** A name in a message. */
export function named(name: string): string {
  return `\`${name}\``;
}

export function plainNumbers(
  numbers: Readonly<Record<string, number | undefined | null>>,
): Readonly<Record<string, number>> {
  const known = Object.entries(numbers).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return Object.fromEntries(known);
}
