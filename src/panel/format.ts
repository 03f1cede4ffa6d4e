/** Figures as people read them: three significant digits, a unit, never rounded into a better result. */

import { count } from '../loadtest/output/format.js';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

export function duration(milliseconds: number): Quantity {
  if (!Number.isFinite(milliseconds)) return { value: '–', unit: '' };
  if (milliseconds >= 9_999.5) return { value: digits(milliseconds / 1000), unit: 's' };
  // As exported reports have it.
  if (milliseconds > 0 && milliseconds < 0.9995) return { value: whole.format(milliseconds * 1000), unit: 'µs' };
  return { value: digits(milliseconds), unit: 'ms' };
}

export function milliseconds(value: number): string {
  return text(duration(value));
}

/** A number with what it needs of decimals: `0.42`, `4.21`, `42.1`, `4,213`. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 9.995) return value.toFixed(2);
  if (size < 99.95) return value.toFixed(1);
  return whole.format(value);
}

/** Requests a second: whole above ten. */
export function rate(value: number): string {
  return Math.abs(value) >= 9.95 ? count(value) : digits(value);
}

/** `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function span(seconds: number): string {
  const all = Math.max(0, Math.ceil(seconds));
  if (all < 60) return `${all} s`;
  const minutes = Math.floor(all / 60);
  if (minutes < 60) return all % 60 ? `${minutes} min ${all % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}

/** `4.2 s` while it is short, then as `span`. */
export function lasted(seconds: number): string {
  return seconds < 60 ? `${Number(seconds.toFixed(1))} s` : span(seconds);
}

export function bytes(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value < 1000) return `${count(value)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = value / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 99.95 ? size.toFixed(1) : whole.format(size)} ${units[unit]}`;
}

export function text({ value, unit }: Quantity): string {
  return unit ? `${value} ${unit}` : value;
}

/** `+12 %`, `−3.4 %`: of a difference. */
export function change(share: number): string {
  const size = Math.abs(share * 100);
  const shown = size >= 9.95 ? whole.format(size) : size.toFixed(1);
  return `${Number(shown.replaceAll(',', '')) === 0 ? '±' : share < 0 ? '−' : '+'}${shown} %`;
}
