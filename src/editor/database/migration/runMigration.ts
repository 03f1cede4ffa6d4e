/** A migration on a database of the user's: which one, whether really, and what came of it. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { plainMessage } from '../../plainMessage.js';
import { pickConnection } from '../addConnection.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import { confirmChange } from '../stage.js';
import type { MigrationCalls, RunAnswer, RunOptions, ShownRun } from './migrationCalls.js';
import { type MigrationChoice, readMigrationChoice } from './migrationChoice.js';
import { filesOf, type MigrationRoom } from './migrationRoom.js';
import { type MigrationTarget, openTarget } from './migrationTarget.js';
import { markProblem, type NextAct, type RunSummary, say, summaryOf } from './showRun.js';

type Act = MigrationCalls['runMigration']['params']['act'];

export interface RunWords {
  readonly act: Act;
  /** `Apply`, for questions. */
  readonly does: string;
  /** `Applying`, for the progress. */
  readonly doing: string;
  readonly toOrOn: 'to' | 'on';
}

/** In the workspace's state: the connection that was used last. */
const lastKey = 'migrationConnection';
const patientLockTimeout = 60_000;
const longPatience = 3_600_000;

/**
 * @param wordsFor what is done with a target.
 * @returns undefined when the user stopped on the way, or did not want what was refused.
 */
export async function runMigration(
  room: MigrationRoom,
  file: unknown,
  given: unknown,
  wordsFor: (target: MigrationTarget, choice: MigrationChoice) => RunWords,
): Promise<RunSummary | undefined> {
  const choice = readMigrationChoice(given);
  const target = await markProblem(room, () => openTarget(room.databases, file, choice));
  if (!target) return undefined;
  const words = wordsFor(target, choice);
  const connection = await chooseConnection(room.databases, words, target, choice);
  if (!connection) return undefined;
  const { name } = connection;
  const isConfirmed =
    choice.confirm === name ||
    (await confirmChange(connection, titleOf(words, target), detailOf(words, target), words.toOrOn));
  if (!isConfirmed) return undefined;
  await room.databases.desk.context.workspaceState.update(lastKey, connection.id);
  return new Run(room, target, words, connection).go({
    ...(choice.anySchema !== undefined && { anySchema: choice.anySchema }),
    ...(choice.lockTimeout !== undefined && { lockTimeout: Math.round(choice.lockTimeout * 1000) }),
    ...(choice.wait !== undefined && { patience: choice.wait * 1000 }),
  });
}

async function chooseConnection(
  databases: Databases,
  words: RunWords,
  target: MigrationTarget,
  { connection: name }: MigrationChoice,
): Promise<SavedConnection | undefined> {
  const { connections, desk } = databases;
  if (name === undefined)
    return pickConnection(databases, titleOf(words, target), desk.context.workspaceState.get<string>(lastKey));
  const named = connections.named(name);
  if (!named) throw new Problem(`There is no connection ${name}. Add it first.`);
  return named;
}

function titleOf({ does }: RunWords, { described, uri }: MigrationTarget): string {
  return plainMessage(`${does} ${path.basename(described.name) || path.basename(uri.fsPath)}`);
}

const mostHazards = 3;

function detailOf({ act }: RunWords, { described }: MigrationTarget): string {
  const way = act === 'apply' || act === 'dryRun' ? 'up' : 'down';
  const count = described.statements[way];
  const hazards = described.hazards[way];
  const more = hazards.length > mostHazards ? [`And ${hazards.length - mostHazards} more hazards.`] : [];
  const dry =
    act === 'dryRun' || act === 'dryRunBack' ? ['It is undone at the end, and holds its locks until then.'] : [];
  const statements =
    count === 0
      ? 'What was written down when it was applied is run.'
      : `${count} ${count === 1 ? 'statement' : 'statements'}.`;
  return [statements, ...dry, ...hazards.slice(0, mostHazards), ...more].join(' ');
}

/** One run, and those that follow from what it came to. */
class Run {
  readonly #room: MigrationRoom;
  readonly #target: MigrationTarget;
  readonly #words: RunWords;
  readonly #connection: SavedConnection;

  constructor(room: MigrationRoom, target: MigrationTarget, words: RunWords, connection: SavedConnection) {
    this.#room = room;
    this.#target = target;
    this.#words = words;
    this.#connection = connection;
  }

  async go(options: RunOptions): Promise<RunSummary | undefined> {
    const answer = await this.#call(options);
    if (answer.kind === 'refused') {
      this.#offer(answer, options);
      return { status: answer.reason, isFine: false, summary: answer.said };
    }
    const { described } = this.#target;
    const { act } = this.#words;
    await this.#room.keep(described, answer.shown, 'run', this.#connection.name);
    say(
      this.#room,
      this.#target,
      answer.shown,
      act === 'apply' || act === 'rollBack' ? this.#next(answer.shown, options) : [],
    );
    return summaryOf(answer.shown);
  }

  async #call(options: RunOptions): Promise<RunAnswer> {
    const { databases } = this.#room;
    const { uri, folder, migrations, described } = this.#target;
    const { act, doing, toOrOn } = this.#words;
    const connectionString = await databases.connections.stringOf(this.#connection);
    if (connectionString === undefined)
      throw new Problem(`The key store has lost how to reach ${this.#connection.name}. Add the connection again.`);
    const engine = databases.engine();
    return markProblem(
      this.#room,
      () =>
        databases.run(`${doing} ${described.name} ${toOrOn} ${this.#connection.name}`, job =>
          databases.thread.call('runMigration', {
            ...{ job, act, engine, path: uri.fsPath, connectionString, options, folder },
            ...(migrations !== undefined && { migrations }),
          }),
        ),
      filesOf(described),
    );
  }

  #next({ isFine, isLocked, saysPatience, isPartial }: ShownRun, options: RunOptions): readonly NextAct[] {
    if (isFine) return [];
    if (isLocked && saysPatience) return [this.#again('Try Again', options)];
    if (isLocked) return [this.#again('Wait Longer', { ...options, lockTimeout: patientLockTimeout })];
    return isPartial ? [this.#again('Go On', options)] : [];
  }

  /** Nothing was done. What is offered is what the command line has flags for. */
  #offer({ reason, said }: Extract<RunAnswer, { kind: 'refused' }>, options: RunOptions): void {
    const { does } = this.#words;
    const anyway: NextAct = { title: `${does} Anyway…`, run: () => this.#anyway(said, options) };
    const offers: Readonly<Record<typeof reason, readonly NextAct[]>> = {
      otherSchema: [
        {
          title: 'Compare Again',
          // What is there now is this database.
          run: async () =>
            vscode.commands.executeCommand('seniorBackend.compareSchemas', undefined, {
              now: { connection: this.#connection.name },
            }),
        },
        anyway,
      ],
      ...{ unknownSchema: [anyway], laterMigrations: [anyway] },
      partlyApplied: [
        {
          title: 'Apply the Rest',
          run: async () =>
            vscode.commands.executeCommand('seniorBackend.applyMigration', this.#upFile(), {
              connection: this.#connection.name,
            }),
        },
        anyway,
      ],
      otherRun: [this.#again('Wait for It', { ...options, patience: longPatience })],
    };
    const next = offers[reason];
    this.#room.databases.desk.log.warn(said);
    vscode.window.showWarningMessage(plainMessage(said), ...next.map(({ title }) => title)).then(async answer => {
      await next.find(({ title }) => title === answer)?.run();
    });
  }

  async #anyway(said: string, options: RunOptions): Promise<void> {
    const { does } = this.#words;
    const act = `${does} Anyway`;
    const detail = `${plainMessage(said)}\n\nIt may fail half-way, or change what nobody meant to change. Nobody has proven it on this schema.`;
    const { name, stage } = this.#connection;
    const where = stage === 'production' ? `PRODUCTION: ${name}` : name;
    const answer = await vscode.window.showWarningMessage(
      plainMessage(`${does} ${this.#target.described.name} ${this.#words.toOrOn} ${where} anyway?`),
      { modal: true, detail },
      act,
    );
    if (answer === act) await this.#command({ ...options, anySchema: true });
  }

  #again(title: string, options: RunOptions): NextAct {
    return { title, run: () => this.#command(options) };
  }

  /** As a command: with its catch. It was confirmed a moment ago. */
  async #command({ anySchema, lockTimeout, patience }: RunOptions): Promise<void> {
    const { act } = this.#words;
    const { name } = this.#connection;
    const id = {
      apply: 'applyMigration',
      rollBack: 'rollBackMigration',
      dryRun: 'dryRunMigration',
      dryRunBack: 'dryRunMigration',
    }[act];
    await vscode.commands.executeCommand(`seniorBackend.${id}`, this.#target.uri, {
      ...{ connection: name, confirm: name, anySchema: anySchema ?? false, back: act === 'dryRunBack' },
      ...(lockTimeout !== undefined && { lockTimeout: lockTimeout / 1000 }),
      ...(patience !== undefined && { wait: patience / 1000 }),
    });
  }

  #upFile(): vscode.Uri {
    const { described, uri } = this.#target;
    return described.up === undefined ? uri : vscode.Uri.file(described.up);
  }
}
