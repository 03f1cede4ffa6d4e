/** What `senior-backend database` takes: the one table of its modes and flags. */

import { Problem } from '../../../text/problem.js';
import type { CommandForm, Flag, Words } from '../../args.js';
import { ruleFlag } from '../../ruleLevels.js';

export const dialects = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'transactsql'] as const;

/** Each is a file of its own beside this one, and the flag that asks for it. In the order in which the help shows them. */
export const modes = ['analyze', 'suggest-indexes'] as const;
export type Mode = (typeof modes)[number];

interface DatabaseFlag extends Flag {
  /** Elsewhere it is refused. Absent: for all. */
  readonly modes?: readonly Mode[];
}

const paper: readonly Mode[] = ['analyze', 'suggest-indexes'];

const flags: readonly DatabaseFlag[] = [
  { name: 'analyze', help: 'Say what is wrong with the schema (the default)' },
  { name: 'suggest-indexes', help: 'Suggest indexes; with --output write the migration and its rollback' },
  {
    name: 'output',
    short: 'o',
    value: 'PATH',
    help: 'With --analyze: a file for the JSON report; with --suggest-indexes: the folder for the migration',
    modes: ['analyze', 'suggest-indexes'],
  },
  {
    name: 'dialect',
    value: 'NAME',
    help: `${dialects.join(', ')}; by default told from each file`,
    modes: paper,
  },
  {
    name: 'migrations',
    value: 'DIR',
    many: true,
    help: 'A folder of migrations that is not recognised; repeatable',
    modes: paper,
  },
  { ...ruleFlag, modes: paper },
];

export const databaseForm: CommandForm = {
  name: 'database',
  summary: 'Analyse a schema written in SQL: one file, several, or a folder of migrations; suggest indexes',
  usage: '<files or folders…> [flags]',
  flags,
  examples: [
    'senior-backend database schema.sql',
    'senior-backend database prisma/migrations --json',
    'senior-backend database schema.sql queries --suggest-indexes -o migrations',
  ],
};

/** @throws Problem for two modes at once, and for a flag that the mode has no use for. */
export function modeOf({ flags: given }: Words): Mode {
  const [mode = 'analyze', other] = modes.filter(name => given[name] !== undefined);
  if (other !== undefined) throw new Problem(`--${mode} and --${other} exclude each other.`);
  for (const { name, modes: takers } of flags) {
    if (given[name] === undefined || !takers || takers.includes(mode)) continue;
    const usable = takers.map(taker => `--${taker}`).join(' or ');
    throw new Problem(`--${name} goes with ${usable}, not with --${mode}.`);
  }
  return mode;
}
