/** What a tool for agents is: a command of the command line, and the part of its flags that agents are given. */
import type * as z from 'zod/mini';
import type { CommandForm } from '../args.js';

/** What a value names, when it is not just a value. All paths are absolute: the server's folder means nothing to an agent. */
export type PathKind =
  | 'path'
  /** `@/path`, or a text. */
  | 'body'
  /** `name=@/path`, or `name=text`. */
  | 'part'
  /** A path, or what a database is named by: `env:NAME`, a URL, `host=…`, `REV:path` below `folder`. */
  | 'schema'
  /** A path, or a URL. */
  | 'address'
  /** A path, or a word without a separator: `owasp`, `native`. */
  | 'name'
  /** A path, or a switch. */
  | 'switch';

export interface Positional {
  /** Of the argument. */
  readonly name: string;
  readonly help: string;
  readonly kind: PathKind;
  readonly isMany: boolean;
  /** The flag that may be given in its place. Absent: it is needed, if there is one at all. */
  readonly instead?: string;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly form: CommandForm;
  /** What the command reads its flags with. */
  readonly shape: Readonly<Record<string, z.ZodMiniType>>;
  /** Words that every call has. */
  readonly fixed: readonly string[];
  readonly positional?: Positional;
  /** Those that agents are given. */
  readonly flags: readonly string[];
  /** Under another name than on the command line. */
  readonly names?: Readonly<Record<string, string>>;
  readonly needed?: readonly string[];
  readonly paths: Readonly<Record<string, PathKind>>;
  /** Flags that write files: only with `write: true`. */
  readonly writes: readonly string[];
  /** The flag that keeps the command from writing: given unless `write: true`. */
  readonly dry?: string;
  /** In place of the help of the flag. */
  readonly help?: Readonly<Record<string, string>>;
  /** How to get less, when an answer was cut. */
  readonly narrow: string;
  /** After which the command is stopped. */
  readonly mostSeconds: number;
  /** Measures: no two at once. */
  readonly isAlone?: true;
  /** Speaks to servers. */
  readonly isOpen: boolean;
}
