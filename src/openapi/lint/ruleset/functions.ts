/** Functions of rules: Spectral's own by name, and those of the project. */
import nodePath from 'node:path';
import type { SourceDocument } from '../../document.js';
import type { Json } from '../../json.js';
import { nearestName } from '../../nearest.js';
import { isObject, member } from '../../values.js';
import { coreFunctionNames, functionNamed } from './builtIn.js';
import { functionFile, importCode } from './code.js';
import { type RulesetReading, say } from './reading.js';

export type Functions = ReadonlyMap<string, unknown>;

/** What `functions` and `functionsDir` name. */
export async function readFunctions(reading: RulesetReading, document: SourceDocument): Promise<Functions> {
  const found = new Map<string, unknown>();
  const list = member(document.value, 'functions');
  if (!Array.isArray(list)) return found;
  if (!reading.trusted) {
    say(
      reading,
      document,
      ['functions'],
      'Functions run only in workspaces that are trusted; they are left out.',
      'info',
    );
    return found;
  }
  const written = member(document.value, 'functionsDir');
  const folder = nodePath.resolve(nodePath.dirname(document.path), typeof written === 'string' ? written : 'functions');
  for (const [index, entry] of (list as readonly Json[]).entries()) {
    // `[name, schema of its options]`
    const name = Array.isArray(entry) ? (entry as readonly Json[])[0] : entry;
    const at = ['functions', String(index)];
    if (typeof name !== 'string' || !/^[\w.-]+$/.test(name)) {
      say(reading, document, at, 'A function is named like its file, without .js.');
      continue;
    }
    const file = await functionFile(folder, name);
    if (file === undefined) {
      say(reading, document, at, `There is no ${name}.js in ${folder}.`);
      continue;
    }
    reading.files.add(file);
    try {
      const code = await importCode(file);
      if (typeof code !== 'function') throw new Error('its default export is no function');
      found.set(name, code);
    } catch (error) {
      say(
        reading,
        document,
        at,
        `${name}.js cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }
  return found;
}

/** What a rule does, with functions in place of their names; undefined when one is not known, which has been said then. */
export function withFunctions(
  reading: RulesetReading,
  document: SourceDocument,
  at: readonly string[],
  then: Json,
  functions: Functions,
): unknown {
  const steps = Array.isArray(then) ? (then as readonly Json[]) : [then];
  const converted: unknown[] = [];
  for (const [index, one] of steps.entries()) {
    const tokens = Array.isArray(then) ? [...at, String(index)] : at;
    const name = member(one, 'function');
    if (!isObject(one) || typeof name !== 'string') {
      say(reading, document, tokens, '"then" has a "function": truthy, pattern, schema, …');
      return undefined;
    }
    const code = functions.get(name) ?? functionNamed(name);
    if (code === undefined) {
      const nearest = nearestName(name, [...coreFunctionNames, ...functions.keys()]);
      const hint = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
      say(
        reading,
        document,
        [...tokens, 'function'],
        `There is no function ${JSON.stringify(name)}; name those of your own in "functions".${hint}`,
      );
      return undefined;
    }
    converted.push({ ...one, function: code });
  }
  return Array.isArray(then) ? converted : converted[0];
}
