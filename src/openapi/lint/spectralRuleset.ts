/** Which of Spectral's rules run on what, and how loud they are. */
import type { Severity } from '../../text/finding.js';
import type { Api } from '../api.js';
import type { Json } from '../json.js';
import type { Definition } from './ruleset/definition.js';
import { whereWritten } from './ruleset/localRules.js';
import { structureErrors, type Validator } from './structure.js';

/** How a rule is set: by settings in the editor, by `--rule` on the command line. Applies to Spectral's rules and ours. */
export type RuleLevel = Severity | 'off';
export type RuleLevels = Readonly<Record<string, RuleLevel>>;

/** `wrongExamples` checks these: Spectral takes minutes and gigabytes for them on large descriptions. */
export const exampleRules: readonly string[] = [
  'oas2-valid-schema-example',
  'oas2-valid-media-example',
  'oas3-valid-media-example',
  'oas3-valid-schema-example',
];

const methods = '[get,put,post,delete,options,head,patch,trace,query]';

/** What is used of Spectral's rulesets; its own types stay behind the door. */
export interface Ruleset {
  readonly aliases: object;
  readonly rules: Readonly<Record<string, object>>;
}

/** How a run goes, rule by rule. */
export interface Conduct {
  /** The rule did not survive what stands at `path`, which must not cost the others. */
  readonly crashed: (rule: string, path: readonly (string | number)[]) => void;
}

/**
 * Spectral's OpenAPI rules, with these changes: they know the methods of OpenAPI 3.2, `structureErrors` words what
 * `structure` finds, what contradicts a version of the specification is off for it, and what is the matter of one node is
 * looked for where it is written.
 */
export function oasRuleset(oas: Ruleset, structure: Validator, dialect: Api['dialect']): Definition {
  const checkStructure = (root: Json) => structureErrors(root, structure);
  const rules = Object.entries(oas.rules).map(([name, rule]) => {
    const isStructure = /^oas\d-schema$/.test(name);
    // biome-ignore lint/suspicious/noThenProperty: Spectral's name for what a rule does
    const ours = isStructure ? { ...rule, then: { function: checkStructure } } : whereWritten(name, rule);
    // JSON Schema 2020-12 §10.3.1.2: without `items` any element is accepted. Only 3.0 and 2.0 demand it.
    const off = name === 'array-items' && (dialect === '3.1' || dialect === '3.2');
    return [name, off ? { ...ours, recommended: false } : ours] as const;
  });
  const operations = [`#PathItem${methods}`, ...(dialect === '3.2' ? ['#PathItem.additionalOperations[*]'] : [])];
  return { ...oas, aliases: { ...oas.aliases, OperationObject: operations }, rules: Object.fromEntries(rules) };
}

/** @param known the rules of `ruleset`, which are all that levels can be given to. */
export function withLevels(
  ruleset: Definition,
  known: readonly string[],
  levels: RuleLevels,
  dialect: Api['dialect'],
): Definition {
  const own: Record<string, 'error' | 'warn' | 'info' | 'hint' | 'off'> = {};
  const all = new Set(known);
  for (const [name, level] of Object.entries(levels)) {
    if (all.has(name)) own[name] = level === 'warning' ? 'warn' : level;
  }
  for (const name of exampleRules) if (all.has(name)) own[name] = 'off';
  // OpenAPI 3.2 §4.19 adds `dataValue` and `serializedValue`, of which this rule knows nothing.
  const examples = 'oas3-examples-value-or-externalValue';
  if (dialect === '3.2' && all.has(examples)) own[examples] = 'off';
  return { extends: [ruleset], rules: own };
}

type Callable = (...values: unknown[]) => unknown;

/** The same ruleset, in which a rule that throws is left out instead of ending the run. */
export function guarded(definition: Definition, conduct: Conduct): Definition {
  const done = new Map<unknown, unknown>();
  const visit = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if (done.has(one)) return done.get(one);
    if (Array.isArray(one)) return one.map(visit);
    const copy: Record<string, unknown> = { ...one };
    done.set(one, copy);
    if (copy['extends'] !== undefined) copy['extends'] = visit(copy['extends']);
    const { rules } = one as Definition;
    if (typeof rules === 'object') {
      copy['rules'] = Object.fromEntries(
        Object.entries(rules).map(([name, rule]) => [name, guard(name, rule, conduct)]),
      );
    }
    return copy;
  };
  return visit(definition) as Definition;
}

function guard(name: string, rule: unknown, conduct: Conduct): unknown {
  if (typeof rule !== 'object' || rule === null || !('then' in rule)) return rule;
  const { then } = rule as { then: { function: Callable } | { function: Callable }[] };
  const guardOne = (step: { function: Callable }) => ({
    ...step,
    // A proxy, because Spectral reads the function's option schema from properties of the function.
    function: new Proxy(step.function, {
      apply(target, self, values) {
        try {
          return Reflect.apply(target, self, values);
        } catch {
          conduct.crashed(name, (values[2] as { path?: readonly (string | number)[] } | undefined)?.path ?? []);
          return undefined;
        }
      },
    }),
  });
  // biome-ignore lint/suspicious/noThenProperty: Spectral's name for what a rule does
  return { ...rule, then: Array.isArray(then) ? then.map(guardOne) : guardOne(then) };
}
