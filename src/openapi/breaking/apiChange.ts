import type { At, Operation } from '../api.js';
import type { ChangeRule, ChangeSeverity } from './changeRules.js';

/** A difference between two versions of a description that users of the API may notice. */
export interface ApiChange {
  readonly rule: ChangeRule;
  readonly severity: ChangeSeverity;
  /** A sentence or two, with the operations that it is about. Names in it are written as JSON strings. */
  readonly message: string;
  /** The same in every run and wherever it stands in the file: what a list of accepted changes names. */
  readonly key: string;
  /** Those that it reaches, as the new version calls them, and removed ones as the old. */
  readonly operations: readonly ChangedOperation[];
  /** In the new version: what changed, or what is around the thing that is gone. */
  readonly at: At;
  /** In the old version; absent for what is new. */
  readonly was?: At;
}

export type ChangedOperation = Pick<Operation, 'id' | 'method' | 'path'>;

/** `GET /users`. */
export function operationName({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

/** A name of somebody else's in a sentence of ours: with quotes, and without line ends. */
export function quoted(name: string): string {
  return JSON.stringify(name);
}

/** `"a"`, `"a" and "b"`, `"a", "b" and 3 more`. */
export function listed(words: readonly string[]): string {
  const shown = words.length > 3 ? [...words.slice(0, 2), `${words.length - 2} more`] : words;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** A value in a sentence. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
