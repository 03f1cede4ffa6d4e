/** Error codes of k6: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
import type { ErrorKind } from '../report.js';

const codes: Readonly<Record<number, ErrorKind>> = {
  1020: 'client',
  1050: 'responseTimeout',
  1110: 'client',
  1111: 'client',
  1211: 'connectTimeout',
};
const families: readonly (readonly [from: number, to: number, kind: ErrorKind])[] = [
  [1100, 1199, 'dns'],
  [1210, 1219, 'refused'],
  [1200, 1299, 'reset'],
  [1300, 1399, 'tls'],
  [1600, 1799, 'protocol'],
];

/** @param message as k6 words it: for what it has no code of its own for. */
export function errorKind(code: number, message: string): ErrorKind {
  const known = codes[code] ?? families.find(([from, to]) => code >= from && code <= to)?.[2];
  if (known) return known;
  if (/\bEOF\b|server closed|connection (?:lost|reset)|broken pipe/i.test(message)) return 'reset';
  return /timeout|deadline/i.test(message) ? 'responseTimeout' : 'protocol';
}
