/** The files of a workspace as editors show them: texts, what they say, and which of them refer to which. */
import type { ReadFile } from '../../text/files.js';
import { Problem } from '../../text/problem.js';
import { readDocument, type SourceDocument } from '../document.js';
import type { LoadFailure } from '../load.js';
import type { RefPolicy } from '../targets.js';
import { linkedFiles } from './links.js';

interface Versioned<T> {
  readonly version: number;
  readonly value: T;
}

export interface TextChange {
  readonly start: number;
  readonly length: number;
  readonly text: string;
}

/** The text after changes that were made one after the other. */
export function applyChanges(before: string, changes: readonly TextChange[]): string {
  let text = before;
  for (const { start, length, text: added } of changes) {
    text = text.slice(0, start) + added + text.slice(start + length);
  }
  return text;
}

/** So many characters of parsed files are kept beside those that were asked about last. */
const mostKept = 30_000_000;
/** Larger files are looked into only when something refers to them. */
const largestCandidate = 20_000_000;

export class Sources {
  readonly #readFile: ReadFile;
  readonly #texts = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  readonly #parsed = new Map<string, Versioned<SourceDocument | LoadFailure>>();
  readonly #links = new Map<string, Versioned<ReadonlySet<string>> & { readonly policy: string }>();
  #clock = 0;

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** The text of an editor, which counts in place of the disk; undefined: the disk counts again. */
  setText(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.changed(path);
  }

  /** @returns false when the whole text is needed: it was never sent, or the sizes differ afterwards. */
  edit(path: string, changes: readonly TextChange[], size: number): boolean {
    const before = this.#texts.get(path);
    if (before === undefined) return false;
    const text = applyChanges(before, changes);
    if (text.length !== size) return false;
    this.setText(path, text);
    return true;
  }

  /** A file is not what it was. */
  changed(path: string): void {
    this.#versions.set(path, ++this.#clock);
  }

  versionOf(path: string): number {
    return this.#versions.get(path) ?? 0;
  }

  textOf(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** What was read last, be it out of date. */
  lastOf(path: string): SourceDocument | undefined {
    const known = this.#parsed.get(path)?.value;
    return known && 'value' in known ? known : undefined;
  }

  /** Whether what was read last is what is there now. */
  isParsed(path: string): boolean {
    return this.#parsed.get(path)?.version === this.versionOf(path);
  }

  async read(path: string): Promise<SourceDocument | LoadFailure> {
    const version = this.versionOf(path);
    const known = this.#parsed.get(path);
    if (known?.version === version) return known.value;
    const value = await this.#parse(path);
    if ('value' in value || !known) this.#parsed.set(path, { version, value });
    return value;
  }

  async #parse(path: string): Promise<SourceDocument | LoadFailure> {
    try {
      const text = this.#texts.get(path) ?? (await this.#readFile(path));
      if (text !== undefined) return readDocument(path, text);
      return { rule: 'missing-reference', message: `There is no file ${path}.` };
    } catch (error) {
      if (error instanceof Problem) return { rule: 'missing-reference', message: error.message };
      throw error;
    }
  }

  /** All of `paths`, among `candidates`, that lead to one of them. */
  async referrers(
    paths: readonly string[],
    candidates: readonly string[],
    policy: RefPolicy,
  ): Promise<readonly string[]> {
    const back = new Map<string, string[]>();
    for (const candidate of new Set([...candidates, ...this.#texts.keys()])) {
      for (const file of await this.#linksOf(candidate, policy)) {
        const known = back.get(file);
        if (known) known.push(candidate);
        else back.set(file, [candidate]);
      }
    }
    const found = new Set(paths);
    for (const path of found) for (const referrer of back.get(path) ?? []) found.add(referrer);
    return [...found];
  }

  async #linksOf(path: string, policy: RefPolicy): Promise<ReadonlySet<string>> {
    const version = this.versionOf(path);
    const policyKey = JSON.stringify(policy);
    const known = this.#links.get(path);
    if (known?.version === version && known.policy === policyKey) return known.value;
    let text = this.#texts.get(path);
    if (text === undefined) {
      try {
        text = (await this.#readFile(path)) ?? '';
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        text = '';
      }
    }
    const value = text.length > largestCandidate ? new Set<string>() : linkedFiles(path, text, policy);
    this.#links.set(path, { version, value, policy: policyKey });
    return value;
  }

  /** Lets go of parsed files that nobody has asked about for long. */
  keep(paths: ReadonlySet<string>): void {
    let size = 0;
    for (const [path, { value }] of this.#parsed) {
      if (paths.has(path)) continue;
      size += 'text' in value ? value.text.length : 0;
      if (size > mostKept) this.#parsed.delete(path);
    }
  }
}
