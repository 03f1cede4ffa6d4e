/** What comments inside a migration say to the tool that runs it: where the Down half is, and that no transaction is wanted. */
import type { Span } from '../commands.js';
import type { MigrationTool } from './project.js';

export interface MigrationMarks {
  readonly tool?: MigrationTool;
  /** Down halves, from the mark on. */
  readonly down: readonly Span[];
  /** Only when the file says it. */
  readonly transaction?: boolean;
}

interface Mark {
  readonly tool: MigrationTool;
  /** `way` is up or down in any case; `options` what follows it. */
  readonly pattern: RegExp;
}

const marks: readonly Mark[] = [
  // dbmate pkg/dbmate/migration.go: at the start of a line, with options such as `transaction:false` behind it.
  { tool: 'dbmate', pattern: /^--[ \t]*migrate:(?<way>up|down)(?<options>[ \t][^\r\n]*)?$/gm },
  // goose internal/sqlparser/parser.go.
  { tool: 'goose', pattern: /^--[ \t]*\+goose (?<way>up|down)(?<options>)[ \t]*$/gim },
  // rubenv/sql-migrate's README: `-- +migrate Up notransaction`.
  { tool: 'plain', pattern: /^--[ \t]*\+migrate[ \t]+(?<way>up|down)(?<options>[ \t][^\r\n]*)?$/gim },
  // node-pg-migrate src/sqlMigration.ts takes any dashes and blanks before `Up Migration`.
  { tool: 'node-pg-migrate', pattern: /^[ \t]*--[ \t-]*(?<way>up|down)(?<options>)[ \t]+migration\b/gim },
];
/** Every mark has one of these in it. Plain searches spare the patterns to nearly all files, at each keystroke. */
const signs = ['igrat', 'IGRAT', 'oose', 'OOSE'];

const noMarks: MigrationMarks = { down: [] };

/** Tools look for their marks line by line and know no strings or bodies; so do we. */
export function readMigrationMarks(text: string): MigrationMarks {
  // sqlx-core/src/migrate/source.rs: the very first characters of the file.
  if (text.startsWith('-- no-transaction')) return { tool: 'sqlx', down: [], transaction: false };
  if (!signs.some(sign => text.includes(sign))) return noMarks;
  for (const { tool, pattern } of marks) {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) continue;
    const down = found.flatMap((mark, i) =>
      mark.groups!.way!.toLowerCase() === 'down'
        ? [{ start: mark.index, end: found[i + 1]?.index ?? text.length }]
        : [],
    );
    const up = found.find(mark => mark.groups!.way!.toLowerCase() === 'up')?.groups?.options ?? '';
    const without = /\btransaction:false\b|\bnotransaction\b/.test(up) || (tool === 'goose' && gooseWithout.test(text));
    return { tool, down, ...(without && { transaction: false }) };
  }
  return noMarks;
}

const gooseWithout = /^--[ \t]*\+goose NO TRANSACTION[ \t]*$/m;
