/** What is wrong with an API description: what reading it found, what Spectral's rules find, and what ours do. */
import type { Finding } from '../../text/finding.js';
import { type ReadApiOptions, readApiAndSources } from '../parse.js';
import type { Diagnostic } from './diagnostic.js';
import { wrongExamplesInParts } from './exampleParts.js';
import { fixesForSpectral, withFixes } from './fixes/fixes.js';
import { type LintMemory, rememberingReader } from './memory.js';
import { type Linted, mergeFindings } from './merge.js';
import { neighbourhood, placeOf } from './place.js';
import { type Prepared, prepareForSpectral } from './prepare.js';
import { chooseRuleset, type RulesetOptions } from './ruleset/chooseRuleset.js';
import type { PointerLevel } from './ruleset/definition.js';
import { ruleFindings } from './runRules.js';
import { type Spec, specOf } from './spec.js';
import { runSpectral, type SpectralRun } from './spectral.js';
import type { RuleLevels } from './spectralRuleset.js';

export interface LintOptions extends ReadApiOptions, RulesetOptions {
  readonly rules?: RuleLevels;
  /** What the last run for this entry file knew; it is told what this one knows. */
  readonly memory?: LintMemory;
  /** Called now and then; what it throws ends the run. */
  readonly pause?: () => Promise<void>;
}

export interface LintResult {
  /** The entry file's first, then by file; each in file order. */
  readonly findings: readonly Finding[];
  /** Every file that was read, absolute, entry first; those of the ruleset last. */
  readonly files: readonly string[];
  /** Rules of the ruleset that holds, by any name. */
  readonly rules: readonly string[];
}

/**
 * Reads and lints a description, entry file and everything it refers to. Of it nothing is read that `readApi` would not
 * read; beside it, the project's ruleset.
 * @throws Problem when there is no description to lint: no file, an empty one, one of another kind.
 */
export async function lintApi(path: string, options: LintOptions): Promise<LintResult> {
  const { memory, pause } = options;
  const {
    api,
    findings: read,
    files,
    loaded,
  } = await readApiAndSources(path, {
    ...options,
    ...(memory && { readDocument: rememberingReader(memory) }),
  });
  await pause?.();
  const ruleset = await chooseRuleset(api, options);
  const levels: RuleLevels = { ...ruleset.levels, ...options.rules };
  const spec = specOf(api, loaded);
  const own = ruleFindings(spec, levels);
  const prepared = prepareForSpectral(loaded);
  const beside = { ...(memory && { memory: memory.parts }), ...(pause && { pause }) };
  const run = await runSpectral(prepared, api.dialect, ruleset, levels, beside);
  await pause?.();
  const linted = [
    ...prepared.missing.map(alone),
    ...run.diagnostics.flatMap(one => toFinding(spec, prepared, one, ruleset.pointerLevels)),
    ...aboutTheRun(spec, run),
    ...exampleFindings(spec, prepared, run.examples, levels, memory),
  ];
  const merged = mergeFindings(api.at.path, [...withFixes(spec, read), ...own, ...ruleset.findings], linted, levels);
  return { findings: merged, files: [...files, ...ruleset.files], rules: run.rules };
}

function aboutTheRun(spec: Spec, run: SpectralRun): Linted[] {
  const notes: Linted[] = [];
  if (run.failure !== undefined)
    notes.push(note(spec, 'warning', `Spectral gave up on this description: ${run.failure}`));
  for (const rule of run.crashed)
    notes.push(note(spec, 'info', `Spectral's rule ${rule} gave up on part of this description.`));
  if (run.unexpanded.length > 0) {
    const rules = run.unexpanded.join(', ');
    const message = `With references expanded this description is too large for ${rules}: these rules looked at it as it is written.`;
    notes.push(note(spec, 'info', message));
  }
  return notes;
}

function note({ loaded: { entry } }: Spec, severity: Finding['severity'], message: string): Linted {
  const range = placeOf(entry, [], 'lint-incomplete', '');
  return alone({ rule: 'lint-incomplete', severity, message, path: entry.path, range, fixes: [] });
}

function exampleFindings(
  spec: Spec,
  prepared: Prepared,
  severities: Readonly<Record<string, Finding['severity']>>,
  levels: RuleLevels,
  memory: LintMemory | undefined,
): Linted[] {
  const { dialect } = spec.api;
  const wanted = Object.keys(severities).filter(rule => levels[rule] !== 'off' && rule.startsWith(`oas${dialect[0]}`));
  if (wanted.length === 0) return [];
  try {
    return wrongExamplesInParts(prepared.documents, dialect, memory?.examples).flatMap(
      ({ rule, uri, tokens, message }) => {
        const severity = severities[rule];
        const document = prepared.documents.find(one => one.uri === uri)?.document;
        if (!severity || !document) return [];
        const range = placeOf(document, tokens, rule, message);
        return [alone({ rule, severity, message: `${message}.`, path: document.path, range, fixes: [] })];
      },
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [note(spec, 'warning', `The examples could not be checked: ${reason}`)];
  }
}

function toFinding(
  spec: Spec,
  prepared: Prepared,
  { rule, message, severity, uri, tokens }: Diagnostic,
  pointerLevels: readonly PointerLevel[],
): Linted[] {
  // Syntax and references are our own readers' business.
  if (rule === 'invalid-ref' || rule === 'parser' || rule === 'unrecognized-format') return [];
  const [entry] = prepared.documents;
  const found = prepared.documents.find(document => document.uri === uri) ?? entry!;
  const pointer = `/${tokens.join('/')}`;
  if (rule.endsWith('unused-component') && found === entry && prepared.mapped.has(pointer)) return [];
  const level = found === entry ? pointerLevel(pointerLevels, rule, tokens) : undefined;
  if (level === 'off') return [];
  const { document } = found;
  const range = placeOf(document, tokens, rule, message);
  const fixes = fixesForSpectral(spec, rule, document, tokens);
  const finding: Finding = { rule, severity: level ?? severity, message, path: document.path, range, fixes };
  return [{ finding, near: neighbourhood(document, tokens, rule, range) }];
}

/** What the ruleset says of this part of the file; the nearest around it counts. */
function pointerLevel(levels: readonly PointerLevel[], rule: string, tokens: readonly string[]) {
  const pointer = tokens.map(token => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return levels
    .filter(one => one.rule === rule && (pointer === one.pointer || pointer.startsWith(`${one.pointer}/`)))
    .sort((a, b) => b.pointer.length - a.pointer.length)[0]?.level;
}

function alone(finding: Finding): Linted {
  return { finding, near: [finding.range] };
}
