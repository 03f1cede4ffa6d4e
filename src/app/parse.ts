/** TypeScript and JavaScript source → syntax tree. The one door to @babel/parser: everyone else takes nodes from here. */
import { type ParserOptions, type ParserPlugin, parse } from '@babel/parser';
import type { File, Node } from '@babel/types';
import type { Position } from '../text/finding.js';
import { Problem } from '../text/problem.js';

/** The node types of the tree: `tree.Statement`, `tree.Identifier`, … Offsets (`start`, `end`) count UTF-16 units. */
export type * as tree from '@babel/types';

export interface SourceError {
  readonly message: string;
  /** Zero-based. */
  readonly position: Position;
  /**
   * `grammar`: the text is not a program, and the tree is a guess around this place. `scope`: the text is understood
   * and the tree is whole, but a name is declared or exported twice, or exported and never declared.
   */
  readonly kind: 'grammar' | 'scope';
}

export interface ParsedSource {
  /** Undefined when the parser could not recover. */
  readonly file: File | undefined;
  /** In the order of the text. */
  readonly errors: readonly SourceError[];
}

const scopeErrors = new Set(['VarRedeclaration', 'DuplicateExport', 'DuplicateDefaultExport', 'ModuleExportUndefined']);

/** Tolerant: reads what can be read, and never throws. `path` only tells the language, by its extension. */
export function parseSource(text: string, path: string): ParsedSource {
  try {
    const file = parse(text, options(path));
    const errors = (file.errors ?? []).map(error => sourceError(text, error));
    return { file, errors: errors.sort((a, b) => before(a.position, b.position)) };
  } catch (error) {
    return { file: undefined, errors: [sourceError(text, error)] };
  }
}

/** Strict: throws a Problem that names file, line and column at the first error of any kind. */
export function parseStrict(text: string, path: string): File {
  const { file, errors } = parseSource(text, path);
  const first = errors[0];
  if (first || !file) throw sourceProblem(path, first ?? { message: 'not a program', position: positionAt(text, 0) });
  return file;
}

/** `consequence` is a whole sentence, for what follows from the error: "Nothing was changed." */
export function sourceProblem(
  path: string,
  error: Pick<SourceError, 'message' | 'position'>,
  consequence = 'Correct it and try again.',
): Problem {
  const { line, character } = error.position;
  return new Problem(`${path}:${line + 1}:${character + 1}: ${error.message}. ${consequence}`, {
    path,
    position: error.position,
  });
}

/** Calls `visit` with every node below `node`, itself first; `visit` answers false to leave a node's inside alone. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => boolean | undefined): void {
  const open: { node: Node; parent: Node | undefined }[] = [{ node, parent: undefined }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (visit(next.node, next.parent) === false) continue;
    const parent = next.node;
    const inside = childrenOf(parent);
    for (let i = inside.length - 1; i >= 0; i--) open.push({ node: inside[i]!, parent });
  }
}

/** Line ends as VS Code counts them (`\r\n`, `\n`, `\r`), which are fewer than JavaScript's; a BOM has no width. */
export function positionAt(text: string, offset: number): Position {
  let line = 0;
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let i = start; i < offset; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      start = i + 1;
    }
  }
  return { line, character: Math.max(0, offset - start) };
}

function options(path: string): ParserOptions {
  const typescript = /\.[cm]?ts$|\.tsx$/i.test(path);
  const plugins: ParserPlugin[] = ['decorators-legacy', 'decoratorAutoAccessors', 'explicitResourceManagement'];
  if (typescript) plugins.push('typescript');
  // In .ts files `<T>x` is a cast; everywhere else it opens an element.
  if (!/\.[cm]?ts$/i.test(path)) plugins.push('jsx');
  return {
    plugins,
    sourceType: typescript ? 'module' : 'unambiguous',
    errorRecovery: true,
    // Nobody asks which comment belongs to which node; in generated types every third line is one.
    attachComment: false,
    allowReturnOutsideFunction: !typescript,
  };
}

function sourceError(text: string, error: unknown): SourceError {
  // Babel's own errors carry `pos` and `reasonCode`; anything else (a stack overflow on absurd nesting) does not.
  const { message, pos, reasonCode } = error as { message?: string; pos?: number; reasonCode?: string };
  return {
    message: (message ?? 'it cannot be read').replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, ''),
    position: positionAt(text, pos ?? 0),
    kind: reasonCode && scopeErrors.has(reasonCode) ? 'scope' : 'grammar',
  };
}

function before(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

const notChildren = new Set([
  'loc',
  'extra',
  'leadingComments',
  'innerComments',
  'trailingComments',
  'errors',
  'tokens',
]);

function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (notChildren.has(key)) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) found.push(child);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
