/** psql's `\i` and `\ir`: a schema file that is a list of others. */
import nodePath from 'node:path';
import { isBelow } from '../../text/folders.js';
import { lineStarts, positionAt } from '../../text/lines.js';
import { Problem } from '../../text/problem.js';
import type { Script } from '../scriptStatements.js';
import type { SourceTree } from './sourceTree.js';

interface Part extends Script {
  /** Named by the user, not by another file. */
  readonly top: boolean;
}

interface Included {
  readonly scripts: readonly Part[];
  /** Paths of files that others include. */
  readonly included: ReadonlySet<string>;
}

/** psql's manual, `\i`, `\include`, `\ir`, `\include_relative`: one on a line, the name to its end or quoted. */
const include =
  /^[ \t]*\\(i|ir|include|include_relative)[ \t]+(?:'((?:[^'\r\n]|'')+)'|"([^"\r\n]+)"|(\S+))[ \t]*;?[ \t]*$/gm;

/** Deeper than anybody nests them. */
const deepest = 20;

/**
 * No file of a project has business with what lies outside of it: this is the folder that the words are relative to, or the one that the
 * file is in, or the repository around them.
 */
async function boundOf(path: string, tree: SourceTree): Promise<string> {
  const own = isBelow(tree.root, path) ? tree.root : nodePath.dirname(path);
  for (let folder = own; ; folder = nodePath.dirname(folder)) {
    if ((await tree.kindOf(nodePath.join(folder, '.git'))) !== undefined) return folder;
    if (nodePath.dirname(folder) === folder) return own;
  }
}

/**
 * Each file becomes the pieces around its includes, blanked outside of the piece so that places stay. `\i` is relative to where psql was
 * started, which nobody knows: the folder of the file and those above it are looked at.
 * @throws Problem for a file that is not there or lies outside of the project, and for files that include each other.
 */
export async function withIncludes(scripts: readonly Script[], tree: SourceTree): Promise<Included> {
  const included = new Set<string>();
  const parts: Part[] = [];
  for (const script of scripts) parts.push(...(await expand(script, [], { tree, included })));
  return { scripts: parts, included };
}

interface Within {
  readonly tree: SourceTree;
  readonly included: Set<string>;
  /** Absent: the file is one that a person named. */
  readonly bound?: string;
}

async function expand(script: Script, around: readonly string[], within: Within): Promise<readonly Part[]> {
  const { tree, included } = within;
  const { path, text } = script;
  const top = around.length === 0;
  const found = [...text.matchAll(include)];
  if (found.length === 0) return [{ ...script, top }];
  const bound = within.bound ?? (await boundOf(path, tree));
  const parts: Part[] = [];
  let from = 0;
  for (const match of found) {
    const [whole, command = '', single, double, bare] = match;
    const name = single?.replaceAll("''", "'") ?? double ?? bare ?? '';
    const place = { path: tree.called(path), position: positionAt(lineStarts(text), match.index) };
    const target = await findIncluded(name, command, path, tree);
    if (target === undefined)
      throw new Problem(`This includes ${JSON.stringify(name)}, which is not there. Correct the name.`, place);
    if (target === path || around.includes(target) || around.length >= deepest)
      throw new Problem('These files include each other, so that they would never end.', place);
    if (!(await isInside(bound, target, tree)))
      throw new Problem(
        `This includes ${JSON.stringify(name)}, which lies outside of ${tree.called(bound)}. Name a folder that holds both, or move the file.`,
        place,
      );
    included.add(target);
    parts.push({ path, text: only(text, from, match.index), top });
    const inner = { path: target, text: (await tree.read([target])).get(target)! };
    parts.push(
      ...(await expand(inner, [...around, path], { tree, included, bound })).map(part => ({ ...part, top: false })),
    );
    from = match.index + whole.length;
  }
  parts.push({ path, text: only(text, from, text.length), top });
  return parts;
}

async function findIncluded(
  name: string,
  command: string,
  from: string,
  tree: SourceTree,
): Promise<string | undefined> {
  const isRelative = command === 'ir' || command === 'include_relative';
  for (let folder = nodePath.dirname(from); ; folder = nodePath.dirname(folder)) {
    const path = nodePath.resolve(folder, name);
    if ((await tree.kindOf(path)) === 'file') return path;
    if (isRelative || folder === tree.root || nodePath.dirname(folder) === folder) return undefined;
  }
}

async function isInside(bound: string, target: string, tree: SourceTree): Promise<boolean> {
  return isBelow(bound, target) && isBelow(await tree.realPath(bound), await tree.realPath(target));
}

/** The piece where it stands, and blanks before it. */
function only(text: string, start: number, end: number): string {
  return text.slice(0, start).replace(/[^\r\n]/g, ' ') + text.slice(start, end);
}
