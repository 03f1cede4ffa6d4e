/** How a command ended → what an agent is answered. */
import nodePath from 'node:path';
import { boundedJson } from './boundedJson.js';
import type { Outcome } from './runCall.js';
import type { Tool } from './tool.js';

export interface Answer {
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly isError?: boolean;
  readonly [key: string]: unknown;
}

/** Of the result, in bytes. The words beside it have their own, smaller one. */
const mostBytes = 60_000;
const mostWords = 4000;

/** @param folder that the command ran in: what it printed relative to it becomes absolute. */
export function answerOf(tool: Tool, { code, out, err, stopped }: Outcome, folder: string): Answer {
  const result = parsed(out);
  const words = wordsIn(err);
  if (stopped === 'size') return failed(`The result is too large to be read at all. ${tool.narrow}`);
  if (result === undefined) {
    if (stopped === 'time') return failed(`Stopped after ${tool.mostSeconds} s, without a result. ${tool.narrow}`);
    return failed(
      words ||
        `The command ended without a result (exit code ${code}). Try it in a terminal: senior-backend ${tool.form.name}`,
    );
  }
  if (isProblem(result)) return failed(asArguments(tool, problemText(result)));
  const shown = Array.isArray(result) ? { findings: result } : result;
  const late = stopped === 'time' ? [`Stopped after ${tool.mostSeconds} s: this is what there was by then.`] : [];
  const notes = [...late, words].filter(Boolean).join('\n');
  return {
    content: [
      { type: 'text', text: boundedJson(absolute(shown, folder), mostBytes, tool.narrow) },
      ...(notes ? [{ type: 'text' as const, text: notes }] : []),
    ],
  };
}

/** For the agent to mend: no protocol error, which only people would see. */
export function failed(text: string): Answer {
  return { content: [{ type: 'text', text: text.slice(0, mostWords) }], isError: true };
}

function parsed(out: string): unknown {
  try {
    return JSON.parse(out);
  } catch {
    return undefined;
  }
}

interface ToldProblem {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

function isProblem(value: unknown): value is ToldProblem {
  const { status, message } = (value ?? {}) as { status?: unknown; message?: unknown };
  return status === 'error' && typeof message === 'string';
}

function problemText({ message, file, line, column }: ToldProblem): string {
  if (file === undefined) return message;
  return `${message}\nAt ${[file, line, column].filter(part => part !== undefined).join(':')}`;
}

/** `--yes` of the command line is `yes` here. */
function asArguments({ flags, names = {} }: Tool, said: string): string {
  return said.replace(/--([a-z][a-z0-9-]*)/g, (word, flag: string) =>
    flags.includes(flag) ? `\`${names[flag] ?? flag}\`` : word,
  );
}

/** Without traces, which help nobody who could read them here. */
function wordsIn(err: string): string {
  const lines = err.split('\n').filter(line => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.join('\n').slice(0, mostWords);
}

/** Names of files as the commands print them: relative to the working directory, or to the folder of the output. */
function absolute(value: unknown, folder: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { output } = value as { output?: unknown };
  const base = typeof output === 'string' && nodePath.isAbsolute(output) ? output : folder;
  return walk(value, { folder, base });
}

const ofOutput = ['generated_files', 'kept_files', 'orphans'];

function walk(value: unknown, at: { readonly folder: string; readonly base: string }): unknown {
  if (Array.isArray(value)) return value.map(each => walk(each, at));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (ofOutput.includes(key)) return [key, walkFiles(each, at.base)];
      if (key === 'file' || key === 'files') return [key, walkFiles(each, at.folder)];
      return [key, walk(each, at)];
    }),
  );
}

function walkFiles(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return /^https?:/i.test(value) ? value : nodePath.resolve(folder, value);
  if (Array.isArray(value)) return value.map(each => walkFiles(each, folder));
  return walk(value, { folder, base: folder });
}
