import type { Statement } from '../schema/statement.js';
import { type Refusal, refusalProblem } from './scriptRefusal.js';
import {
  canShareTransaction,
  isPassedOver,
  makesSomethingNew,
  runScriptStatement,
  setsSession,
} from './scriptStatement.js';
import { type Script, statementsOf } from './scriptStatements.js';
import { DatabaseError, type Session } from './session.js';

/** What scripts of one scratch database share. */
export interface LoadState {
  readonly session: Session;
  /** In one that a script began. */
  isInTransaction: boolean;
}

/** Of a relation, type, function, column, schema or key that is not there (manual, appendix A). */
const missing: ReadonlySet<string> = new Set(['42P01', '42704', '42883', '42703', '3F000', '42830']);
/**
 * Statements that go to the server at once: each turn and each transaction costs as much as a small statement. Measured with 500 tables:
 * 40 % of the server's time; more of them give no more.
 */
const mostAtOnce = 50;

/** A script on its way into a scratch database, among others that make the same schema. */
export class ScriptRun {
  readonly script: Script;
  readonly #state: LoadState;
  #left: readonly Statement[];
  /** Settings that it made, which are taken back whenever another script has its turn. */
  readonly #settings: string[] = [];

  private constructor(state: LoadState, script: Script, statements: readonly Statement[]) {
    this.#state = state;
    this.script = script;
    this.#left = statements.filter(statement => !isPassedOver(this.#sqlOf(statement)));
  }

  static async start(state: LoadState, script: Script): Promise<ScriptRun> {
    return new ScriptRun(state, script, await statementsOf(script));
  }

  /** What has not run yet. */
  get left(): readonly Statement[] {
    return this.#left;
  }

  /**
   * Goes on as far as it can. `strict`: whatever is refused is the end. `inOrder`: what misses something may be tried again, and waits with
   * all behind it. `anyOrder`: what makes something new overtakes those that wait.
   * @returns what waits. @throws Problem for what no other script can mend.
   */
  async advance(manner: 'strict' | 'inOrder' | 'anyOrder'): Promise<readonly Refusal[]> {
    const { session } = this.#state;
    await session.execute(['SET check_function_bodies = off', ...this.#settings].join(';\n'));
    const todo = this.#left;
    const waiting: Refusal[] = [];
    let aloneUntil = 0;
    let at = 0;
    while (at < todo.length) {
      const shared = at < aloneUntil || waiting.length > 0 ? [] : this.#sharedFrom(at);
      if (await this.#runShared(shared)) {
        at += shared.length;
        continue;
      }
      aloneUntil = Math.max(aloneUntil, at + shared.length);
      const statement = todo[at]!;
      if (waiting.length > 0 && !makesSomethingNew(this.#sqlOf(statement))) break;
      const refusal = await this.#runAlone(statement, manner === 'strict');
      if (refusal) waiting.push(refusal);
      if (refusal && manner === 'inOrder') break;
      at++;
    }
    this.#left = [...waiting.map(({ statement }) => statement).filter(one => one !== todo[at]), ...todo.slice(at)];
    await session.execute('RESET ALL; RESET SESSION AUTHORIZATION');
    return waiting;
  }

  /** Those that can go to the server at once. */
  #sharedFrom(at: number): readonly Statement[] {
    if (this.#state.isInTransaction) return [];
    const next = this.#left.slice(at, at + mostAtOnce);
    const end = next.findIndex(statement => !canShareTransaction(this.#sqlOf(statement)));
    return end < 0 ? next : next.slice(0, end);
  }

  /** @returns false when there are too few, or one of them is refused: then none has run. */
  async #runShared(statements: readonly Statement[]): Promise<boolean> {
    if (statements.length < 2) return false;
    try {
      await this.#state.session.execute(statements.map(statement => this.#sqlOf(statement)).join(';\n'));
      return true;
    } catch (error) {
      if (error instanceof DatabaseError) return false;
      throw error;
    }
  }

  /** @returns what may be tried again. */
  async #runAlone(statement: Statement, isStrict: boolean): Promise<Refusal | undefined> {
    const sql = this.#sqlOf(statement);
    try {
      await runScriptStatement(this.#state.session, sql);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const refusal = { script: this.script, statement, error };
      if (isStrict || this.#state.isInTransaction || !missing.has(error.server.code)) throw refusalProblem(refusal);
      return refusal;
    }
    if (setsSession(sql)) this.#settings.push(sql);
    if (/^(?:begin|start\s+transaction)\b/i.test(sql)) this.#state.isInTransaction = true;
    if (/^(?:commit|end|abort|rollback(?!\s+to))\b/i.test(sql)) this.#state.isInTransaction = false;
    return undefined;
  }

  #sqlOf({ start, end }: Statement): string {
    return this.script.text.slice(start, end);
  }
}
