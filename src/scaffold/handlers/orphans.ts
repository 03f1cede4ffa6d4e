/** Handlers of operations that the spec no longer has. */
import type { tree } from '../../app/parse.js';
import { exportedName } from './exports.js';
import type { FreshHandlers } from './merge.js';
import { sameModule } from './stub.js';

/**
 * Exports that are annotated with a type of the routes file (`api.GetUser`, also by `satisfies` or `as`, also imported
 * by name) while neither their name nor that type belongs to an operation. Helpers without such a type are not handlers,
 * and a helper typed after an operation that exists is nobody's orphan.
 */
export function orphansOf(file: tree.File, fresh: FreshHandlers): readonly string[] {
  const routes = routesNamespace(fresh);
  if (!routes) return [];
  const types = typedLocals(file, importedTypes(file, routes.module));
  const current = new Set(fresh.stubs.map(stub => stub.name));
  const known = new Set(fresh.stubs.flatMap(stub => typesIn(stub.source, routes.local)));
  return exportedLocals(file)
    .filter(({ local, exported }) => {
      const type = types.get(local);
      return type !== undefined && !known.has(type) && !current.has(exported);
    })
    .map(({ exported }) => exported);
}

/** The import by which stubs name their contract: `import type * as api from './users.routes.js'`. */
function routesNamespace(fresh: FreshHandlers): { local: string; module: string } | undefined {
  for (const { local, source } of fresh.imports) {
    const module = /^import\s+type\s+\*\s+as\s+\S+\s+from\s+['"](.*)['"]/.exec(source.trim())?.[1];
    if (module !== undefined) return { local, module };
  }
  return undefined;
}

/** What the file can call the types of `module`: local name → imported name, '*' for a namespace. */
function importedTypes(file: tree.File, module: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const statement of file.program.body) {
    if (statement.type !== 'ImportDeclaration' || !sameModule(statement.source.value, module)) continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type === 'ImportNamespaceSpecifier') found.set(specifier.local.name, '*');
      if (specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier') {
        found.set(specifier.local.name, specifier.imported.name);
      }
    }
  }
  return found;
}

/** The top level's variables that have a type of the routes file: name → that type's name. */
function typedLocals(file: tree.File, imported: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const statement of file.program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier') continue;
      const annotation = id.typeAnnotation?.type === 'TSTypeAnnotation' ? id.typeAnnotation.typeAnnotation : undefined;
      const asserted = init?.type === 'TSSatisfiesExpression' || init?.type === 'TSAsExpression';
      const type = typeName(annotation ?? (asserted ? init.typeAnnotation : undefined), imported);
      if (type !== undefined) found.set(id.name, type);
    }
  }
  return found;
}

function typeName(type: tree.TSType | undefined, imported: ReadonlyMap<string, string>): string | undefined {
  if (type?.type !== 'TSTypeReference') return undefined;
  const name = type.typeName;
  if (name.type === 'Identifier') return imported.get(name.name) === '*' ? undefined : imported.get(name.name);
  if (name.type !== 'TSQualifiedName' || name.left.type !== 'Identifier') return undefined;
  return imported.get(name.left.name) === '*' ? name.right.name : undefined;
}

function exportedLocals(file: tree.File): { local: string; exported: string }[] {
  return file.program.body.flatMap(statement => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
    const { declaration } = statement;
    const inPlace = declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];
    return [
      ...inPlace.flatMap(({ id }) => (id.type === 'Identifier' ? [{ local: id.name, exported: id.name }] : [])),
      ...statement.specifiers.flatMap(one =>
        one.type === 'ExportSpecifier' ? [{ local: one.local.name, exported: exportedName(one) }] : [],
      ),
    ];
  });
}

/** The types that a stub's text names, `api.GetUser` → GetUser. A word in its comment does no harm. */
function typesIn(source: string, namespace: string): string[] {
  return source.split(`${namespace}.`).flatMap((rest, i) => (i > 0 ? (/^[\p{ID_Continue}$]+/u.exec(rest) ?? []) : []));
}
