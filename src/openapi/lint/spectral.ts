/** Runs Spectral. It is heavy: it belongs into the lint worker, never on a user's keystroke. */
import { type ISpectralDiagnostic, Ruleset, type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import type { Severity } from '../../text/finding.js';
import type { Api } from '../api.js';
import { expandedSize } from '../expandedSize.js';
import type { Json } from '../json.js';
import { isObject } from '../values.js';
import type { Diagnostic } from './diagnostic.js';
import { type Expansion, expandReferences } from './expand.js';
import { findInParts, type LocalRun, type PartMemory } from './localFindings.js';
import type { Prepared } from './prepare.js';
import type { Chosen } from './ruleset/chooseRuleset.js';
import { type BuiltInRules, builtInRules } from './ruleset/localRules.js';
import { exampleRules, guarded, type RuleLevels, withLevels } from './spectralRuleset.js';
import { namesOf } from './usedNames.js';

export interface SpectralRun {
  readonly diagnostics: readonly Diagnostic[];
  /** Rules that did not survive the description. */
  readonly crashed: readonly string[];
  /** Rules that looked at the description as it is written, because with references expanded it is too large. */
  readonly unexpanded: readonly string[];
  /** Spectral itself ended: why. */
  readonly failure?: string;
  /** How loud the rules are that `wrongExamples` checks in place of Spectral; without those that are off. */
  readonly examples: Readonly<Record<string, Severity>>;
  /** Every rule of the ruleset, also those that are off. */
  readonly rules: readonly string[];
}

/** What is to be done beside. */
export interface SpectralOptions {
  /** What the last run found, part by part. */
  readonly memory?: PartMemory;
  /** Called between the parts of a run; what it throws ends the run. */
  readonly pause?: () => Promise<void>;
}

/** A description of GitHub's size has two million values with references expanded, and Spectral walks them in three seconds. */
const mostValues = 8_000_000;

/** @param ruleset what holds, before `levels`. */
export async function runSpectral(
  prepared: Prepared,
  dialect: Api['dialect'],
  ruleset: Pick<Chosen, 'definition' | 'builtIn'>,
  levels: RuleLevels,
  { memory, pause = async () => undefined }: SpectralOptions = {},
): Promise<SpectralRun> {
  const entry = prepared.documents[0]!;
  const crashed = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  let unexpanded: readonly string[] = [];
  let examples: Record<string, Severity> = {};
  let names: readonly string[] = [];
  let failure: string | undefined;
  let onCrash: (rule: string, path: readonly string[]) => void = rule => crashed.add(rule);
  try {
    const { rules: known } = new Ruleset(ruleset.definition as RulesetDefinition);
    names = Object.keys(known);
    examples = levelsOfExamples(known);
    const definition = withLevels(ruleset.definition, names, levels, dialect);
    const conduct = {
      crashed: (rule: string, path: readonly (string | number)[]) => onCrash(rule, path.map(String)),
    };
    const spectral = spectralWith(guarded(definition, conduct) as RulesetDefinition, namesOf(prepared.documents));
    const { rules } = spectral.ruleset!;
    const on = Object.keys(rules).filter(name => rules[name]!.enabled);
    const runOnce = async (names: ReadonlySet<string>, data: Json) => {
      await pause();
      for (const name of on) rules[name]!.enabled = names.has(name);
      return names.size === 0 ? [] : (await runOn(spectral, data, entry.uri)).map(diagnosticOf);
    };
    const run = async (names: ReadonlySet<string>, data: Json): Promise<readonly Diagnostic[]> => {
      try {
        return await runOnce(names, data);
      } catch (error) {
        if (error instanceof DOMException) throw error;
        if (names.size === 1) {
          for (const name of names) onCrash(name, []);
          return [];
        }
        // A `given` can fail at a value that its author did not think of, which ends all: then each rule goes alone.
        const found: Diagnostic[] = [];
        for (const name of names) found.push(...(await run(new Set([name]), data)));
        return found;
      }
    };

    const { local, written, schemaless, deep } = groups(on, rules, builtInRules(known, ruleset.builtIn));
    const runExpanded = async (names: ReadonlySet<string>, { root, written: writtenPlace }: Expansion) => {
      for (const one of await run(names, root)) {
        const place = writtenPlace(one.tokens);
        diagnostics.push({ ...one, uri: place.document.uri, tokens: place.tokens });
      }
    };
    diagnostics.push(...(await run(written, entry.value)));
    await runExpanded(schemaless, expandReferences(prepared.documents, 'written'));
    const needed = deep.size > 0 || prepared.documents.length > 1;
    const expansion = needed ? expandReferences(prepared.documents, 'expanded') : undefined;
    if (expansion && deep.size > 0 && expandedSize(expansion.root) > mostValues) {
      unexpanded = [...deep];
      diagnostics.push(...(await run(deep, entry.value)));
    } else if (expansion) await runExpanded(deep, expansion);
    const locally: LocalRun = {
      identity: JSON.stringify([dialect, ...[...local].map(name => identityOf(rules[name]!))]),
      run: async (data, crash) => {
        onCrash = crash;
        return run(local, data);
      },
    };
    const found = await findInParts(prepared.documents, expansion?.foreign ?? [], locally, memory);
    diagnostics.push(...found.diagnostics);
    for (const rule of found.crashed) crashed.add(rule);
  } catch (error) {
    if (error instanceof DOMException) throw error;
    failure = error instanceof Error ? error.message : String(error);
  }
  const end = failure === undefined ? {} : { failure };
  return { diagnostics, crashed: [...crashed], unexpanded, ...end, examples, rules: names };
}

type Rules = Ruleset['rules'];

/** What a project may change of a rule that came with Spectral. */
function identityOf({ name, severity, message, description }: Rules[string]): unknown {
  return [name, severity, message, description];
}

function levelsOfExamples(known: Rules): Record<string, Severity> {
  return Object.fromEntries(
    exampleRules.flatMap(name => {
      const rule = known[name];
      return rule?.enabled ? [[name, severities[Number(rule.severity)] ?? 'error'] as const] : [];
    }),
  );
}

/** Those that look at nodes alone, at what is written, at what is meant aside from schemas, and at all that is meant. */
function groups(names: readonly string[], rules: Rules, known: BuiltInRules) {
  const local = new Set<string>();
  const written = new Set<string>();
  const schemaless = new Set<string>();
  const deep = new Set<string>();
  for (const name of names) {
    if (known.local.has(name)) local.add(name);
    else if (!rules[name]!.resolved) written.add(name);
    else if (known.schemaless.has(name)) schemaless.add(name);
    else deep.add(name);
  }
  return { local, written, schemaless, deep };
}

/** No reference is left to be resolved: nothing can be fetched. */
function spectralWith(definition: RulesetDefinition, names: readonly string[]): Spectral {
  const graph = { overallOrder: () => names, getNodeData: () => ({ refMap: {} }) };
  const resolver = {
    uriCache: {},
    resolve: async (result: unknown) => ({ result, errors: [], refMap: {}, graph, runner: undefined }),
  };
  const spectral = new Spectral({ resolver } as unknown as ConstructorParameters<typeof Spectral>[0]);
  spectral.setRuleset(definition);
  return spectral;
}

async function runOn(spectral: Spectral, written: Json, source: string): Promise<ISpectralDiagnostic[]> {
  // The JSONPath engine has a quicker way through what is not frozen, and loses its way there where objects are shared.
  const data = isObject(written) ? Object.freeze({ ...written }) : written;
  return spectral.run({
    // Spectral's own positions are not used: ours are exact, and asking for thousands of them is slow.
    parsed: { data, diagnostics: [], ast: {}, lineMap: [] },
    getLocationForJsonPath: () => undefined,
    source,
  });
}

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

function diagnosticOf({ code, message, severity, source, path }: ISpectralDiagnostic): Diagnostic {
  return {
    rule: String(code),
    message,
    severity: severities[severity] ?? 'warning',
    uri: source ?? '',
    tokens: path.map(String),
  };
}
