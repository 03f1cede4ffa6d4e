/**
 * Rules that look for a kind of node everywhere in a description and say what is wrong with that node alone. They look at it where it is
 * written, not at every place that refers to it: with references expanded GitHub's description has two million values, a tenth of them
 * different. So a part of the description that has not changed has what it had.
 */
import type { Definition } from './definition.js';

/** Those of Spectral's OpenAPI rules, with another `given` where the usual one needs expanded references. */
const usual: Readonly<Record<string, readonly string[] | undefined>> = {
  // As they come, these fail at an `enum` or `type` with a "constructor" of its own.
  'duplicated-entry-in-enum': ["$..[?(@property !== 'properties' && @ && @.enum && @.enum.flatMap)]"],
  'no-eval-in-markdown': undefined,
  'no-script-tags-in-markdown': undefined,
  'no-$ref-siblings': undefined,
  'array-items': ['$..[?(@ && @.type === "array")]'],
  'typed-enum': undefined,
  'oas2-parameter-description': undefined,
  'oas2-anyOf': undefined,
  'oas2-oneOf': undefined,
  'oas3_2-no-deprecated-xml-attribute': undefined,
  'oas3-examples-value-or-externalValue': [
    '$.components.examples[*]',
    ...['content[*]', 'parameters[*]', 'headers[*]'].map(owner => `$..${owner}.examples[?(@ && !@.$ref)]`),
  ],
};

/** The rule of Spectral's OpenAPI rules with this name, made to look at what is written; any other as it is. */
export function whereWritten(name: string, rule: object): object {
  if (!Object.hasOwn(usual, name)) return rule;
  const given = usual[name];
  return { ...rule, resolved: false, ...(given && { given }) };
}

/** What is looked at of a rule as Spectral knows it. */
export interface KnownRule {
  readonly enabled: boolean;
  readonly resolved: boolean;
  readonly given: readonly string[];
  readonly then: readonly { readonly function: unknown }[];
  readonly overrides?: unknown;
}

/** Rules that came with Spectral and are as they came: a project's ruleset may have put another rule into the place of one. */
export interface BuiltInRules {
  readonly local: ReadonlySet<string>;
  /** Those of the others that need to know no more of a schema than where it is. */
  readonly schemaless: ReadonlySet<string>;
}

/** @param known the rules of a run. @param definitions those that came with Spectral. */
export function builtInRules(
  known: Readonly<Record<string, KnownRule>>,
  definitions: readonly Definition[],
): BuiltInRules {
  const local = new Set<string>();
  const schemaless = new Set<string>();
  for (const { rules = {} } of definitions) {
    for (const [name, rule] of Object.entries(rules)) {
      const found = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!found || found.overrides || !isSame(found, rule)) continue;
      if (isLocal(name, rule) && !found.resolved) local.add(name);
      else if (name !== 'owasp:api1:2023-no-numeric-ids') schemaless.add(name);
    }
  }
  return { local, schemaless };
}

function isLocal(name: string, rule: unknown): boolean {
  return Object.hasOwn(usual, name) || (name.startsWith('owasp:') && looksEverywhere(rule));
}

/** Whether a rule looks at every schema. */
export function looksEverywhere(rule: unknown): boolean {
  const { given } = rule as { given?: unknown };
  return [given]
    .flat()
    .some(path => typeof path === 'string' && /^(?:\$\.\.\[\?|#(?:Array|Integer|String)Properties)/.test(path));
}

function isSame(known: KnownRule, rule: unknown): boolean {
  const { given, then } = rule as { given: unknown; then: unknown };
  const functions = [then].flat().map(one => (one as { function: unknown }).function);
  return (
    JSON.stringify(known.given) === JSON.stringify([given].flat()) &&
    functions.length === known.then.length &&
    known.then.every((one, index) => one.function === functions[index])
  );
}
