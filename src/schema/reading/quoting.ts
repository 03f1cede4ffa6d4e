/** How the dialects quote and comment: all that a scanner must know of them. */
import type { Dialect } from '../catalog.js';

export interface Quoting {
  /** A backslash inside quotes takes the next character along. PostgreSQL: only in E''. */
  readonly backslashes: boolean;
  readonly backticks: boolean;
  /** [name]. */
  readonly brackets: boolean;
  /** $tag$ … $tag$. */
  readonly dollars: boolean;
  /** # comments run to the end of the line. */
  readonly hashes: boolean;
  readonly nestedComments: boolean;
  /** @name, @@name and #name are words. */
  readonly sigils: boolean;
}

const none: Quoting = {
  backslashes: false,
  backticks: false,
  brackets: false,
  dollars: false,
  hashes: false,
  nestedComments: false,
  sigils: false,
};
const mysql: Quoting = { ...none, backslashes: true, backticks: true, hashes: true, sigils: true };

export const quotings: Readonly<Record<Dialect, Quoting>> = {
  // https://www.postgresql.org/docs/18/sql-syntax-lexical.html
  postgresql: { ...none, dollars: true, nestedComments: true },
  // https://dev.mysql.com/doc/refman/8.4/en/language-structure.html
  mysql,
  mariadb: mysql,
  // https://www.sqlite.org/lang_keywords.html
  sqlite: { ...none, backticks: true, brackets: true },
  // https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers
  transactsql: { ...none, brackets: true, nestedComments: true, sigils: true },
};
