/** Reads applications that may have generated code in them. */
import type { Sources } from '../project/sources.js';
import { type AppReading, type ReadOptions, readApp } from '../readApp.js';
import { complete } from './complete.js';
import { tablesIn } from './contracts.js';
import { generatedSources, isGenerated } from './sources.js';

/** Of generated code, the routes for every method are those that answer 405 to what no operation has. */
export function readProgram(sources: Sources, options: ReadOptions): AppReading {
  const reading = readApp(generatedSources(sources), options);
  const ours = sources.programs.flatMap(path => {
    const text = /(?:\.routes|[\\/]index)\.ts$/.test(path) ? sources.read(path) : undefined;
    return text !== undefined && isGenerated(text) ? [{ path, text }] : [];
  });
  if (!reading.document || ours.length === 0) return reading;
  const files = new Set(ours.map(({ path }) => path));
  const tables = ours.map(({ path, text }) => tablesIn(path, text));
  const served = new Set(
    reading.operations.filter(({ route }) => files.has(route.path)).map(({ method, path }) => `${method} ${path}`),
  );
  const all = {
    contracts: tables.flatMap(({ contracts }) => contracts),
    schemes: Object.assign({}, ...tables.map(({ schemes }) => schemes)),
  };
  return {
    ...reading,
    document: complete(reading.document, all, (method, path) => served.has(`${method} ${path}`)),
    unclear: reading.unclear.filter(({ place, about }) => about.what !== 'methods' || !files.has(place.path)),
  };
}
