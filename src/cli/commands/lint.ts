import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import * as z from 'zod/mini';
import type { LintRequest } from '../../openapi/lintMessages.js';
import type { RuleLevel } from '../../openapi/lintRules.js';
import { LintRunner } from '../../openapi/lintRunner.js';
import { nearestName } from '../../openapi/nearest.js';
import { readingRules, spectralRules } from '../../openapi/ruleIds.js';
import { type Finding, startOfFile } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import type { CommandForm, Words } from '../args.js';
import { findingLines, summaryLine } from '../findingText.js';
import { findSpecs } from '../findSpecs.js';
import { check, oneOf } from '../options.js';
import { findingJson, type Printer } from '../print.js';
import { sarifLog } from '../sarif.js';

export const lintForm: CommandForm = {
  name: 'lint',
  summary: 'Check API descriptions: OpenAPI 3.0 to 3.2 and Swagger 2.0, YAML or JSON',
  usage: '<files or folders…> [flags]',
  flags: [
    { name: 'format', value: 'FORMAT', help: 'text (default), json or sarif' },
    {
      name: 'rule',
      value: 'ID=LEVEL',
      many: true,
      help: 'Set a rule to error, warning, info, hint or off; repeatable',
    },
    { name: 'allow-remote-refs', help: 'Fetch http and https $refs' },
    { name: 'allow-outside-refs', help: '$refs may leave the folder of the description, or the folder given' },
  ],
  examples: [
    'senior-backend lint openapi.yaml',
    'senior-backend lint . --format sarif > lint.sarif',
    'senior-backend lint api --rule info-contact=off --rule operation-description=error',
  ],
};

const Options = z.object({
  format: z.optional(oneOf('--format', ['text', 'json', 'sarif'])),
  rule: z.optional(
    z.array(
      z.string().check(
        z.regex(/^[^=]+=(?:error|warning|info|hint|off)$/, {
          error: issue => `--rule ${issue.input}: write ID=LEVEL with the level error, warning, info, hint or off.`,
        }),
      ),
    ),
  ),
  'allow-remote-refs': z.optional(z.literal(true)),
  'allow-outside-refs': z.optional(z.literal(true)),
});

interface Target {
  readonly path: string;
  readonly root: string;
}

/**
 * Lints every description named or found. Exit code 0, 1 with findings at error level, 2 when one could not be read:
 * the others are still linted.
 */
export async function runLint(words: Words, printer: Printer, version: string): Promise<number> {
  const options = check(Options, words.flags);
  if (words.positionals.length === 0)
    throw new Problem('Name at least one file or folder: senior-backend lint openapi.yaml');
  const format = options.format ?? (printer.json ? 'json' : 'text');
  if (printer.json && format !== 'json') throw new Problem(`--json and --format ${format} exclude each other.`);
  const rules = Object.fromEntries((options.rule ?? []).map(splitRule));
  const targets = await findTargets(words.positionals);
  const runner = new LintRunner(workerEntry());
  const findings: Finding[] = [];
  let unreadable = 0;
  try {
    for (const target of targets) {
      if (printer.verbose) printer.warn(`Linting ${target.path}`);
      const outcome = await lintOne(runner, {
        ...target,
        rules,
        allowRemote: options['allow-remote-refs'] ?? false,
        allowOutside: options['allow-outside-refs'] ?? false,
      });
      if (outcome.unreadable) unreadable++;
      findings.push(...outcome.findings);
    }
  } finally {
    runner.dispose();
  }
  const distinct = withoutRepeats(findings);
  show(format, distinct, targets.length, printer, version);
  if (unreadable > 0) return 2;
  return distinct.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** @throws Problem for a rule that is not known. */
function splitRule(setting: string): [string, RuleLevel] {
  const [id = '', level] = setting.split('=');
  const known = [...readingRules, ...spectralRules];
  if (known.includes(id)) return [id, level as RuleLevel];
  const nearest = nearestName(id, known);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new Problem(`${JSON.stringify(id)} is not a rule.${hint}`);
}

async function findTargets(names: readonly string[]): Promise<Target[]> {
  const targets = new Map<string, Target>();
  for (const name of names) {
    const path = nodePath.resolve(name);
    const there = await stat(path).catch(() => undefined);
    if (!there) throw new Problem('There is no such file or folder.', { path });
    if (!there.isDirectory()) {
      targets.set(path, { path, root: nodePath.dirname(path) });
      continue;
    }
    const specs = await findSpecs(path);
    if (specs.length === 0) {
      throw new Problem(
        'There is no API description in this folder (.yaml, .yml or .json with an "openapi" or "swagger" key).',
        {
          path,
        },
      );
    }
    for (const spec of specs) if (!targets.has(spec)) targets.set(spec, { path: spec, root: path });
  }
  return [...targets.values()];
}

/** A description that cannot be read is a finding too, so that every format reports it. */
async function lintOne(runner: LintRunner, request: LintRequest) {
  try {
    return { findings: (await runner.lint(request)).findings, unreadable: false };
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
    return { findings: [finding], unreadable: true };
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
