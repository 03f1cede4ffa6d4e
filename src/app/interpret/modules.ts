/** Modules: what they import, what they export, and running them once. */
import { parseSource, type tree } from '../parse.js';
import type { Machine } from './machine.js';
import { siteOf } from './machine.js';
import { declarationOf } from './statements.js';
import { type ImportedName, literal, type Members, type Module, nothing, type Scope, type Value } from './value.js';

/** Undefined: nothing of the file can be understood. It has not run yet. */
export function parseModule(path: string, text: string): Module | undefined {
  const { file } = parseSource(text, path);
  if (!file) return undefined;
  const exports: Members = { kind: 'members', properties: new Map(), open: false, site: { path, node: file } };
  const scope: Scope = {
    bindings: new Map(),
    types: new Map(),
    parent: undefined,
    module: undefined as never,
    self: undefined,
  };
  const module: Module = {
    path,
    scope,
    file,
    text,
    imports: new Map(),
    exports,
    typeExports: new Map(),
    starExports: [],
  };
  (scope as { module: Module }).module = module;
  const site = { path, node: file };
  const properties = new Map([['exports', { value: exports as Value, site }]]);
  scope.bindings.set('module', { value: { kind: 'members', properties, open: false, site }, depth: 0 });
  scope.bindings.set('exports', { value: exports, depth: 0 });
  scope.bindings.set('__filename', { value: literal(path), depth: 0 });
  for (const statement of file.program.body) readNames(module, statement);
  return module;
}

function readNames(module: Module, node: tree.Statement): void {
  if (node.type === 'ImportDeclaration') {
    for (const one of node.specifiers) module.imports.set(one.local.name, importedName(one, node.source.value));
  } else if (node.type === 'TSImportEqualsDeclaration' && node.moduleReference.type === 'TSExternalModuleReference') {
    module.imports.set(node.id.name, { specifier: node.moduleReference.expression.value, name: 'require' });
  } else if (node.type === 'ExportAllDeclaration') module.starExports.push(node.source.value);
  else if (node.type === 'ExportNamedDeclaration') {
    for (const one of node.specifiers) {
      if (one.type === 'ExportNamespaceSpecifier') {
        module.typeExports.set(one.exported.name, { specifier: node.source!.value, name: '*' });
      } else if (one.type === 'ExportSpecifier') {
        const exported = one.exported.type === 'Identifier' ? one.exported.name : one.exported.value;
        module.typeExports.set(
          exported,
          node.source ? { specifier: node.source.value, name: one.local.name } : { name: one.local.name },
        );
      }
    }
    const declared = node.declaration;
    if (declared && 'id' in declared && declared.id?.type === 'Identifier') {
      module.typeExports.set(declared.id.name, { name: declared.id.name });
    }
  } else if (node.type === 'ExportDefaultDeclaration') {
    const declared = node.declaration;
    if (declared.type === 'Identifier') module.typeExports.set('default', { name: declared.name });
    else if ('id' in declared && declared.id?.type === 'Identifier')
      module.typeExports.set('default', { name: declared.id.name });
  }
}

function importedName(
  node: tree.ImportSpecifier | tree.ImportDefaultSpecifier | tree.ImportNamespaceSpecifier,
  specifier: string,
): ImportedName {
  if (node.type === 'ImportDefaultSpecifier') return { specifier, name: 'default' };
  if (node.type === 'ImportNamespaceSpecifier') return { specifier, name: '*' };
  return { specifier, name: node.imported.type === 'Identifier' ? node.imported.name : node.imported.value };
}

/** Runs the top level of a module. Names that it imports are followed when they are used. */
export function runModule(machine: Machine, module: Module): void {
  const { body } = module.file.program;
  // What is imported for its effects alone runs where it stands; anything else when it is asked for, at the latest here.
  for (const node of body) {
    if (node.type !== 'ImportDeclaration' || node.importKind === 'type') continue;
    if (node.source.value.startsWith('.') || node.specifiers.length === 0) {
      machine.imported(module, { specifier: node.source.value, name: '*' }, siteOf(node, module.scope));
    }
  }
  machine.run(body, module.scope);
}

/** What a module exports under a name, as far as it has run. */
export function exportOf(machine: Machine, module: Module, name: string, seen = new Set<Module>()): Value | undefined {
  if (seen.has(module)) return undefined;
  seen.add(module);
  const whole = exportsOf(module);
  if (name === '*' || name === 'require') return isScript(module) ? whole : namespace(machine, module);
  const site = siteOf(module.file, module.scope);
  const declared = esExport(machine, module, name);
  if (declared) return declared;
  for (const specifier of module.starExports) {
    const found = machine.imported(module, { specifier, name }, site);
    if (found.kind !== 'nothing' && !(found.kind === 'term' && found.is.form === 'unknown')) return found;
  }
  if (!isScript(module)) return undefined;
  // A CommonJS module's default import is all of it.
  const member = whole.kind === 'members' || whole.kind === 'function' ? whole.properties.get(name)?.value : undefined;
  return member ?? (name === 'default' ? whole : machine.member(whole, name, site));
}

function exportsOf(module: Module): Value {
  const holder = module.scope.bindings.get('module')?.value;
  return (holder?.kind === 'members' && holder.properties.get('exports')?.value) || nothing;
}

function isScript(module: Module): boolean {
  return (
    !module.file.program.body.some(node => /^(Export|Import)/.test(node.type) && node.type !== 'ImportDeclaration') &&
    !hasAssignedExport(module)
  );
}

function hasAssignedExport(module: Module): boolean {
  return module.file.program.body.some(node => node.type === 'TSExportAssignment');
}

function esExport(machine: Machine, module: Module, name: string): Value | undefined {
  for (const node of module.file.program.body) {
    if (node.type === 'TSExportAssignment' && (name === 'default' || name === 'require' || name === '*')) {
      return machine.evaluate(node.expression, module.scope);
    }
    if (node.type === 'ExportDefaultDeclaration' && name === 'default') return defaultExport(machine, module, node);
    if (node.type !== 'ExportNamedDeclaration') continue;
    const declared = declarationOf(node);
    if (declared && declared !== node && declares(declared, name)) return module.scope.bindings.get(name)?.value;
  }
  const listed = module.typeExports.get(name);
  if (!listed) return undefined;
  if ('specifier' in listed) return machine.imported(module, listed, siteOf(module.file, module.scope));
  const imported = module.imports.get(listed.name);
  return imported
    ? machine.imported(module, imported, siteOf(module.file, module.scope))
    : module.scope.bindings.get(listed.name)?.value;
}

const defaults = new WeakMap<tree.Node, Value>();

/** `export default express()` makes one value, however often it is imported. */
function defaultExport(machine: Machine, module: Module, node: tree.ExportDefaultDeclaration): Value | undefined {
  const { declaration } = node;
  if ('id' in declaration && declaration.id?.type === 'Identifier' && declaration.type !== 'FunctionExpression') {
    const bound = module.scope.bindings.get(declaration.id.name);
    if (bound) return bound.value;
  }
  // Of a module that has not run yet, a name may still mean nothing.
  if (declaration.type === 'Identifier') return machine.evaluate(declaration, module.scope);
  const known = defaults.get(node);
  if (known) return known;
  const value =
    declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration'
      ? machine.evaluate(
          {
            ...declaration,
            type: declaration.type === 'ClassDeclaration' ? 'ClassExpression' : 'FunctionExpression',
          } as tree.Node,
          module.scope,
        )
      : machine.evaluate(declaration, module.scope);
  defaults.set(node, value);
  return value;
}

function declares(node: tree.Node, name: string): boolean {
  if (node.type === 'VariableDeclaration') return node.declarations.some(({ id }) => names(id).includes(name));
  return 'id' in node && node.id !== null && typeof node.id === 'object' && 'name' in node.id && node.id.name === name;
}

function names(pattern: tree.Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'ObjectPattern')
    return pattern.properties.flatMap(one => names(one.type === 'RestElement' ? one.argument : one.value));
  if (pattern.type === 'ArrayPattern') return pattern.elements.flatMap(one => (one ? names(one) : []));
  return pattern.type === 'AssignmentPattern' ? names(pattern.left) : [];
}

function namespace(machine: Machine, module: Module): Value {
  const site = siteOf(module.file, module.scope);
  const all = new Set<string>(module.typeExports.keys());
  for (const node of module.file.program.body) {
    if (node.type === 'TSExportAssignment') return esExport(machine, module, 'require') ?? nothing;
    if (node.type === 'ExportDefaultDeclaration') all.add('default');
    if (node.type !== 'ExportNamedDeclaration' || node.declaration?.type !== 'VariableDeclaration') continue;
    for (const { id } of node.declaration.declarations) for (const name of names(id)) all.add(name);
  }
  const properties = new Map<string, { value: Value; site: typeof site }>();
  for (const name of all) {
    const value = esExport(machine, module, name);
    if (value) properties.set(name, { value, site });
  }
  for (const specifier of module.starExports) {
    const inside = machine.imported(module, { specifier, name: '*' }, site);
    if (inside.kind !== 'members') continue;
    for (const [name, member] of inside.properties)
      if (name !== 'default' && !properties.has(name)) properties.set(name, member);
  }
  return { kind: 'members', properties, open: false, site };
}
