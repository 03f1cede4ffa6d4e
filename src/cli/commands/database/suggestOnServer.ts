/** `--suggest-indexes --connection URL`: what the server's own workload, or queries of files, would gain from indexes. */
import { readFile, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { IndexAdvice } from '../../../database/advise/adviseIndexes.js';
import type { RepeatedQuery } from '../../../database/advise/repeatedQueries.js';
import type { Workload } from '../../../database/advise/workload.js';
import type { Engine, Session } from '../../../database/session.js';
import { Problem } from '../../../text/problem.js';
import type { Words } from '../../args.js';
import { sqlTargets } from '../../findSql.js';
import { openOwnEngine } from '../../openOwnEngine.js';
import { check } from '../../options.js';
import type { Printer } from '../../print.js';
import { progressLine } from '../../progressLine.js';
import { refuseOverwriting } from '../../refuseOverwriting.js';
import { serverSettings } from '../../serverConnection.js';
import { untilInterrupt } from '../../untilInterrupt.js';
import { writeFiles } from '../../writeFiles.js';
import { adviceJson, adviceLines } from './adviceText.js';

export const Options = z.object({
  connection: z.string(),
  engine: z.optional(z.string()),
  output: z.optional(z.string()),
  watch: z.optional(z.string()),
});

/** Exit code 0. @throws Problem for what cannot be read, compared or written. */
export async function suggestOnServer(words: Words, printer: Printer): Promise<number> {
  const { connection, engine, output, watch } = check(Options, words.flags);
  for (const name of ['rule', 'dialect', 'migrations'])
    if (words.flags[name] !== undefined) throw new Problem(`--${name} is about files of a schema, not about a server.`);
  const seconds = watch === undefined ? undefined : secondsOf(watch);
  if (seconds !== undefined && words.positionals.length > 0)
    throw new Problem('--watch looks at what the server runs, not at files: name one or the other.');
  const settings = await serverSettings(connection, printer);
  const { connect } = await import('../../../database/connection/connect.js');
  const line = progressLine(process.stderr, process.env);
  return untilInterrupt(async signal => {
    const session = await connect(settings, { signal });
    const own = ownEngine(engine, signal);
    try {
      line.show(seconds === undefined ? 'Reading queries …' : `Watching for ${seconds} s …`);
      const workload = await workloadOf(session, words.positionals, seconds, signal);
      const { adviseIndexes } = await import('../../../database/advise/adviseIndexes.js');
      const { findRepeatedQueries } = await import('../../../database/advise/repeatedQueries.js');
      const advice = await adviseIndexes(session, own.open, workload, {
        signal,
        onProgress: ({ stage, done, total }) => line.show(`${done}/${total} ${stage} …`),
      });
      const repeated = await findRepeatedQueries(session, workload, { signal });
      line.clear();
      const file = output === undefined ? undefined : await writeScript(output, advice);
      show(advice, repeated, file, printer);
      return 0;
    } finally {
      line.clear();
      await own.close();
      await session.close();
    }
  });
}

function show(
  advice: IndexAdvice,
  repeated: readonly RepeatedQuery[],
  file: string | undefined,
  printer: Printer,
): void {
  if (printer.json) printer.result(`${JSON.stringify(adviceJson(advice, repeated, file), undefined, 2)}\n`);
  else for (const text of adviceLines(advice, repeated, file, printer)) printer.say(text);
}

const longest = 3600;

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= longest) return seconds;
  throw new Problem(`--watch takes seconds, from 1 to ${longest}.`);
}

async function workloadOf(
  session: Session,
  names: readonly string[],
  seconds: number | undefined,
  signal: AbortSignal,
): Promise<Workload> {
  if (names.length > 0) {
    const { workloadOfFiles } = await import('../../../database/advise/queryFiles.js');
    const { paths } = await sqlTargets(names);
    const files = await Promise.all(paths.map(async path => ({ path, text: await readFile(path, 'utf8') })));
    return workloadOfFiles(files);
  }
  const { readWorkload, workloadBetween } = await import('../../../database/advise/workload.js');
  const before = await readWorkload(session, { orElse: 'name files with queries' });
  if (seconds === undefined) return before;
  await wait(seconds * 1000, undefined, { signal });
  return workloadBetween(before, await readWorkload(session), seconds);
}

/** Started when it is asked for. */
function ownEngine(wanted: string | undefined, signal: AbortSignal) {
  let engine: Promise<Engine> | undefined;
  return {
    open: () => {
      engine ??= openOwnEngine(wanted, signal);
      return engine;
    },
    close: async () => {
      await engine?.then(
        one => one.close(),
        () => undefined,
      );
    },
  };
}

/** @returns its path; undefined when there is nothing to write. */
async function writeScript(output: string, { suggestions }: IndexAdvice): Promise<string | undefined> {
  if (suggestions.length === 0) return undefined;
  const folder = nodePath.resolve(output);
  const there = await stat(folder).catch(() => undefined);
  if (there && !there.isDirectory())
    throw new Problem('This is a file: name a folder for the script.', { path: folder });
  const head = '-- CONCURRENTLY does not run in a transaction: run these statements one by one, as psql does.';
  const files = [
    { path: 'add_indexes.sql', text: `${[head, ...suggestions.map(({ sql }) => sql)].join('\n')}\n` },
    {
      path: 'add_indexes_rollback.sql',
      text: `${[head, ...suggestions.map(({ rollback }) => rollback).reverse()].join('\n')}\n`,
    },
  ];
  await refuseOverwriting(folder, files);
  await writeFiles(
    folder,
    files.map(file => ({ ...file, owner: 'you' as const })),
  );
  return nodePath.join(folder, 'add_indexes.sql');
}
