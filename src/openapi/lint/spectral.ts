/** Runs Spectral. It is heavy: it belongs into the lint worker, never on a user's keystroke. */
import { type ISpectralDiagnostic, Ruleset, type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { Resolver } from '@stoplight/spectral-ref-resolver';
import type { Severity } from '../../text/finding.js';
import type { Api } from '../api.js';
import { expandedSize } from '../expandedSize.js';
import type { Prepared } from './prepare.js';
import type { Definition } from './ruleset/definition.js';
import { exampleRules, guarded, needExpansion, type RuleLevels, withLevels } from './spectralRuleset.js';

export interface Diagnostic {
  readonly rule: string;
  readonly message: string;
  readonly severity: Severity;
  /** Which of `Prepared.documents`. */
  readonly uri: string;
  readonly tokens: readonly string[];
}

export interface SpectralRun {
  readonly diagnostics: readonly Diagnostic[];
  /** Rules that did not survive the description. */
  readonly crashed: readonly string[];
  /** The description was too large to be looked at with references expanded. */
  readonly unexpanded: boolean;
  /** Spectral itself ended: why. */
  readonly failure?: string;
  /** How loud the rules are that `wrongExamples` checks in place of Spectral; without those that are off. */
  readonly examples: Readonly<Record<string, Severity>>;
}

/** @param ruleset what holds, before `levels`. */
export async function runSpectral(
  prepared: Prepared,
  dialect: Api['dialect'],
  ruleset: Definition,
  levels: RuleLevels,
): Promise<SpectralRun> {
  const entry = prepared.documents[0]!;
  const crashed = new Set<string>();
  const resolver = new MemoryResolver(prepared);
  const spectral = new Spectral({ resolver });
  const diagnostics: Diagnostic[] = [];
  let failure: string | undefined;
  let examples: Record<string, Severity> = {};
  try {
    const known = new Ruleset(ruleset as RulesetDefinition).rules;
    examples = Object.fromEntries(
      exampleRules.flatMap(name => {
        const rule = known[name];
        return rule?.enabled ? [[name, severities[Number(rule.severity)] ?? 'error'] as const] : [];
      }),
    );
    const definition = withLevels(ruleset, Object.keys(known), levels, dialect);
    const conduct = {
      isLeftOut: (rule: string) => resolver.unexpanded && needExpansion.has(rule),
      crashed: (rule: string) => crashed.add(rule),
    };
    spectral.setRuleset(guarded(definition, conduct) as RulesetDefinition);
    const found = await spectral.run({
      // Spectral's own positions are not used: ours are exact, and asking for thousands of them is slow.
      parsed: { data: entry.value, diagnostics: [], ast: {}, lineMap: [] },
      getLocationForJsonPath: () => undefined,
      source: entry.uri,
    });
    for (const one of found) diagnostics.push(diagnosticOf(one, entry.uri));
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  return {
    diagnostics,
    crashed: [...crashed],
    unexpanded: resolver.unexpanded,
    ...(failure !== undefined && { failure }),
    examples,
  };
}

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

function diagnosticOf({ code, message, severity, source, path }: ISpectralDiagnostic, entry: string): Diagnostic {
  return {
    rule: String(code),
    message,
    severity: severities[severity] ?? 'warning',
    uri: source ?? entry,
    tokens: path.map(String),
  };
}

/** GitHub's description has two million values with references expanded, and Spectral walks them in three seconds. */
const mostValues = 8_000_000;

/**
 * Answers with what is in memory and with nothing else: no scheme but ours is known, so nothing can be fetched. Spectral
 * walks the description with all references expanded, which can take for ever; then it gets it as it is written.
 */
class MemoryResolver extends Resolver {
  /** True once a description was too large to be walked expanded. */
  unexpanded = false;

  constructor(prepared: Prepared) {
    const values = new Map(prepared.documents.map(({ uri, value }) => [uri, value]));
    const resolve = async (uri: unknown) => {
      const value = values.get(String(uri).replace(/#.*$/, ''));
      if (value === undefined) throw new Error('not read');
      return JSON.stringify(value);
    };
    super({ resolvers: { file: { resolve } } });
  }

  override async resolve(...[source, options]: Parameters<Resolver['resolve']>) {
    const resolved = await super.resolve(source, options);
    this.unexpanded = expandedSize(resolved.result) > mostValues;
    return this.unexpanded ? { ...resolved, result: source } : resolved;
  }
}
