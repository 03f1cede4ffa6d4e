/** A file to write or remove, below the output folder. */
export interface FileChange {
  /** Relative to the output folder, with forward slashes; never absolute, never with `..`. */
  readonly path: string;
  /** The whole new text, with `\n` line ends. Undefined: remove the file; only a generated one that nobody edited. */
  readonly text: string | undefined;
  /** `generated` files are rewritten each time; files owned by `you` are created or appended to, never overwritten. */
  readonly owner: 'generated' | 'you';
}

/**
 * Reads a file as UTF-8, by absolute path. Undefined when it does not exist; throws a Problem when it is there but
 * cannot be read (a directory, no permission). Passed in, so that unsaved editors and tests can answer.
 */
export type ReadFile = (path: string) => Promise<string | undefined>;
