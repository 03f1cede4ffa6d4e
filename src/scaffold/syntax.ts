import { parseSource, type tree } from '../app/parse.js';
import type { FileChange } from '../text/files.js';

/** Of a text longer than this, the syntax tree is worth building in pieces: memory follows the piece, not the file. */
const pieceLength = 64 * 1024;

/**
 * The last gate: text of a spec that became code by a mistake of ours shows here, before anything is written.
 * Names that exist twice count too.
 *
 * Long files are parsed in pieces that begin at a declaration. Pieces that are modules make a module together, and text
 * that opens a comment or a literal over a border is an error in its own piece: nothing passes that the whole would not.
 * @throws Error naming the file and the place: always a bug of ours
 */
export function assertParses(change: FileChange): void {
  if (change.text === undefined || change.owner === 'you') return;
  const names = new Set<string>();
  let line = 0;
  for (const piece of pieces(change.text)) {
    const { file, errors } = parseSource(piece, change.path);
    if (errors[0]) throw refusal(change.path, errors[0].position, errors[0].message, line);
    for (const statement of file!.program.body) {
      for (const name of declaredNames(statement)) {
        if (names.has(name)) throw refusal(change.path, { line: 0, character: 0 }, `${name} is declared twice`, line);
        names.add(name);
      }
    }
    line += piece.split('\n').length - 1;
  }
}

function* pieces(text: string): Generator<string> {
  // At an empty line that a declaration or its comment follows.
  const border = /\n\n(?=export |\/\*\*)/g;
  let start = 0;
  while (text.length - start > pieceLength) {
    border.lastIndex = start + pieceLength;
    const end = border.exec(text)?.index;
    if (end === undefined) break;
    yield text.slice(start, end + 1);
    start = end + 1;
  }
  yield text.slice(start);
}

/** Names of types and of values apart, since one may share its name with the other. */
function declaredNames(statement: tree.Statement): string[] {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  switch (declaration?.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [`type ${declaration.id.name}`];
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
    case 'FunctionDeclaration':
      return declaration.id ? [declaration.id.name] : [];
    default:
      return [];
  }
}

function refusal(path: string, at: { line: number; character: number }, message: string, before: number): Error {
  return new Error(
    `The generated ${path} would not be valid TypeScript (line ${before + at.line + 1}, column ${at.character + 1}: ${message}). Nothing was written. This is a bug of Senior Backend: please report it with the spec.`,
  );
}
