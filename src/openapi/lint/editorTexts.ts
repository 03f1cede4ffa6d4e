/** The texts that editors hold, on the worker's side. */
import { applyChanges, type TextChange } from '../navigation/sources.js';

/** What was typed does not fit to the text that is known. */
export class StaleText extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`The text of ${path} is not known.`);
    this.path = path;
  }
}

export class EditorTexts {
  /** Undefined: one that is not known any more. */
  readonly #texts = new Map<string, string | undefined>();

  set(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
  }

  type(path: string, changes: readonly TextChange[], size: number): void {
    const before = this.#texts.get(path);
    const text = before === undefined ? undefined : applyChanges(before, changes);
    this.#texts.set(path, text?.length === size ? text : undefined);
  }

  /** Undefined: the disk counts. @throws StaleText */
  get(path: string): string | undefined {
    const text = this.#texts.get(path);
    if (text === undefined && this.#texts.has(path)) throw new StaleText(path);
    return text;
  }
}
