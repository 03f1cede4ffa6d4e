/** What a description and its application differ in, in every format. */
import type { Drift } from '../app/drift/drift.js';
import type { AppReading, Place } from '../app/readApp.js';
import { type Finding, startOfFile } from '../text/finding.js';
import { counted } from '../text/sentence.js';
import { type Printer, printable, shownPath, shownPlace } from './print.js';
import { sarifLog } from './sarif.js';

export type DriftFormat = 'text' | 'json' | 'sarif';

export interface ShownDrift {
  readonly drifts: readonly Drift[];
  readonly reading: AppReading;
  /** The description, absolute. */
  readonly output: string;
  readonly format: DriftFormat;
  readonly version: string;
}

export function showDrift({ drifts, reading, output, format, version }: ShownDrift, printer: Printer): void {
  if (format === 'sarif') {
    const log = sarifLog(
      drifts.map(drift => asFinding(drift, output)),
      version,
      process.cwd(),
    );
    printer.result(`${JSON.stringify(log, undefined, 2)}\n`);
    return;
  }
  if (format === 'json') {
    const status = drifts.length > 0 ? 'drift' : 'same';
    const shown = { status, output, drift: drifts.map(driftJson), unclear: unclearJson(reading) };
    printer.result(`${JSON.stringify(shown, undefined, 2)}\n`);
    return;
  }
  tellUnclear(reading, printer);
  for (const line of driftLines(drifts, printer)) printer.say(line);
  const name = printer.style('bold', printable(shownPath(output)));
  const mendable = drifts.filter(({ edits }) => edits.length > 0).length;
  const hint = mendable > 0 ? ` Without --check, ${mendable} of them would be mended.` : '';
  printer.say(
    drifts.length === 0
      ? `${printer.style('green', '✔')} ${name} says what the routes do (${counted(reading.operations.length, 'operation')}).`
      : `${printer.style('red', '✖')} ${name}: ${counted(drifts.length, 'difference')}.${hint}`,
  );
}

/** Both places of each: in the description, and in the program. */
export function driftLines(drifts: readonly Drift[], printer: Printer): string[] {
  return drifts.flatMap(({ message, kind, described, route }) => {
    const places = [described, route].flatMap(place => (place ? [shown(place)] : []));
    return [
      `${printable(message)}  ${printer.style('dim', kind)}`,
      ...places.map(place => `    ${printer.style('dim', place)}`),
    ];
  });
}

export function driftJson({ kind, method, path, message, described, route, edits }: Drift) {
  const mendable = edits.length > 0;
  return { kind, method, path, message, described: placeJson(described), route: placeJson(route), mendable };
}

export function tellUnclear({ unclear }: AppReading, printer: Printer): void {
  for (const { place, message } of unclear) printer.warn(`${shown(place)}  ${printable(message)}`);
}

export function unclearJson({ unclear }: AppReading) {
  return unclear.map(({ place, message }) => ({ message, file: place.path, line: place.range.start.line + 1 }));
}

/** At the description where it has the thing; the other place is in the words. */
function asFinding({ kind, message, described, route }: Drift, output: string): Finding {
  const place = described ?? route ?? { path: output, range: startOfFile };
  const other = described && route ? ` (${shown(route).replaceAll('\\', '/')})` : '';
  return { rule: kind, severity: 'warning', message: message + other, ...place, fixes: [] };
}

function shown({ path, range }: Place): string {
  return printable(shownPlace(path, range.start));
}

/** Lines and columns from one. */
function placeJson(place: Place | undefined) {
  if (!place) return null;
  const { line, character } = place.range.start;
  return { path: place.path, file: shownPath(place.path).replaceAll('\\', '/'), line: line + 1, column: character + 1 };
}
