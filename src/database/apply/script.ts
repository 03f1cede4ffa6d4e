/** A migration as it is run: statements with their places, in the pieces that succeed or fail together. Plain data. */
import type { Command } from '../../schema/commands.js';
import type { MigrationTool } from '../../schema/project/project.js';
import type { Position } from '../../text/finding.js';

/** Files of one migration, as they are on the disk or in an editor. */
export interface MigrationFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** The file that takes it back. A down half inside of `text` needs none. */
  readonly rollback?: { readonly path: string; readonly text: string };
}

export interface MigrationScript {
  /** Absolute. */
  readonly path: string;
  /** The whole file: places are places in it. */
  readonly text: string;
  /** 64 hexadecimal digits. Of the statements: comments between them, line ends and blanks may change. */
  readonly checksum: string;
  readonly segments: readonly ScriptSegment[];
  /** The tool whose marks are in the file. */
  readonly tool?: MigrationTool;
}

/** Statements that succeed or fail together. */
export interface ScriptSegment {
  /** `false`: one statement that PostgreSQL takes only outside of a transaction block. */
  readonly inTransaction: boolean;
  /** `BEGIN`, with the modes that the file asks for. */
  readonly begin: string;
  readonly statements: readonly ScriptStatement[];
  /** Where its COMMIT stands, or its last statement. */
  readonly end: Position;
  /** 16 hexadecimal digits: tells after an interruption whether what has run is still what the file says. */
  readonly checksum: string;
}

export interface ScriptStatement {
  /** Without the semicolon. */
  readonly sql: string;
  /** UTF-16 offset of its first character in the file. */
  readonly start: number;
  readonly position: Position;
  /** The first words, in one line: for people. */
  readonly head: string;
  readonly commands: readonly Command[];
}

/** SET and RESET of a session: it has to be said again when a run goes on in another session. */
export function isSessionSetting({ commands }: ScriptStatement): boolean {
  return (
    commands.length > 0 &&
    commands.every(command => (command.kind === 'set' || command.kind === 'setSearchPath') && !command.local)
  );
}

export function statementCount(segments: readonly ScriptSegment[]): number {
  return segments.reduce((sum, { statements }) => sum + statements.length, 0);
}
