import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import * as z from 'zod/mini';
import { readDiskFile } from '../../openapi/diskFiles.js';
import type { LintRequest } from '../../openapi/lint/messages.js';
import { findRuleset } from '../../openapi/lint/ruleset/findRuleset.js';
import { LintRunner } from '../../openapi/lint/runner.js';
import { checkRules, designRules, owaspRules, readingRules, spectralRules } from '../../openapi/ruleIds.js';
import { findSql } from '../../schema/project/findSql.js';
import { type Finding, startOfFile } from '../../text/finding.js';
import { commonFolder, isBelow } from '../../text/folders.js';
import { Problem } from '../../text/problem.js';
import type { CommandForm, Words } from '../args.js';
import { findingLines, summaryLine } from '../findingText.js';
import { findSpecs } from '../findSpecs.js';
import type { SqlTargets } from '../findSql.js';
import { openSchema, sqlFindings } from '../lintSql.js';
import { check, oneOf } from '../options.js';
import { findingJson, type Printer } from '../print.js';
import { assertKnown, levelsOf, ruleFlag, ruleSettings } from '../ruleLevels.js';
import { sarifLog } from '../sarif.js';

export const lintForm: CommandForm = {
  name: 'lint',
  summary: 'Check API descriptions (OpenAPI 3.0 to 3.2, Swagger 2.0) and SQL: schemas, migrations, queries',
  usage: '<files or folders…> [flags]',
  flags: [
    { name: 'format', value: 'FORMAT', help: 'text (default), json or sarif' },
    ruleFlag,
    {
      name: 'ruleset',
      value: 'NAME|FILE',
      many: true,
      help: 'owasp: the OWASP API rules too; a file: instead of .spectral.yaml',
    },
    { name: 'allow-remote-refs', help: 'Fetch http and https $refs' },
    { name: 'allow-outside-refs', help: '$refs may leave the folder of the description, or the folder given' },
  ],
  examples: [
    'senior-backend lint openapi.yaml',
    'senior-backend lint . --format sarif > lint.sarif',
    'senior-backend lint db/migrations',
    'senior-backend lint openapi.yaml --ruleset owasp',
    'senior-backend lint api --rule info-contact=off --rule operation-description=error',
  ],
};

export const Options = z.object({
  format: z.optional(oneOf('--format', ['text', 'json', 'sarif'])),
  rule: ruleSettings,
  ruleset: z.optional(z.array(z.string())),
  'allow-remote-refs': z.optional(z.literal(true)),
  'allow-outside-refs': z.optional(z.literal(true)),
});

interface Target {
  readonly path: string;
  readonly root: string;
}

/** What there is to lint. */
interface Targets {
  readonly specs: readonly Target[];
  /** Undefined: no SQL. */
  readonly sql: SqlTargets | undefined;
}

/**
 * Lints every description and SQL file named or found. Exit code 0, 1 with findings at error level, 2 when a description could not
 * be read: the others are still linted.
 */
export async function runLint(words: Words, printer: Printer, version: string): Promise<number> {
  const options = check(Options, words.flags);
  if (words.positionals.length === 0)
    throw new Problem('Name at least one file or folder: senior-backend lint openapi.yaml');
  const format = options.format ?? (printer.json ? 'json' : 'text');
  if (printer.json && format !== 'json') throw new Problem(`--json and --format ${format} exclude each other.`);
  const { specs, sql } = await findTargets(words.positionals);
  const { allRules } = await import('../../schema/rules/allRules.js');
  const known = [readingRules, designRules, checkRules, spectralRules, owaspRules, allRules.map(({ id }) => id)].flat();
  const rulesets = await rulesetFiles(options.ruleset ?? []);
  const levels = levelsOf(options.rule);
  // A ruleset of the project may have rules of its own: their names are known when it is read.
  const mayHaveOthers = await mayHaveOwnRules(specs, rulesets);
  if (!mayHaveOthers) assertKnown(levels, known);
  const outcome = await lintSpecs(specs, printer, {
    rules: levels,
    rulesets,
    // Whoever runs a command in a project runs the project's code, as with every linter.
    trusted: true,
    allowRemote: options['allow-remote-refs'] ?? false,
    allowOutside: options['allow-outside-refs'] ?? false,
  });
  // What could not be checked did not tell its rules.
  if (mayHaveOthers && outcome.unreadable === 0) assertKnown(levels, [...known, ...outcome.rules]);
  const findings = [...outcome.findings, ...(sql ? await sqlFindings(await openSchema(sql, { levels })) : [])];
  const distinct = withoutRepeats(findings);
  show(format, distinct, specs.length + (sql?.paths.length ?? 0), printer, version);
  if (outcome.unreadable > 0) return 2;
  return distinct.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** For one description: ten times what GitHub's takes on a slow machine. */
const mostSeconds = 300;

async function lintSpecs(
  specs: readonly Target[],
  printer: Printer,
  options: Pick<LintRequest, 'rules' | 'rulesets' | 'trusted' | 'allowRemote' | 'allowOutside'>,
): Promise<{
  readonly findings: readonly Finding[];
  readonly unreadable: number;
  readonly rules: ReadonlySet<string>;
}> {
  const runner = new LintRunner(workerEntry(), { seconds: mostSeconds });
  const findings: Finding[] = [];
  const rules = new Set<string>();
  let unreadable = 0;
  try {
    for (const target of specs) {
      if (printer.verbose) printer.warn(`Linting ${target.path}`);
      const outcome = await lintOne(runner, { ...target, rulesetRoot: rulesetRoot(target), ...options });
      if (outcome.unreadable) unreadable++;
      findings.push(...outcome.findings);
      for (const rule of outcome.rules) rules.add(rule);
    }
  } finally {
    runner.dispose();
  }
  return { findings, unreadable, rules };
}

/** @throws Problem for a name that is not there, and for a folder with nothing to lint. */
async function findTargets(names: readonly string[]): Promise<Targets> {
  const specs = new Map<string, Target>();
  const sql = new Set<string>();
  const folders: string[] = [];
  for (const name of names) {
    const path = nodePath.resolve(name);
    const there = await stat(path).catch(() => undefined);
    if (!there) throw new Problem('There is no such file or folder.', { path });
    if (!there.isDirectory()) {
      const root = nodePath.dirname(path);
      if (/\.sql$/i.test(path)) sql.add(path);
      else specs.set(path, { path, root });
      folders.push(root);
      continue;
    }
    const [found, queries] = [await findSpecs(path), await findSql(path)];
    if (found.length + queries.length === 0) {
      throw new Problem(
        'There is no API description in this folder (.yaml, .yml or .json with an "openapi" or "swagger" key), and no .sql file.',
        { path },
      );
    }
    for (const spec of found) if (!specs.has(spec)) specs.set(spec, { path: spec, root: path });
    for (const query of queries) sql.add(query);
    folders.push(path);
  }
  return {
    specs: [...specs.values()],
    sql: sql.size > 0 ? { root: commonFolder(folders), paths: [...sql] } : undefined,
  };
}

/** @throws Problem for a file that is not there. */
async function rulesetFiles(named: readonly string[]): Promise<string[]> {
  return Promise.all(
    named.map(async name => {
      if (name === 'owasp') return name;
      const path = nodePath.resolve(name);
      if ((await stat(path).catch(() => undefined))?.isFile()) return path;
      throw new Problem('There is no such ruleset: name owasp, or a .spectral.yaml, .json or .js file.', { path });
    }),
  );
}

/** A ruleset is looked for as far up as the working directory, where people keep it. */
function rulesetRoot({ path, root }: Target): string {
  return isBelow(process.cwd(), path) ? process.cwd() : root;
}

async function mayHaveOwnRules(specs: readonly Target[], rulesets: readonly string[]): Promise<boolean> {
  if (rulesets.some(name => name !== 'owasp')) return true;
  for (const target of specs) if (await findRuleset(target.path, rulesetRoot(target), readDiskFile)) return true;
  return false;
}

/** A description that cannot be read is a finding too, so that every format reports it. */
async function lintOne(runner: LintRunner, request: LintRequest) {
  try {
    const outcome = await runner.lint(request);
    // No text was told, so none can be missing.
    if (typeof outcome === 'string') throw new Error(`The text of ${outcome} is missing.`);
    const { findings, rules, unfinished = false } = outcome;
    return { findings, rules, unreadable: unfinished };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { place, message } = error;
    const start = place?.position ?? startOfFile.start;
    const finding: Finding = {
      rule: 'unreadable-description',
      severity: 'error',
      message,
      path: place?.path ?? request.path,
      range: { start, end: start },
      fixes: [],
    };
    return { findings: [finding], rules: [], unreadable: true };
  }
}

/** Descriptions may share files, whose findings each of them has. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map(finding => [JSON.stringify(finding), finding])).values()];
}

function show(format: string, findings: readonly Finding[], checked: number, printer: Printer, version: string): void {
  if (format === 'json') printer.result(`${JSON.stringify(findings.map(findingJson), undefined, 2)}\n`);
  else if (format === 'sarif')
    printer.result(`${JSON.stringify(sarifLog(findings, version, process.cwd()), undefined, 2)}\n`);
  else {
    for (const line of findingLines(findings, printer)) printer.say(line);
    printer.say(summaryLine(findings, checked, printer));
  }
}

/** Beside the bundle, whose chunks are all in one folder. */
function workerEntry(): URL {
  return new URL('./lintWorker.mjs', import.meta.url);
}
