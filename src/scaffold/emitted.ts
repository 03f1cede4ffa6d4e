import type { At } from '../openapi/api.js';

/** Something of the spec that the generated code cannot say, and what it says instead. */
export interface Note {
  /** Kebab-case, says what is wrong. */
  readonly rule: string;
  readonly at: At;
  readonly message: string;
}

/** The body of a generated file, without its header. Ends with a line end. */
export interface Emitted {
  readonly text: string;
  readonly notes: readonly Note[];
}
