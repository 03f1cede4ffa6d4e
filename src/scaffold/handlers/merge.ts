/**
 * New operations meet your handlers. A handler file belongs to its user: it is created once, and later runs only add
 * text after its end. What stood there stays a byte-exact prefix of the result, whatever was done to it.
 */
import { parseSource, sourceProblem, type tree } from '../../app/parse.js';
import { Problem } from '../../text/problem.js';
import { moduleNames } from './exports.js';
import { orphansOf } from './orphans.js';
import { followStars, type ReadSibling } from './siblings.js';
import { bindImports, writeStub } from './stub.js';

/** The whole text of one operation's stub: a doc comment and `export const <name>: … = …;`, ending with `\n`. */
export interface Stub {
  /** Under which it is exported. */
  readonly name: string;
  readonly source: string;
}

/** An import of one binding that stubs refer to. */
export interface NeededImport {
  /** The name by which the stubs refer to it. */
  readonly local: string;
  /** The import statement, one line. */
  readonly source: string;
}

export interface FreshHandlers {
  /** A comment for the top of a new file. */
  readonly header: string;
  readonly imports: readonly NeededImport[];
  /** Of every operation that the file should handle, in order. */
  readonly stubs: readonly Stub[];
}

export interface MergedHandlers {
  /** Starts with the existing text, to the byte; equal to it when there is nothing to add. */
  readonly text: string;
  /** Exports that are typed as handlers of operations which no longer exist. */
  readonly orphans: readonly string[];
  /** Names of the stubs that were appended. */
  readonly added: readonly string[];
  /** Names of the stubs that were not appended, because a module of `unfollowed` may export them. */
  readonly withheld: readonly string[];
  /** Specifiers of `export * from '…'` that could not be read: packages, and files that are missing or do not parse. */
  readonly unfollowed: readonly string[];
}

/**
 * @param existing undefined when there is no file yet.
 * @param path of the file, for messages.
 * @throws Problem with line and column when `existing` does not parse, or exports with `export =`: a file that is not
 * understood is never appended to.
 */
export async function mergeHandlers(
  existing: string | undefined,
  fresh: FreshHandlers,
  path: string,
  readSibling: ReadSibling,
): Promise<MergedHandlers> {
  if (existing === undefined) {
    const added = fresh.stubs.map(stub => stub.name);
    const text = `${fresh.header.trimEnd()}\n${appendix(undefined, '', fresh, fresh.stubs)}`.trimStart();
    return { text, orphans: [], added, withheld: [], unfollowed: [] };
  }

  const file = understood(existing, path);
  const names = moduleNames(file);
  const orphans = orphansOf(file, fresh);
  const inFile = fresh.stubs.filter(stub => !names.values.has(stub.name));
  const { values, unfollowed } =
    inFile.length > 0 ? await followStars(names.stars, readSibling) : { values: new Set<string>(), unfollowed: [] };
  const missing = inFile.filter(stub => !values.has(stub.name));
  if (missing.length === 0) return { text: existing, orphans, added: [], withheld: [], unfollowed: [] };
  const absent = missing.map(stub => stub.name);
  // A stub would win over what `export *` brings in, silently: better no stub than a handler switched off.
  if (unfollowed.length > 0) return { text: existing, orphans, added: [], withheld: absent, unfollowed };
  if (names.assigned) {
    throw new Problem(
      `${path}: the file uses \`export =\`, so that handlers cannot be added. Nothing was changed; use named exports.`,
      { path },
    );
  }

  const lineEnd = dominantLineEnd(existing);
  const addition = appendix(file, existing, fresh, missing).replaceAll('\n', lineEnd);
  return { text: existing + gap(existing, lineEnd) + addition, orphans, added: absent, withheld: [], unfollowed: [] };
}

function understood(text: string, path: string): tree.File {
  const { file, errors } = parseSource(text, path);
  // A name declared twice is the compiler's to report: what the file exports is clear all the same.
  const broken = errors.find(error => error.kind === 'grammar');
  if (file && !broken) return file;
  const error = broken ?? { message: 'the file cannot be read', position: { line: 0, character: 0 } };
  throw sourceProblem(path, error, 'Nothing was changed; correct the file and run again.');
}

/** The imports that `stubs` need and `file` does not have, then the stubs. */
function appendix(file: tree.File | undefined, existing: string, fresh: FreshHandlers, stubs: readonly Stub[]): string {
  const { statements, renames } = bindImports(file, existing, fresh.imports, stubs);
  const taken = file ? moduleNames(file).taken : new Set<string>();
  const sources = stubs.map(stub => writeStub(stub, renames, taken.has(stub.name) ? existing : undefined));
  const imports = statements.length > 0 ? [`${statements.join('\n')}\n`] : [];
  return [...imports, ...sources].join('\n');
}

/** Ends the last line if it is open, and leaves one blank line. */
function gap(existing: string, lineEnd: string): string {
  if (existing === '' || existing === '\uFEFF' || /\n\r?\n$/.test(existing)) return '';
  return existing.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
}

function dominantLineEnd(text: string): '\n' | '\r\n' {
  const windows = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  return windows > all - windows ? '\r\n' : '\n';
}
