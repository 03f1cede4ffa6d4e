/** What the command line says, and where: results on standard output, words about them on standard error. */
import nodePath from 'node:path';
import { styleText } from 'node:util';
import type { Finding, Position, Severity } from '../text/finding.js';
import type { Problem } from '../text/problem.js';

export type Style = Parameters<typeof styleText>[0];

export interface Printer {
  /** True with `--json`: standard output belongs to one JSON document. */
  readonly json: boolean;
  readonly verbose: boolean;
  /** Words for people: to standard output, with `--json` to standard error. */
  say(line: string): void;
  /** To standard error. */
  warn(line: string): void;
  /** The result itself, to standard output as it is. */
  result(text: string): void;
  style(style: Style, text: string): string;
}

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Colours only for people: a terminal, without NO_COLOR (https://no-color.org), or FORCE_COLOR. */
export function createPrinter(
  options: { json: boolean; verbose: boolean },
  streams: { out: Stream; err: Stream },
  environment: Readonly<Record<string, string | undefined>>,
): Printer {
  const words = options.json ? streams.err : streams.out;
  const wanted = environment['FORCE_COLOR'] ?? '';
  const colour =
    !environment['NO_COLOR'] &&
    (wanted !== '' ? wanted !== '0' : words.isTTY === true && environment['TERM'] !== 'dumb');
  return {
    ...options,
    say: line => void words.write(`${line}\n`),
    warn: line => void streams.err.write(`${line}\n`),
    result: text => void streams.out.write(text),
    style: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** Relative to the working directory when it is below it, with the separators of this system. */
export function shownPath(path: string): string {
  if (/^https?:/i.test(path)) return path;
  const relative = nodePath.relative(process.cwd(), path);
  return relative === '' || relative.startsWith('..') || nodePath.isAbsolute(relative) ? path : relative;
}

/** `file:line:column`, counted from one, as editors and CI logs link them. */
export function shownPlace(path: string, position?: Position): string {
  return position ? `${shownPath(path)}:${position.line + 1}:${position.character + 1}` : shownPath(path);
}

export function problemLine(problem: Problem): string {
  const place = problem.place ? `${shownPlace(problem.place.path, problem.place.position)} ` : '';
  return `error: ${printable(place)}${printable(problem.message)}`;
}

/** Text from a description must not move the cursor, change the terminal's title or turn the direction of a line. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}

const colours: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue', hint: 'dim' };

export function shownSeverity(printer: Printer, severity: Severity, width = 0): string {
  return printer.style(colours[severity], severity.padEnd(width));
}

/** A finding in JSON output: the file as people see it, lines and columns from one, and the zero-based range. */
export function findingJson(finding: Finding) {
  const { start, end } = finding.range;
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    path: finding.path,
    file: shownPath(finding.path).replaceAll('\\', '/'),
    line: start.line + 1,
    column: start.character + 1,
    end_line: end.line + 1,
    end_column: end.character + 1,
    range: finding.range,
    fixes: finding.fixes,
  };
}
