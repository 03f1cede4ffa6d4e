/** Entry of the thread that compares descriptions with their earlier versions: it reads both, and runs git. */
import nodePath from 'node:path';
import { changeMarkdown, summary } from '../openapi/breaking/changeMarkdown.js';
import {
  asFinding,
  findChanges,
  type ReadVersion,
  readVersion,
  type Version,
} from '../openapi/breaking/findChanges.js';
import { type GitVersion, gitVersion } from '../openapi/breaking/gitVersion.js';
import { readDiskFile } from '../openapi/diskFiles.js';
import { fetchText } from '../openapi/fetchText.js';
import { git } from '../text/git.js';
import { answerCalls } from './answerCalls.js';
import type { BreakingAnswer, BreakingCalls, BreakingRequest, OldVersion, UsedGit } from './breakingCalls.js';
import { gitRevisions } from './database/compare/gitRevisions.js';

answerCalls<BreakingCalls>({ find, revisions: ({ folder, programs }) => gitRevisions(folder, programs) });

async function find(request: BreakingRequest): Promise<BreakingAnswer> {
  const { path, revision, unsaved, levels, root, allowOutside, allowRemote } = request;
  const headLog = await headLogOf(request);
  const found = await versionInGit(request);
  if ('kind' in found) return { kind: 'none', message: found.message, headLog };
  const now = async (file: string) => (Object.hasOwn(unsaved, file) ? unsaved[file] : readDiskFile(file));
  const shared = { path, root, allowOutside, ...(allowRemote && { fetchText }) };
  const before = await readBefore(request, { ...shared, label: revision, readFile: found.readFile }, found.commit);
  const after = await readVersion({ ...shared, label: nodePath.basename(path), readFile: now });
  const today = new Date().toISOString().slice(0, 10);
  const { changes, files } = findChanges(before, after, { today, levels });
  const name = nodePath.basename(path);
  const against = request.fromMergeBase ? `it left ${revision}` : revision;
  const placeOf = ({ at, range }: (typeof changes)[number]) => `${shownPath(path, at.path)}:${range.start.line + 1}`;
  return {
    kind: 'found',
    findings: changes.filter(({ severity }) => severity !== 'info' && severity !== 'hint').map(asFinding),
    files,
    report: request.report ? changeMarkdown(changes, { name, against }, placeOf) : '',
    before: request.report ? ((await found.readFile(path)) ?? '') : '',
    summary: summary(changes),
    headLog,
  };
}

function versionInGit({
  path,
  revision,
  fromMergeBase,
  programs,
}: OldVersion & UsedGit): ReturnType<typeof gitVersion> {
  return gitVersion(path, revision, { otherwise: readDiskFile, fromMergeBase, programs });
}

/** The old version of the description that was asked about last: while one types it stays the same. */
let last: { readonly key: string; readonly read: ReadVersion } | undefined;

async function readBefore(
  { root, allowOutside, allowRemote }: BreakingRequest,
  version: Version,
  commit: GitVersion['commit'],
): Promise<ReadVersion> {
  const key = JSON.stringify([version.path, version.label, commit, root, allowOutside, allowRemote]);
  if (last?.key !== key) last = undefined;
  last ??= { key, read: await readVersion(version) };
  return last.read;
}

async function headLogOf({ path, programs }: Pick<BreakingRequest, 'path' | 'programs'>): Promise<string | undefined> {
  const folder = nodePath.dirname(path);
  const { code, out } = await git(['rev-parse', '--git-path', 'logs/HEAD'], { folder, programs });
  return code === 0 ? nodePath.resolve(folder, out.toString('utf8').replace(/\r?\n$/, '')) : undefined;
}

/** From the folder of the description on. */
function shownPath(spec: string, file: string): string {
  return nodePath.relative(nodePath.dirname(spec), file).split(nodePath.sep).join('/');
}
