/** Stubs for a file that somebody else wrote: its names may be taken, and its imports may be called otherwise. */
import { parseStrict, type tree, walk } from '../../app/parse.js';
import { moduleNames } from './exports.js';
import type { NeededImport, Stub } from './merge.js';

/** What stubs call a binding → what it is called in the file. Only where the two differ. */
type Renames = ReadonlyMap<string, string>;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Which import statements a file lacks for `stubs`, and what the bindings are called in it: an import that is there is
 * used under the name it has there, and a name that is taken gives way to an alias.
 */
export function bindImports(
  file: tree.File | undefined,
  existing: string,
  imports: readonly NeededImport[],
  stubs: readonly Stub[],
): { statements: readonly string[]; renames: Renames } {
  const taken = new Set([...(file ? moduleNames(file).taken : []), ...stubs.map(stub => stub.name)]);
  const renames = new Map<string, string>();
  const statements: string[] = [];
  for (const needed of imports) {
    if (!stubs.some(stub => stub.source.includes(needed.local))) continue;
    const there = file && importedAs(file, needed.source);
    if (there === undefined && !taken.has(needed.local)) {
      statements.push(needed.source.trim());
      taken.add(needed.local);
      continue;
    }
    const local = there ?? freeName(needed.local, [existing, ...stubs.map(stub => stub.source), ...statements]);
    if (there === undefined) statements.push(importAs(needed.source.trim(), local));
    if (local !== needed.local) renames.set(needed.local, local);
  }
  return { statements, renames };
}

/**
 * @param occupied the text of the file, when its top level uses the stub's name for something that is not exported:
 * the stub is then declared under another name and exported under its own.
 */
export function writeStub(stub: Stub, renames: Renames, occupied: string | undefined): string {
  if (renames.size === 0 && occupied === undefined) return stub.source;
  const file = parseStrict(stub.source, `${stub.name}.ts`);
  const edits: Edit[] = [];
  walk(file, (node, parent) => {
    if (node.type !== 'Identifier' || !isReference(node, parent)) return true;
    const name = renames.get(node.name);
    // An annotated identifier's own end lies behind its annotation.
    if (name !== undefined) edits.push({ start: node.start!, end: node.start! + node.name.length, text: name });
    return true;
  });
  const exported = file.program.body.find(node => node.type === 'ExportNamedDeclaration');
  const id =
    exported?.declaration?.type === 'VariableDeclaration' ? exported.declaration.declarations[0]?.id : undefined;
  if (occupied === undefined || !exported?.declaration || id?.type !== 'Identifier') return edited(stub.source, edits);
  const local = freeName(`${stub.name}Stub`, [occupied, stub.source]);
  edits.push({ start: exported.start!, end: exported.declaration.start!, text: '' });
  edits.push({ start: id.start!, end: id.start! + stub.name.length, text: local });
  return `${edited(stub.source, edits)}export { ${local} as ${stub.name} };\n`;
}

/** The file's own name for what the import statement `source` would bring in. */
function importedAs(file: tree.File, source: string): string | undefined {
  const wanted = importOf(source);
  for (const statement of file.program.body) {
    if (statement.type !== 'ImportDeclaration' || !sameModule(statement.source.value, wanted.module)) continue;
    for (const specifier of statement.specifiers) {
      const inline = specifier.type === 'ImportSpecifier' && specifier.importKind === 'type';
      const onlyType = inline || statement.importKind === 'type';
      if (importedName(specifier) === wanted.name && (wanted.onlyType || !onlyType)) return specifier.local.name;
    }
  }
  return undefined;
}

/** The same import statement, binding `local`. */
function importAs(source: string, local: string): string {
  const { specifier } = importOf(source);
  const { start, end } = specifier.local;
  const shorthand = specifier.type === 'ImportSpecifier' && specifier.imported.start === start;
  return edited(source, [{ start: shorthand ? end! : start!, end: end!, text: shorthand ? ` as ${local}` : local }]);
}

function importOf(source: string) {
  const statement = parseStrict(source, 'import.ts').program.body[0];
  const specifier = statement?.type === 'ImportDeclaration' ? statement.specifiers[0] : undefined;
  if (statement?.type !== 'ImportDeclaration' || !specifier) throw new Error(`not an import of one name: ${source}`);
  const onlyType = statement.importKind === 'type';
  return { module: statement.source.value, specifier, name: importedName(specifier), onlyType };
}

function importedName(specifier: tree.ImportDeclaration['specifiers'][number]): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.imported.type === 'StringLiteral' ? specifier.imported.value : specifier.imported.name;
}

/** `./x.js`, `./x.ts` and `./x` name one file, each under another `moduleResolution`. */
export function sameModule(a: string, b: string): boolean {
  const stem = (specifier: string) => specifier.replace(/\.[cm]?[jt]s$/, '');
  return stem(a) === stem(b);
}

function isReference(node: tree.Identifier, parent: tree.Node | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.computed || parent.object === node;
    case 'ObjectProperty':
      return parent.computed || parent.key !== node;
    case 'TSQualifiedName':
      return parent.left === node;
    case 'VariableDeclarator':
      return parent.id !== node;
    default:
      return true;
  }
}

/** `name2`, `name3`, …: the first that none of `texts` contains, so that it cannot mean anything there. */
function freeName(name: string, texts: readonly string[]): string {
  const free = (candidate: string) => !texts.some(text => text.includes(candidate));
  if (free(name)) return name;
  let count = 2;
  while (!free(`${name}${count}`)) count++;
  return `${name}${count}`;
}

function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}
