/** Figures as people read them: three significant digits, a unit, thousands apart, and never rounded into a better result. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Three significant digits: `0.0421`, `4.21`, `42.1`, `421`, `4,213`. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return whole.format(value);
  if (size >= 9.995) return value.toFixed(1);
  if (size >= 0.9995) return value.toFixed(2);
  return size >= 0.0995 ? value.toFixed(3) : value.toFixed(4);
}

/** Of milliseconds: `84 µs`, `4.21 ms`, `421 ms`, `12.3 s`. */
export function milliseconds(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 9_999.5) return `${digits(value / 1000)} s`;
  if (size > 0 && size < 0.9995) return `${whole.format(value * 1000)} µs`;
  return `${digits(value)} ms`;
}

export function count(value: number): string {
  return Number.isFinite(value) ? whole.format(value) : '–';
}

/** `1 request`, `2 requests`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Requests a second. */
export function rate(value: number): string {
  return `${digits(value)} req/s`;
}

/** Of a share of 1: what is nearly all is never 100 %, what is nearly nothing never 0 %. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  if (share > 0.9999 && share < 1) return '> 99.99 %';
  if (share > 0 && share < 0.0001) return '< 0.01 %';
  const value = Math.floor(share * 10_000 + 1e-6) / 100;
  return `${value === Math.trunc(value) ? value : value < 10 || value > 99 ? value.toFixed(2) : value.toFixed(1)} %`;
}

/** `4.2 s`, `1 min 20 s`, `2 h 5 min`. */
export function span(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 59.95) return `${Number(Math.max(0, seconds).toFixed(1))} s`;
  const all = Math.round(seconds);
  const minutes = Math.floor(all / 60);
  if (minutes < 60) return all % 60 ? `${minutes} min ${all % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}

/** Decimal units: `12.3 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? count(size) : digits(size)} ${units[unit]}`;
}

/** `+12 %`, `−3.4 %`, `±0.0 %`: of a difference as a share. */
export function change(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const shown = percentPoints(Math.abs(share));
  return `${Number(shown.replaceAll(',', '')) === 0 ? '±' : share < 0 ? '−' : '+'}${shown} %`;
}

/** `12–18 %`, `0.4–1.2 %`, `12.4 %` where both ends look the same: of two positive shares, in either order. */
export function percentRange(one: number, other: number): string {
  const low = percentPoints(Math.min(one, other));
  const high = percentPoints(Math.max(one, other));
  return low === high ? `${(((one + other) / 2) * 100).toFixed(1)} %` : `${low}–${high} %`;
}

function percentPoints(share: number): string {
  const value = share * 100;
  return value >= 9.95 ? whole.format(value) : value.toFixed(1);
}

/** `p50`, `p99.9`. */
export function percentileName(percentile: number): string {
  return `p${Number(percentile.toFixed(4))}`;
}
