/**
 * What is wrong with an API description: what reading it found, and Spectral's OpenAPI rules. The only module that
 * loads Spectral, which is heavy: it belongs into the lint worker, never on a user's keystroke.
 */
import { type ISpectralDiagnostic, type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { Resolver } from '@stoplight/spectral-ref-resolver';
import oas from '@stoplight/spectral-rulesets/dist/oas/index.js';
import { oas2_0, oas3_0, oas3_1, oas3_2 } from '@stoplight/spectral-rulesets/dist/oas/schemas/validators.js';
import type { Finding, Severity } from '../../text/finding.js';
import type { Api } from '../api.js';
import { readDocument } from '../document.js';
import { expandedSize } from '../expandedSize.js';
import { type Loaded, load } from '../load.js';
import { type ReadApiOptions, readApi } from '../parse.js';
import { wrongExamples } from './examples.js';
import { type Linted, mergeFindings } from './merge.js';
import { neighbourhood, placeOf } from './place.js';
import { type Prepared, prepareForSpectral } from './prepare.js';
import { exampleRules, needExpansion, type RuleLevels, rulesetFor } from './spectralRuleset.js';
import type { Validator } from './structure.js';

export interface LintOptions extends ReadApiOptions {
  readonly rules?: RuleLevels;
}

export interface LintResult {
  /** The entry file's first, then by file; each in file order. */
  readonly findings: readonly Finding[];
  /** Every file that was read, absolute, entry first. */
  readonly files: readonly string[];
}

/**
 * Reads and lints a description, entry file and everything it refers to. Nothing is read that `readApi` would not read.
 * @throws Problem when there is no description to lint: no file, an empty one, one of another kind.
 */
export async function lintApi(path: string, options: LintOptions): Promise<LintResult> {
  const remembered = rememberReads(options);
  const { api, findings, files } = await readApi(path, remembered);
  const text = (await remembered.readFile(path)) ?? '';
  const loaded = await load(readDocument(path, text), {
    readFile: remembered.readFile,
    policy: {
      root: options.root,
      allowOutside: options.allowOutside ?? false,
      allowRemote: options.fetchText !== undefined,
    },
    ...(remembered.fetchText && { fetchText: remembered.fetchText }),
  });
  const prepared = prepareForSpectral(loaded);
  const linted = await runSpectral(loaded, prepared, api.dialect, options.rules ?? {});
  return {
    findings: mergeFindings(path, findings, [...prepared.missing.map(alone), ...linted], options.rules ?? {}),
    files,
  };
}

/** The same text must be read twice: for reading and for linting. A file may change between the two. */
function rememberReads(options: ReadApiOptions): ReadApiOptions {
  const remember = <T>(read: (key: string) => Promise<T>) => {
    const answers = new Map<string, Promise<T>>();
    return (key: string): Promise<T> => {
      const answer = answers.get(key) ?? read(key);
      answers.set(key, answer);
      return answer;
    };
  };
  const { fetchText } = options;
  return { ...options, readFile: remember(options.readFile), ...(fetchText && { fetchText: remember(fetchText) }) };
}

/** The specification's own JSON Schemas, compiled. */
const structures = { '2.0': oas2_0, '3.0': oas3_0, '3.1': oas3_1, '3.2': oas3_2 };

async function runSpectral(
  loaded: Loaded,
  prepared: Prepared,
  dialect: Api['dialect'],
  levels: RuleLevels,
): Promise<Linted[]> {
  const entry = prepared.documents[0]!;
  const crashed = new Set<string>();
  const resolver = new MemoryResolver(prepared);
  const spectral = new Spectral({ resolver });
  const structure = structures[dialect] as unknown as Validator;
  const definition = rulesetFor(oas, structure, dialect, levels, {
    isLeftOut: rule => resolver.unexpanded && needExpansion.has(rule),
    crashed: rule => crashed.add(rule),
  });
  spectral.setRuleset(definition as RulesetDefinition);
  const note = (rule: string, severity: Severity, message: string): Linted => {
    return alone({
      rule,
      severity,
      message,
      path: loaded.entry.path,
      range: placeOf(entry.document, [], rule, ''),
      fixes: [],
    });
  };
  const findings: Linted[] = [];
  try {
    const diagnostics = await spectral.run({
      // Spectral's own positions are not used: ours are exact, and asking for thousands of them is slow.
      parsed: { data: entry.value, diagnostics: [], ast: {}, lineMap: [] },
      getLocationForJsonPath: () => undefined,
      source: entry.uri,
    });
    for (const diagnostic of diagnostics) {
      const finding = toFinding(prepared, diagnostic);
      if (finding) findings.push(finding);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.push(note('lint-incomplete', 'warning', `Spectral gave up on this description: ${reason}`));
  }
  for (const rule of crashed) {
    findings.push(note('lint-incomplete', 'info', `Spectral's rule ${rule} gave up on part of this description.`));
  }
  if (resolver.unexpanded) {
    const rules = [...needExpansion].filter(rule => dialect === '2.0' || !rule.startsWith('oas2')).join(', ');
    const message = `With references expanded this description is too large for ${rules}: these rules were left out.`;
    findings.push(note('lint-incomplete', 'info', message));
  }
  try {
    findings.push(...exampleFindings(prepared, dialect, levels));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.push(note('lint-incomplete', 'warning', `The examples could not be checked: ${reason}`));
  }
  return findings;
}

function exampleFindings(prepared: Prepared, dialect: Api['dialect'], levels: RuleLevels): Linted[] {
  if (exampleRules.every(rule => levels[rule] === 'off' || !rule.startsWith(`oas${dialect[0]}`))) return [];
  return wrongExamples(prepared.documents, dialect).map(({ rule, document: { document }, tokens, message }) => {
    const range = placeOf(document, tokens, rule, message);
    return alone({ rule, severity: 'error', message: `${message}.`, path: document.path, range, fixes: [] });
  });
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

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

function toFinding(prepared: Prepared, diagnostic: ISpectralDiagnostic): Linted | undefined {
  const rule = String(diagnostic.code);
  // Syntax and references are our own readers' business.
  if (rule === 'invalid-ref' || rule === 'parser' || rule === 'unrecognized-format') return undefined;
  const found = prepared.documents.find(({ uri }) => uri === diagnostic.source) ?? prepared.documents[0]!;
  const tokens = diagnostic.path.map(String);
  if (rule.endsWith('unused-component') && found === prepared.documents[0]) {
    if (prepared.mapped.has(`/${tokens.join('/')}`)) return undefined;
  }
  const { message } = diagnostic;
  const range = placeOf(found.document, tokens, rule, message);
  const severity = severities[diagnostic.severity] ?? 'warning';
  const finding: Finding = { rule, severity, message, path: found.document.path, range, fixes: [] };
  return { finding, near: neighbourhood(found.document, tokens, rule, range) };
}

function alone(finding: Finding): Linted {
  return { finding, near: [finding.range] };
}
