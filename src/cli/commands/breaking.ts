import { readFile, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import * as z from 'zod/mini';
import { readAccepted } from '../../openapi/breaking/acceptedChanges.js';
import { changeRuleIds } from '../../openapi/breaking/changeRules.js';
import { findChanges, readVersion, type Version } from '../../openapi/breaking/findChanges.js';
import { gitVersion, type NoVersion } from '../../openapi/breaking/gitVersion.js';
import { readDiskFile } from '../../openapi/diskFiles.js';
import { fetchText } from '../../openapi/fetchText.js';
import { git } from '../../text/git.js';
import { Problem } from '../../text/problem.js';
import type { CommandForm, Words } from '../args.js';
import { showChanges } from '../breakingOutput.js';
import { check, oneOf } from '../options.js';
import type { Printer } from '../print.js';
import { ruleFlag, ruleLevels, ruleSettings } from '../ruleLevels.js';

export const breakingForm: CommandForm = {
  name: 'breaking',
  summary: 'Find changes of an API description that break its clients, against git or another file',
  usage: '<spec> [flags]',
  flags: [
    {
      name: 'against',
      value: 'REV|FILE',
      help: 'An older version: a file, a git revision (HEAD, the default), REV... for where the branch left it, or REV:path',
    },
    { name: 'format', value: 'FORMAT', help: 'text (default), json, sarif, markdown or github (annotations)' },
    {
      name: 'fail-on',
      value: 'LEVEL',
      help: 'Exit with 1 from this level on: error (default), warning, info or never',
    },
    { name: 'all', help: 'List also what breaks nobody' },
    { name: 'accepted', value: 'FILE', help: 'Leave out the changes that this file lists, one key on each line' },
    ruleFlag,
    { name: 'allow-remote-refs', help: 'Fetch http and https $refs' },
    { name: 'allow-outside-refs', help: '$refs may leave the folder of the description' },
  ],
  examples: [
    'senior-backend breaking openapi.yaml',
    'senior-backend breaking openapi.yaml --against origin/main... --format github',
    'senior-backend breaking openapi.yaml --against old.yaml --all --format markdown > changes.md',
    'senior-backend breaking openapi.yaml --accepted accepted-changes.txt --fail-on warning',
  ],
};

const Options = z.object({
  against: z.optional(z.string()),
  format: z.optional(oneOf('--format', ['text', 'json', 'sarif', 'markdown', 'github'])),
  'fail-on': z.optional(oneOf('--fail-on', ['error', 'warning', 'info', 'never'])),
  all: z.optional(z.literal(true)),
  accepted: z.optional(z.string()),
  rule: ruleSettings,
  'allow-remote-refs': z.optional(z.literal(true)),
  'allow-outside-refs': z.optional(z.literal(true)),
});

type Options = z.output<typeof Options>;

const failing = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info', 'hint'],
  never: [],
};

/** Exit code 0, 1 with changes from `--fail-on` on, 2 when a version cannot be read. A file that is new breaks nobody. */
export async function runBreaking(words: Words, printer: Printer, version: string): Promise<number> {
  const options = check(Options, words.flags);
  const [spec, ...others] = words.positionals;
  if (spec === undefined) throw new Problem('Name the API description: senior-backend breaking openapi.yaml');
  if (others.length > 0)
    throw new Problem(`One description at a time; to compare two files, write: ${spec} --against ${others[0]}`);
  const format = options.format ?? (printer.json ? 'json' : 'text');
  if (printer.json && format !== 'json') throw new Problem(`--json and --format ${format} exclude each other.`);
  const levels = ruleLevels(options.rule, changeRuleIds);
  const accepted = options.accepted === undefined ? new Set<string>() : readAccepted(await textOf(options.accepted));
  const path = nodePath.resolve(spec);
  const before = await olderVersion(path, options);
  const after = versionOf(path, path, nodePath.basename(path), options);
  if ('kind' in before && (before.kind !== 'no-file' || options.against !== undefined))
    throw new Problem(before.message, { path });
  // A new file is read all the same: what is no description is no success.
  const now = await readVersion(after);
  if ('kind' in before) printer.warn(`${before.message} There is nothing to compare it with.`);
  const old = 'kind' in before ? now : await readVersion(before);
  const today = new Date().toISOString().slice(0, 10);
  const found = findChanges(old, now, { today, levels, accepted });
  const failOn = options['fail-on'] ?? 'error';
  const isAll = options.all === true || failOn === 'info';
  const against = 'kind' in before ? 'HEAD' : old.version.label;
  showChanges(found, { format, isAll, against, name: nodePath.basename(path), version }, printer);
  const fails: readonly string[] = failing[failOn];
  return found.changes.some(({ severity }) => fails.includes(severity)) ? 1 : 0;
}

async function textOf(file: string): Promise<string> {
  const path = nodePath.resolve(file);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Problem('The list of accepted changes cannot be read.', { path });
  return text;
}

/** What is on the disk is a file, whatever it is called; all else is what git knows by this name. */
async function olderVersion(path: string, options: Options): Promise<Version | NoVersion> {
  const word = options.against ?? 'HEAD';
  if (options.against !== undefined) {
    const file = nodePath.resolve(word);
    const there = await stat(file).catch(() => undefined);
    if (there?.isDirectory())
      throw new Problem('--against names a folder; it takes a file or a git revision.', { path: file });
    if (there) return versionOf(file, file, word, options);
    if (/\.(?:ya?ml|json|jsonc)$/i.test(word) && !/^[^:\\/]+:[^\\]/.test(word))
      throw new Problem('There is no such file.', { path: file });
  }
  const [, revision = word, dots, inGit] = /^(.+?)(\.\.\.)?(?::([^\\/].*|\.{1,2}\/.*))?$/s.exec(word) ?? [];
  const place = inGit === undefined ? path : await pathInGit(inGit, path);
  const found = await gitVersion(place, revision, { otherwise: readDiskFile, fromMergeBase: dots !== undefined });
  if ('kind' in found) return found;
  return { ...versionOf(place, path, word, options), readFile: found.readFile };
}

/** As git has it: from the top of the repository, or from the current folder on with `./`. */
async function pathInGit(name: string, spec: string): Promise<string> {
  if (/^\.\.?\//.test(name)) return nodePath.resolve(name);
  const { code, out } = await git(['rev-parse', '--show-toplevel'], { folder: nodePath.dirname(spec) });
  return code === 0 ? nodePath.resolve(out.toString('utf8').trim(), name) : nodePath.resolve(name);
}

function versionOf(path: string, owner: string, label: string, options: Options): Version {
  return {
    path,
    label,
    readFile: readDiskFile,
    root: nodePath.dirname(owner),
    ...(options['allow-outside-refs'] && { allowOutside: true }),
    ...(options['allow-remote-refs'] && { fetchText }),
  };
}
