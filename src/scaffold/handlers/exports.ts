/** What a module exports and declares at its top level, read from its syntax tree. */
import type { tree } from '../../app/parse.js';

export interface ModuleNames {
  /** Names under which values are exported; `default` is never among them. */
  readonly values: ReadonlySet<string>;
  /** Specifiers of `export * from '…'`, as written. */
  readonly stars: readonly string[];
  /** Names that a new exported value would collide with: every import, value and local type of the top level. */
  readonly taken: ReadonlySet<string>;
  /** `export = …`: then nothing else may be exported. */
  readonly assigned: boolean;
}

/** Only the top level counts: neither comments nor the insides of namespaces and of `declare module`. */
export function moduleNames(file: tree.File): ModuleNames {
  const values = new Set<string>();
  const localValues = new Set<string>();
  const localTypes = new Set<string>();
  const stars: string[] = [];
  const lists: tree.ExportNamedDeclaration[] = [];
  let assigned = false;

  for (const statement of file.program.body) {
    if (statement.type === 'TSExportAssignment') assigned = true;
    else if (statement.type === 'ExportAllDeclaration') {
      if (statement.exportKind !== 'type') stars.push(statement.source.value);
    } else if (statement.type === 'ExportNamedDeclaration') {
      const { names, onlyType } = declared(statement.declaration);
      // `export declare const x` too: whoever writes it says that the value is there, and a second one is an error.
      // An exported type is left out: `export type x` and `export const x` live together.
      if (!onlyType) for (const name of names) localValues.add(name) && values.add(name);
      if (statement.exportKind !== 'type') lists.push(statement);
    } else {
      const { names, onlyType } = declared(
        statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement,
      );
      for (const name of names) (onlyType ? localTypes : localValues).add(name);
      if (statement.type === 'TSImportEqualsDeclaration' && statement.isExport)
        for (const name of names) values.add(name);
      if (statement.type === 'ImportDeclaration') {
        for (const specifier of statement.specifiers) {
          const inline = specifier.type === 'ImportSpecifier' && specifier.importKind === 'type';
          const types = inline || statement.importKind === 'type';
          (types ? localTypes : localValues).add(specifier.local.name);
        }
      }
    }
  }

  // Only now is it known which local names are nothing but types: `export { Row }` may stand before `interface Row`.
  for (const statement of lists) {
    for (const specifier of statement.specifiers) {
      const exported = exportedName(specifier);
      if (exported === 'default') continue;
      if (specifier.type === 'ExportSpecifier') {
        if (specifier.exportKind === 'type') continue;
        const local = specifier.local.name;
        if (!statement.source && localTypes.has(local) && !localValues.has(local)) continue;
      }
      values.add(exported);
    }
  }
  return { values, stars, taken: new Set([...localValues, ...localTypes]), assigned };
}

/** The name under which others import it; string names (`export { x as 'a b' }`) as their text. */
export function exportedName(specifier: tree.ExportNamedDeclaration['specifiers'][number]): string {
  const { exported } = specifier;
  return exported.type === 'StringLiteral' ? exported.value : exported.name;
}

/** The names that a statement declares. */
export function declared(node: tree.Node | null | undefined): { names: readonly string[]; onlyType: boolean } {
  switch (node?.type) {
    case 'VariableDeclaration':
      return { names: node.declarations.flatMap(one => patternNames(one.id)), onlyType: false };
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
      return { names: node.id ? [node.id.name] : [], onlyType: false };
    case 'TSEnumDeclaration':
    case 'TSImportEqualsDeclaration':
      return { names: [node.id.name], onlyType: false };
    case 'TSModuleDeclaration':
      // `declare module 'x'` and `declare global` take no name here.
      return { names: node.id.type === 'Identifier' && node.kind !== 'global' ? [node.id.name] : [], onlyType: false };
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return { names: [node.id.name], onlyType: true };
    default:
      return { names: [], onlyType: false };
  }
}

/** Every name that a destructuring pattern binds. */
function patternNames(pattern: tree.Node | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap(one => patternNames(one.type === 'RestElement' ? one : one.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap(patternNames);
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'RestElement':
      return patternNames(pattern.argument);
    default:
      return [];
  }
}
