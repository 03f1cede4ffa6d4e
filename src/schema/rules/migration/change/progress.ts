/** What a migration has done before the command that is being looked at. */
import type { Command, CommandOf } from '../../../commands.js';
import type { MigrationContext } from '../../../rule.js';
import type { Statement } from '../../../statement.js';
import { type Lock, locksOf } from './locks.js';
import { inTransaction } from './transaction.js';

export interface Progress {
  /** Of the transaction that is open, the strongest of each table; none outside of one. */
  readonly locks: readonly Lock[];
  /** Names of the constraints that the open transaction has added. */
  readonly constraints: ReadonlySet<string>;
  /** Values that the open transaction has added to enums. */
  readonly enumValues: readonly CommandOf<'addEnumValue'>[];
  /** A command of the file has taken a strong lock, in this transaction or before. */
  readonly anyLock: boolean;
  /** The same, where a table was scanned, indexed or rewritten under the lock. */
  readonly anyLongLock: boolean;
  /** `SET name` in force: lower-case names → values. */
  readonly settings: ReadonlyMap<string, string>;
  /** A BEGIN of the file that has not ended. */
  readonly open: boolean;
}

interface State {
  /** Statements of `earlier` that are done, and commands of the one after. */
  statements: number;
  commands: number;
  locks: Map<string, Lock>;
  constraints: Set<string>;
  enumValues: CommandOf<'addEnumValue'>[];
  anyLock: boolean;
  anyLongLock: boolean;
  settings: Map<string, string>;
  localSettings: Map<string, string>;
  open: boolean;
}

/** `earlier` is one array that grows while a file is replayed: each command is looked at once. */
const states = new WeakMap<readonly Statement[], State>();

const none: Pick<Progress, 'locks' | 'constraints' | 'enumValues'> = {
  locks: [],
  constraints: new Set(),
  enumValues: [],
};

export function progressOf(context: MigrationContext): Progress {
  const state = stateBefore(context);
  const { anyLock, anyLongLock, settings, localSettings, open } = state;
  const inside = inTransaction(context);
  return {
    ...(inside ? { ...state, locks: [...state.locks.values()] } : none),
    anyLock,
    anyLongLock,
    settings: localSettings.size > 0 && inside ? new Map([...settings, ...localSettings]) : settings,
    open,
  };
}

function stateBefore(context: MigrationContext): State {
  const { earlier, statement, command } = context;
  const target = statement.commands.indexOf(command);
  let state = states.get(earlier);
  const isBehind =
    state && (state.statements < earlier.length || (state.statements === earlier.length && state.commands <= target));
  if (!state || !isBehind) {
    state = emptyState();
    states.set(earlier, state);
  }
  for (; state.statements < earlier.length; state.statements++) {
    const before = earlier[state.statements]!;
    for (; state.commands < before.commands.length; state.commands++) {
      advance(state, { ...context, statement: before }, before.commands[state.commands]!);
    }
    state.commands = 0;
  }
  for (; state.commands < target; state.commands++) advance(state, context, statement.commands[state.commands]!);
  return state;
}

function emptyState(): State {
  return {
    statements: 0,
    commands: 0,
    locks: new Map(),
    constraints: new Set(),
    enumValues: [],
    anyLock: false,
    anyLongLock: false,
    settings: new Map(),
    localSettings: new Map(),
    open: false,
  };
}

function advance(state: State, context: MigrationContext, command: Command): void {
  switch (command.kind) {
    case 'transaction':
      if (command.change === 'other') return;
      state.open = command.change === 'begin';
      state.locks = new Map();
      state.constraints = new Set();
      state.enumValues = [];
      state.localSettings = new Map();
      return;
    case 'set': {
      const into = command.local ? state.localSettings : state.settings;
      const name = command.name.toLowerCase();
      if (command.value === undefined) into.delete(name);
      else into.set(name, command.value);
      return;
    }
    case 'addEnumValue':
      state.enumValues.push(command);
      return;
    case 'alterTable':
      for (const action of command.actions) {
        if (action.action === 'addConstraint' && action.constraint.name) state.constraints.add(action.constraint.name);
      }
      break;
    default:
      break;
  }
  for (const lock of locksOf(context, command)) {
    const { label } = lock.target;
    const held = state.locks.get(label);
    if (!held || strength[lock.mode] > strength[held.mode]) {
      state.locks.set(label, held && !held.indirect ? { ...lock, indirect: false } : lock);
    }
    state.anyLock ||= command.kind !== 'createTable';
    state.anyLongLock ||= lock.work !== 'brief';
  }
}

const strength: Readonly<Record<Lock['mode'], number>> = {
  SHARE: 1,
  'SHARE ROW EXCLUSIVE': 2,
  'ACCESS EXCLUSIVE': 3,
};
