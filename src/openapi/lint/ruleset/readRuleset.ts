/**
 * Reads the ruleset of a project: `.spectral.yaml`, `.json` or `.js`, with all that it extends. What is wrong in it is a
 * finding at its place, and the rest is used. Spectral's own loader bundles with Rollup and fetches from the web.
 */
import { Ruleset } from '@stoplight/spectral-core';
import { startOfFile } from '../../../text/finding.js';
import { Problem } from '../../../text/problem.js';
import { readDocument, type SourceDocument } from '../../document.js';
import { importCode } from './code.js';
import { convert } from './convert.js';
import type { Definition, ProjectRuleset } from './definition.js';
import { type RulesetOptions, type RulesetReading, say } from './reading.js';

export async function readRuleset(path: string, options: RulesetOptions): Promise<ProjectRuleset> {
  const reading: RulesetReading = {
    ...options,
    findings: [],
    files: new Set(),
    levels: {},
    pointerLevels: [],
    open: [],
    read: readDefinition,
  };
  const definition = await readDefinition(reading, path);
  const { findings, files, levels, pointerLevels } = reading;
  return { definition, findings, files: [...files], levels, pointerLevels };
}

async function readDefinition(reading: RulesetReading, path: string): Promise<Definition | undefined> {
  reading.files.add(path);
  const inner = { ...reading, open: [...reading.open, path] };
  if (/\.[cm]?js$/i.test(path)) return readCode(inner, path);
  const document = await open(inner, path);
  if (!document) return undefined;
  for (const finding of document.findings) reading.findings.push(finding);
  const definition = await convert(inner, document);
  return definition && validated(inner, document, definition);
}

async function open(reading: RulesetReading, path: string): Promise<SourceDocument | undefined> {
  try {
    const isWeb = /^https?:/i.test(path);
    const text = isWeb ? await reading.fetchText?.(path) : await reading.readFile(path);
    if (text === undefined) throw new Problem('There is no such file.', { path });
    return readDocument(path, text);
  } catch (error) {
    fail(
      reading,
      path,
      error instanceof Error ? error.message : String(error),
      error instanceof Problem ? error : undefined,
    );
    return undefined;
  }
}

async function readCode(reading: RulesetReading, path: string): Promise<Definition | undefined> {
  if (!reading.trusted) {
    fail(
      reading,
      path,
      'A ruleset in JavaScript runs only in workspaces that are trusted; the usual rules are checked instead.',
    );
    return undefined;
  }
  try {
    const definition = await importCode(path);
    if (typeof definition !== 'object' || definition === null) throw new Error('its default export is no ruleset');
    new Ruleset(definition);
    return definition as Definition;
  } catch (error) {
    for (const { message } of errorsOf(error)) fail(reading, path, `This ruleset cannot be used: ${message}`);
    return undefined;
  }
}

/** Takes out what Spectral does not accept, rule by rule, until the rest is accepted. */
function validated(reading: RulesetReading, document: SourceDocument, start: Definition): Definition | undefined {
  let definition = start;
  for (let round = 0; round < 1000; round++) {
    try {
      new Ruleset(definition);
      return definition;
    } catch (error) {
      const rules = { ...definition.rules };
      const before = Object.keys(rules).length;
      let fatal = false;
      for (const { message, path } of errorsOf(error)) {
        say(reading, document, path, `${capital(message)}.`);
        if (path[0] === 'rules' && path[1] !== undefined && Object.hasOwn(rules, path[1])) delete rules[path[1]];
        else if (path[0] !== 'rules') fatal = true;
      }
      if (fatal || Object.keys(rules).length === before) return undefined;
      definition = { ...definition, rules };
    }
  }
  return undefined;
}

function capital(message: string): string {
  return message.slice(0, 1).toUpperCase() + message.slice(1).replaceAll("'", '"');
}

function errorsOf(error: unknown): readonly { readonly message: string; readonly path: readonly string[] }[] {
  const all = (error as { errors?: readonly unknown[] })?.errors ?? [error];
  return all.map(one => {
    const { message, path } = one as { message?: unknown; path?: unknown };
    return {
      message: typeof message === 'string' ? message : String(one),
      path: Array.isArray(path) ? path.map(String).filter((token, index) => token !== '' || index > 0) : [],
    };
  });
}

function fail(reading: RulesetReading, path: string, message: string, problem?: Problem): void {
  const start = problem?.place?.position ?? startOfFile.start;
  const range = { start, end: start };
  reading.findings.push({ rule: 'invalid-ruleset', severity: 'error', message, path, range, fixes: [] });
}
