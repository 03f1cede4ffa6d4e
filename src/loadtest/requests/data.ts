/** Rows for `{{column}}`, from a CSV file with a header row or a JSON list of objects. */
import { CsvError, parse } from 'csv-parse/sync';
import { readDocument } from '../../openapi/document.js';
import type { Json } from '../../openapi/json.js';
import { isObject } from '../../openapi/values.js';
import { Problem } from '../../text/problem.js';

export type Row = Readonly<Record<string, string>>;

/** Each worker holds a copy. */
export const mostDataBytes = 64 * 1024 * 1024;
const mostRows = 200_000;

/**
 * JSON when the text begins with `[` or `{`, else CSV (comma, semicolon or tab, as its first line has it).
 * @param path for messages.
 * @throws Problem for what is neither, is empty or too large.
 */
export function parseRows(text: string, path: string): Row[] {
  if (text.length > mostDataBytes) {
    throw new Problem('The data is larger than 64 MiB, and each worker keeps a copy of it. Use a part of it.', {
      path,
    });
  }
  const rows = /^\uFEFF?\s*[[{]/.test(text) ? jsonRows(text, path) : csvRows(text, path);
  if (rows.length === 0) throw new Problem('There is no data: not one row below the names of the columns.', { path });
  if (rows.length > mostRows) {
    const most = mostRows.toLocaleString('en-US');
    throw new Problem(`There are more than ${most} rows, and each worker keeps a copy of them. Use a part of them.`, {
      path,
    });
  }
  return rows;
}

function csvRows(text: string, path: string): Row[] {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].reduce((best, each) => (count(first, each) > count(first, best) ? each : best));
  let records: string[][];
  try {
    records = parse(text, { bom: true, delimiter, skip_empty_lines: true, to: mostRows + 2 });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    throw new Problem(`This is not CSV: ${error.message}.`, { path, position: { line: line - 1, character: 0 } });
  }
  const [names = [], ...rest] = records;
  const columns = names.map(name => name.trim());
  const wrong = columns.find((name, i) => name === '' || columns.indexOf(name) !== i);
  if (wrong !== undefined) {
    const what = wrong === '' ? 'has an empty name' : `${JSON.stringify(wrong)} is there twice`;
    throw new Problem(`The first line names the columns, each once; one of them ${what}.`, { path });
  }
  return rest.map(values => rowOf(columns.map((name, i) => [name, values[i]!])));
}

function count(text: string, character: string): number {
  return text.split(character).length;
}

function jsonRows(text: string, path: string): Row[] {
  let list: Json;
  try {
    list = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const broken = readDocument('data.json', text.replace(/^\uFEFF/, '')).findings[0];
    const why = broken?.message ?? 'This is not JSON.';
    throw new Problem(why, { path, ...(broken && { position: broken.range.start }) });
  }
  if (!Array.isArray(list)) {
    throw new Problem('JSON data is a list of objects, one for each row: [{ "user": "ada" }, { "user": "bob" }].', {
      path,
      position: { line: 0, character: 0 },
    });
  }
  return (list as readonly Json[]).map((row, index) => {
    if (!isObject(row))
      throw new Problem(`Entry ${index + 1} of the list is not an object with names and values.`, { path });
    return rowOf(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
  });
}

/** Names such as `__proto__` are names like any other. */
function rowOf(entries: readonly (readonly [string, string])[]): Row {
  return Object.fromEntries(entries);
}
