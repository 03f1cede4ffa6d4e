/** The tables of generated routes: what their validators do not say. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject, member } from '../../openapi/values.js';
import { parseSource, type tree } from '../parse.js';

/** `route({ id, method, path, params, query, headers, cookies, body, security })`, as far as it is literal. */
export type Contract = JsonObject;

export interface Tables {
  readonly contracts: readonly Contract[];
  /** Where each security scheme's credential is, by name. */
  readonly schemes: JsonObject;
}

/** What a generated file has of them. */
export function tablesIn(path: string, text: string): Tables {
  const contracts: Contract[] = [];
  let schemes: JsonObject = {};
  for (const statement of parseSource(text, path).file?.program.body ?? []) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (init?.type === 'CallExpression' && init.callee.type === 'Identifier' && init.callee.name === 'route') {
        const contract = literalOf(init.arguments[0]);
        if (isObject(contract)) contracts.push(contract);
      } else if (id.type === 'Identifier' && id.name === 'schemes') {
        const table = literalOf(init);
        if (isObject(table)) schemes = table;
      }
    }
  }
  return { contracts, schemes };
}

/** Undefined: it is not literal. */
function literalOf(node: tree.Node | null | undefined): Json | undefined {
  switch (node?.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value;
    case 'NullLiteral':
      return null;
    case 'TSSatisfiesExpression':
    case 'TSAsExpression':
      return literalOf(node.expression);
    case 'ArrayExpression':
      return node.elements.flatMap(element => literalOf(element) ?? []);
    case 'ObjectExpression':
      return Object.fromEntries(
        node.properties.flatMap((property): [string, Json][] => {
          if (property.type !== 'ObjectProperty' || property.computed) return [];
          const { key } = property;
          const name = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined;
          const value = literalOf(property.value);
          return name === undefined || value === undefined ? [] : [[name, value]];
        }),
      );
    default:
      return undefined;
  }
}

/** A security scheme of OpenAPI. */
export function schemeOf(scheme: Json): Json {
  const type = member(scheme, 'type');
  if (type === 'apiKey' && isObject(scheme)) return { type: 'apiKey', in: scheme.in!, name: scheme.name! };
  return type === 'basic' ? { type: 'http', scheme: 'basic' } : { type: 'http', scheme: 'bearer' };
}
