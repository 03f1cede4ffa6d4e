/** The door of the tools: arguments become the words of a command, or a Problem that says what to send instead. */
import nodePath from 'node:path';
import { nearestName } from '../../openapi/nearest.js';
import { Problem } from '../../text/problem.js';
import { parseSeconds } from '../loadTest/options.js';
import { canWrite, inputSchema } from './inputSchema.js';
import { mostLoadSeconds, mostRequests } from './loadTestTool.js';
import { checkPath } from './paths.js';
import type { Positional, Tool } from './tool.js';

export interface CallOrder {
  /** The command, its positionals and its flags. */
  readonly words: readonly string[];
  /** Absolute, when it was given. */
  readonly folder: string | undefined;
  /** Absolute paths that were named first of all; for a folder. */
  readonly paths: readonly string[];
}

type Arguments = Readonly<Record<string, unknown>>;

/** @throws Problem for what the tool does not take, relative paths, and flags that write without `write: true`. */
export function wordsOf(tool: Tool, given: Arguments): CallOrder {
  const { positional, names = {}, needed = [] } = tool;
  assertKnown(tool, given);
  const folder = given['folder'] === undefined ? undefined : textOf('folder', given['folder']);
  if (folder !== undefined) checkPath('folder', folder, 'path', undefined);
  const isWriting = canWrite(tool) && switchOf('write', given['write']);
  const named = positional ? textsOf(positional.name, given[positional.name], positional.isMany) : [];
  if (positional) for (const each of named) checkPath(positional.name, each, positional.kind, folder);
  if (positional && named.length === 0) assertNamed(positional, given);
  for (const flag of needed) {
    const name = names[flag] ?? flag;
    if (given[name] === undefined)
      throw new Problem(`${name} is needed: ${tool.help?.[flag] ?? 'see its description'}.`);
  }
  const flags = tool.flags.flatMap(flag => {
    const name = names[flag] ?? flag;
    const words = flagWords(tool, flag, name, given[name], folder);
    if (words.length > 0 && tool.writes.includes(flag) && !isWriting)
      throw new Problem(
        `${name} writes a file: send write: true with it, or leave ${name} out to be shown the result.`,
      );
    return words;
  });
  const dry = tool.dry !== undefined && !isWriting ? [`--${tool.dry}`] : [];
  return {
    words: [tool.form.name, '--json', ...named, ...tool.fixed, ...dry, ...flags],
    folder,
    paths: [...named, ...[given['output']].flat()].filter(
      (each): each is string => typeof each === 'string' && nodePath.isAbsolute(each),
    ),
  };
}

function assertKnown(tool: Tool, given: Arguments): void {
  const known = Object.keys(inputSchema(tool).properties);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? ` It takes ${known.join(', ')}.` : ` Did you mean ${nearest}?`;
    throw new Problem(`${JSON.stringify(name.slice(0, 80))} is not an argument of ${tool.name}.${hint}`);
  }
}

function assertNamed({ name, help, instead }: Positional, given: Arguments): void {
  if (instead !== undefined && given[instead] !== undefined) return;
  throw new Problem(`${name}${instead === undefined ? '' : `, or ${instead},`} is needed: ${help}.`);
}

/** `--flag=value`, so that no value is taken for a flag. */
function flagWords(tool: Tool, flag: string, name: string, value: unknown, folder: string | undefined): string[] {
  if (value === undefined || value === null || value === false) {
    const isAnswer = value === false && tool.form.flags.some(each => each.name === flag && each.value === 'yes|no');
    return isAnswer ? [`--${flag}=no`] : [];
  }
  const form = tool.form.flags.find(each => each.name === flag)!;
  if (value === true && (form.value === undefined || form.isValue)) return [`--${flag}`];
  if (form.value === undefined) throw new Problem(`${name} is true or false.`);
  const values = textsOf(name, value, (form.many || form.list) ?? false);
  const kind = tool.paths[flag];
  for (const each of values) {
    if (kind) checkPath(name, each, kind, folder);
    checkBounds(tool, flag, each);
  }
  return values.map(each => `--${flag}=${each}`);
}

/** One value is a list of one. */
function textsOf(name: string, value: unknown, isMany: boolean): readonly string[] {
  if (value === undefined || value === null) return [];
  const all = Array.isArray(value) ? value : [value];
  if (all.length > 1 && !isMany) throw new Problem(`${name} is one value, not a list.`);
  if (all.length > 1000) throw new Problem(`${name} has ${all.length} values; 1,000 are the most.`);
  return all.map(each => textOf(name, each));
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') throw new Problem(`${name} is a text, not ${JSON.stringify(value)?.slice(0, 80)}.`);
  if (value.trim() === '') throw new Problem(`${name} is empty: leave it out, or say what it is.`);
  if (value.includes('\0')) throw new Problem(`${name} has a NUL character in it.`);
  return value;
}

function switchOf(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  throw new Problem(`${name} is true or false, not ${JSON.stringify(value)?.slice(0, 80)}.`);
}

/** An agent's load test ends soon, whatever it was told. */
function checkBounds({ isAlone }: Tool, flag: string, value: string): void {
  if (!isAlone) return;
  if (flag === 'requests' && Number(value) > mostRequests)
    throw new Problem(
      `requests is at most ${mostRequests.toLocaleString('en-US')} here. For more, run it in a terminal.`,
    );
  const times =
    flag === 'duration' || flag === 'warm-up'
      ? [value]
      : flag === 'stages'
        ? value.match(/[\d.]+\s*(?:ms|s|m|h)?(?=\s*:)/g)
        : [];
  const seconds = (times ?? []).reduce((sum, time) => sum + parseSeconds(flag, time), 0);
  if (seconds > mostLoadSeconds)
    throw new Problem(`${flag} is at most ${mostLoadSeconds} s here. For a longer test, run it in a terminal.`);
}
