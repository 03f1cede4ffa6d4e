/** What `--migrate` and `--rollback` have in common: the server, the engine, the line of progress, the exit code. */
import { progressText } from '../../../database/apply/output/words.js';
import type { ApplyOptions, RunControl } from '../../../database/apply/performRun.js';
import type { OpenEngine } from '../../../database/apply/schemaCheck.js';
import type { Connect } from '../../../database/apply/withSession.js';
import { describeConnection } from '../../../database/connection/settings.js';
import type { Engine } from '../../../database/session.js';
import { Problem } from '../../../text/problem.js';
import { openOwnEngine } from '../../openOwnEngine.js';
import { type Printer, printable } from '../../print.js';
import { progressLine } from '../../progressLine.js';
import { confirmServer, serverSettings } from '../../serverConnection.js';
import { untilInterrupt } from '../../untilInterrupt.js';
import type { RunWords } from './applyOptions.js';

export interface RunTools {
  readonly connect: Connect;
  readonly options: ApplyOptions;
  readonly control: RunControl;
  /** `shop on localhost:5432 as ann` */
  readonly server: string;
}

/**
 * @param what is done, for the question: `apply 1_users.sql`.
 * @param use gives what shows the result, and tells the exit code.
 */
export async function withRunTools(
  words: RunWords,
  what: string,
  printer: Printer,
  use: (tools: RunTools) => Promise<() => number>,
): Promise<number> {
  const { connect } = await import('../../../database/connection/connect.js');
  const settings = await serverSettings(words.connection, printer);
  await confirmServer(settings, what, words.yes, printer);
  return untilInterrupt(async signal => {
    const engines = engineOnDemand(words.engine, signal);
    const line = progressLine(process.stderr, process.env);
    const server = describeConnection(settings);
    line.show(`Connecting to ${printable(server)} …`);
    try {
      const show = await use({
        // Asked again after the user has stopped the run, it must still answer.
        connect: () => connect(settings, signal.aborted ? {} : { signal }),
        options: { ...words.apply, openEngine: engines.open },
        control: {
          signal,
          onProgress: progress => {
            const text = progressText(progress);
            if (text !== undefined) line.show(printable(text));
          },
        },
        server,
      });
      line.clear();
      return show();
    } finally {
      line.clear();
      await engines.close();
    }
  });
}

/** One engine of a kind, started when it is asked for. */
function engineOnDemand(wanted: string | undefined, signal: AbortSignal) {
  const engines = new Map<string, Promise<Engine>>();
  const start = (kind: string) => {
    const engine = engines.get(kind) ?? openOwnEngine(kind, signal);
    engines.set(kind, engine);
    return engine;
  };
  const open: OpenEngine = async madeBy => {
    if (wanted !== undefined) return start(wanted);
    if (madeBy?.kind !== 'native') return start('embedded');
    try {
      return await start('native');
    } catch (error) {
      // The machine that made the plan had one.
      if (error instanceof Problem) return start('embedded');
      throw error;
    }
  };
  return {
    open,
    close: async () => {
      for (const engine of engines.values())
        await engine.then(
          one => one.close(),
          () => undefined,
        );
    },
  };
}
