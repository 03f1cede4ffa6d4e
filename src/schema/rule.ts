/** What a rule is. One file a rule in `rules/`, one page a rule in `docs/rules/`. */
import type { Finding, Severity } from '../text/finding.js';
import type { Catalog, Place, Table } from './catalog.js';
import type { Command } from './commands.js';
import type { MigrationTool } from './project/project.js';
import type { Query } from './query.js';
import type { SchemaView } from './replay.js';
import type { ParsedFile, Statement } from './statement.js';

export type Category = 'key' | 'index' | 'type' | 'convention' | 'security' | 'migration' | 'query' | 'syntax';

/** `off`: only when a setting turns it on. */
export type Level = Severity | 'off';
/** Rule id → level, as settings and flags say. */
export type Levels = Readonly<Record<string, Level>>;

export interface PlaceEdit {
  readonly path: string;
  /** UTF-16 offsets; equal for an insertion. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The file is made by this edit (`start` and `end` are 0). */
  readonly newFile?: boolean;
}
export interface PlaceFix {
  readonly title: string;
  readonly edits: readonly PlaceEdit[];
}

/** What a rule says; `lint.ts` turns it into a Finding. */
export interface Violation {
  /** What is wrong and why it matters, one or two sentences, names in backticks. */
  readonly message: string;
  readonly place: Place;
  readonly table?: { readonly schema: string; readonly name: string };
  readonly column?: string;
  /** Names of the constraints or indexes that it is about; for pairs both. */
  readonly objects?: readonly string[];
  /** SQL (one or more statements) that mends it. */
  readonly suggestion?: string;
  readonly fixes?: readonly PlaceFix[];
  /** Works out the two when somebody asks: most findings are only shown, and at each keystroke. It is asked once. */
  readonly mend?: () => Pick<Violation, 'suggestion' | 'fixes'>;
}

/** How the file that a finding stands in is used: it decides what a fix writes. */
export interface FileRole {
  readonly file: ParsedFile;
  /** `schema`: may be edited at will. `migration`: runs against a database that has data. `query`: no DDL in it. */
  readonly role: 'schema' | 'migration' | 'query';
  /** For migrations. */
  readonly tool?: MigrationTool;
  /** Runs inside a transaction that the tool opens. */
  readonly transaction?: boolean;
  /** The newest migration, which has likely not run yet: fixes may be written into it. */
  readonly newest?: boolean;
}

/**
 * The next migration of a group: its absolute path (the file does not exist yet) and its whole text, in the manner of the group's tool.
 * `name` is snake_case words; `sql` complete statements. `transaction` false: they must not run in a transaction block.
 */
export type NewMigration = (
  name: string,
  sql: string,
  options: { readonly transaction: boolean },
) => { readonly path: string; readonly text: string } | undefined;

export interface Conventions {
  readonly tableNames: 'snake_case' | 'camelCase' | 'PascalCase';
  /** snake_case when tables are, else camelCase. */
  readonly columnNames?: 'snake_case' | 'camelCase' | 'PascalCase';
  readonly plural: boolean;
}

export interface CatalogContext {
  readonly catalog: Catalog;
  /** Tables by `schema.name`. */
  readonly table: (schema: string, name: string) => Table | undefined;
  /** Every file of the schema, by absolute path. */
  readonly files: ReadonlyMap<string, FileRole>;
  readonly conventions: Conventions;
  /** Only for groups of migrations. */
  readonly newMigration?: NewMigration;
}

export interface MigrationContext {
  readonly role: FileRole;
  readonly statement: Statement;
  readonly command: Command;
  /** The schema just before this command. */
  readonly before: SchemaView;
  /** The table (view, index…) was made earlier in this same file: nothing in it can be locked or lost. */
  readonly createdHere: (schema: string | undefined, name: string) => boolean;
  /** BEGIN…COMMIT of the file, or the tool's own transaction. */
  readonly inTransaction: boolean;
  /** All statements of this file that were before this one. */
  readonly earlier: readonly Statement[];
  /** For what has to run after this migration, or outside of its transaction. */
  readonly newMigration?: NewMigration;
}

export interface QueryContext {
  readonly role: FileRole;
  readonly statement: Statement;
  /** Each query of the statement, inner ones after the outer. */
  readonly query: Query;
  readonly outer?: Query;
  readonly catalog: Catalog;
  /** The table that a relation of the query means, by alias or name (undefined alias: the only relation that has the column). */
  readonly resolve: (
    relation: string | undefined,
    column: string,
  ) => { readonly table: Table; readonly column: Table['columns'][number] } | undefined;
}

interface RuleBase {
  /** kebab-case; says what is wrong. */
  readonly id: string;
  readonly category: Category;
  readonly level: Level;
  /** One line for lists and SARIF. */
  readonly title: string;
}
export interface CatalogRule extends RuleBase {
  readonly looksAt: 'catalog';
  readonly check: (context: CatalogContext) => Iterable<Violation>;
}
/** Asked for each Command of each migration file. Violations without a path of their own stand in that file. */
export interface MigrationRule extends RuleBase {
  readonly looksAt: 'migration';
  /** The kinds of commands that it is about; absent: all. It need not be asked for others. */
  readonly commands?: readonly Command['kind'][];
  readonly check: (context: MigrationContext) => Iterable<Violation>;
}
export interface QueryRule extends RuleBase {
  readonly looksAt: 'query';
  /** Also asked for the queries of views. */
  readonly views?: boolean;
  readonly check: (context: QueryContext) => Iterable<Violation>;
}
export type Rule = CatalogRule | MigrationRule | QueryRule;

/** What linting SQL gives: a Finding and what the command line's JSON says beside it. */
export interface SchemaFinding extends Finding {
  readonly category: Category;
  /** `orders`, or `app.orders` outside of `public`. */
  readonly table?: string;
  readonly column?: string;
  readonly objects?: readonly string[];
  readonly suggestion?: string;
}
