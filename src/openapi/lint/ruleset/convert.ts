/** From what a ruleset file says to what Spectral takes: names of functions and formats become functions. */
import { Ruleset } from '@stoplight/spectral-core';
import type { SourceDocument } from '../../document.js';
import type { Json } from '../../json.js';
import { nearestName } from '../../nearest.js';
import { isObject, type JsonObject, member } from '../../values.js';
import { formatNamed } from './builtIn.js';
import { type Definition, levelFrom } from './definition.js';
import { extensionsOf } from './extensions.js';
import { type Functions, readFunctions, withFunctions } from './functions.js';
import { noteExceptions, overridesFor } from './overrides.js';
import { type RulesetReading, say } from './reading.js';

export async function convert(reading: RulesetReading, document: SourceDocument): Promise<Definition | undefined> {
  const root = document.value;
  if (!isObject(root) || ['rules', 'extends', 'overrides', 'aliases'].every(key => member(root, key) === undefined)) {
    say(reading, document, [], 'A ruleset has "extends" or "rules".');
    return undefined;
  }
  const functions = await readFunctions(reading, document);
  const extensions = await extensionsOf(reading, document, ['extends'], member(root, 'extends'));
  const aliases = aliasesOf(reading, document, member(root, 'aliases'));
  const formats = formatsOf(reading, document, ['formats'], member(root, 'formats'));
  const rules = rulesOf(reading, document, ['rules'], functions, extensions);
  noteExceptions(reading, document);
  const base: Definition = {
    extends: extensions,
    ...(aliases && { aliases }),
    ...(formats && formats.length > 0 && { formats }),
    rules,
  };
  // Only the outermost file's overrides hold (as in Spectral), each on top of what was there before.
  if (reading.open.length > 1) return base;
  let definition = base;
  for (const tokens of overridesFor(reading, document)) {
    const more = await extensionsOf(
      reading,
      document,
      [...tokens, 'extends'],
      stepTo(document, [...tokens, 'extends']),
    );
    const below = [definition, ...more];
    definition = { extends: below, rules: rulesOf(reading, document, [...tokens, 'rules'], functions, below) };
  }
  return definition;
}

export function stepTo(document: SourceDocument, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = document.value;
  for (const token of tokens)
    value = Array.isArray(value) ? (value as readonly Json[])[Number(token)] : member(value, token);
  return value;
}

function rulesOf(
  reading: RulesetReading,
  document: SourceDocument,
  at: readonly string[],
  functions: Functions,
  extensions: readonly unknown[],
): Record<string, unknown> {
  const written = stepTo(document, at);
  const rules: Record<string, unknown> = {};
  if (!isObject(written)) {
    if (written !== undefined) say(reading, document, at, '"rules" are an object: { rule-name: warn }.');
    return rules;
  }
  const known = new Ruleset({ extends: extensions as never[], rules: {} }).rules;
  let code: readonly string[] | undefined;
  for (const [name, value] of Object.entries(written)) {
    const tokens = [...at, name];
    const level = levelFrom(value);
    if (level !== undefined && reading.ownRules.has(name) && !Object.hasOwn(known, name)) {
      if (level !== 'on') reading.levels[name] = level;
    } else if (level !== undefined) {
      if (Object.hasOwn(known, name)) rules[name] = value;
      else sayUnknown(reading, document, tokens, name, Object.keys(known));
    } else if (!isObject(value)) {
      say(
        reading,
        document,
        tokens,
        'A rule is a severity (error, warn, info, hint, off) or an object with "given" and "then".',
      );
    } else if (!reading.trusted) code ??= tokens;
    else {
      const rule = ruleFrom(reading, document, tokens, value, functions);
      if (rule && (Object.hasOwn(known, name) || 'then' in rule || 'given' in rule)) rules[name] = rule;
      else if (rule) sayUnknown(reading, document, tokens, name, Object.keys(known));
    }
  }
  if (code) {
    const message =
      'Rules of its own run only in workspaces that are trusted: a JSONPath can call any function. They are left out.';
    say(reading, document, code, message, 'info');
  }
  return rules;
}

function sayUnknown(
  reading: RulesetReading,
  document: SourceDocument,
  tokens: readonly string[],
  name: string,
  known: readonly string[],
): void {
  const nearest = nearestName(name, [...known, ...reading.ownRules]);
  const hint = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
  say(
    reading,
    document,
    tokens,
    `There is no rule ${JSON.stringify(name)} in what this ruleset extends.${hint}`,
    'warning',
  );
}

function ruleFrom(
  reading: RulesetReading,
  document: SourceDocument,
  tokens: readonly string[],
  value: JsonObject,
  functions: Functions,
): Record<string, unknown> | undefined {
  const rule: Record<string, unknown> = { ...value };
  const { then } = value;
  if (then !== undefined) {
    const converted = withFunctions(reading, document, [...tokens, 'then'], then, functions);
    if (!converted) return undefined;
    rule['then'] = converted;
  }
  if (value['formats'] !== undefined) {
    const formats = formatsOf(reading, document, [...tokens, 'formats'], value['formats']);
    if (formats && formats.length > 0) rule['formats'] = formats;
    else delete rule['formats'];
  }
  return rule;
}

function formatsOf(
  reading: RulesetReading,
  document: SourceDocument,
  tokens: readonly string[],
  value: Json | undefined,
): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as readonly Json[]).flatMap((name, index) => {
    const format = typeof name === 'string' ? formatNamed(name) : undefined;
    if (!format)
      say(
        reading,
        document,
        [...tokens, String(index)],
        `${JSON.stringify(name)} is no format: oas2, oas3, oas3.0, oas3.1, …`,
      );
    return format ? [format] : [];
  });
}

function aliasesOf(reading: RulesetReading, document: SourceDocument, value: Json | undefined): object | undefined {
  if (!isObject(value) || !reading.trusted) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, alias]) => {
      const targets = member(alias, 'targets');
      if (!isObject(alias) || !Array.isArray(targets)) return [name, alias];
      const converted = (targets as readonly Json[]).map((target, index) => {
        const at = ['aliases', name, 'targets', String(index), 'formats'];
        return isObject(target)
          ? { ...target, formats: formatsOf(reading, document, at, member(target, 'formats')) ?? [] }
          : target;
      });
      return [name, { ...alias, targets: converted }];
    }),
  );
}
