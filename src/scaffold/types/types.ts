import type { NamedShape, Shape } from '../../openapi/api.js';
import type { Emitted } from '../emitted.js';
import type { Plan } from '../plan.js';
import { reflow } from '../validators/reflow.js';
import { operationTypes, webhookTypes } from './operationTypes.js';
import { type Direction, propertyIn, type ShapeScope, shapeScope, speaksOfObjects } from './shapeIndex.js';
import { statusTypes } from './statusTypes.js';
import { describe, objectMembers, type TypeContext, typeOfShape } from './typeOfShape.js';
import { laidOut } from './typeText.js';

/** The body of types.ts: a type for every shape, then `XRequest` and `XResponse` of every operation. */
export function typesSource(plan: Plan): Emitted {
  const scope = shapeScope(plan);
  const parts: string[] = [];
  for (const named of plan.api.shapes) {
    const names = plan.shapes.get(named.id)!;
    parts.push(namedType(named, names.type, 'response', scope));
    if (names.request !== undefined) parts.push(namedType(named, names.request.type, 'request', scope));
  }
  const operations: string[] = [];
  for (const group of plan.groups) {
    for (const planned of group.operations) operations.push(...operationTypes(planned, scope));
  }
  for (const webhook of plan.webhooks) operations.push(webhookTypes(webhook, scope));
  parts.push(...statusTypes(operations), ...operations);
  // Text about a file without one export would make it a script and not a module.
  return { text: parts.length === 0 ? 'export {};\n' : reflow(parts.join('\n')), notes: scope.notes };
}

function namedType(named: NamedShape, name: string, direction: Direction, scope: ShapeScope): string {
  const { shape } = named;
  const context: TypeContext = { scope, direction, alias: named.id };
  const doc = describe(shape, '');
  const plain = interfaceParts(shape, scope);
  if (plain !== undefined) {
    const bases = plain.bases.map(base => {
      const names = scope.plan.shapes.get(base.ref!)!;
      return direction === 'request' ? (names.request?.type ?? names.type) : names.type;
    });
    const merged: Shape = {
      at: shape.at,
      properties: plain.own.flatMap(own => own.properties ?? []),
      required: plain.own.flatMap(own => own.required ?? []),
      ...(shape.additionalProperties === undefined ? {} : { additionalProperties: shape.additionalProperties }),
      ...(shape.patternProperties === undefined ? {} : { patternProperties: shape.patternProperties }),
    };
    const members = objectMembers(merged, { scope, direction, whole: shape }, '  ');
    const extend = bases.length === 0 ? '' : ` extends ${bases.join(', ')}`;
    if (members.length > 0) {
      const lines = members.map(member => `${member.doc}  ${member.text};\n`).join('');
      return `${doc}export interface ${name}${extend} {\n${lines}}\n`;
    }
  }
  return `${doc}${laidOut(`export type ${name} =`, typeOfShape(shape, context, ''), '')};\n`;
}

interface InterfaceParts {
  readonly bases: readonly Shape[];
  readonly own: readonly Shape[];
}

/**
 * The parts of a shape that can be an interface: its own and its allOf's properties, and bases that are interfaces too.
 * Undefined when a property is declared twice or any property may come: an intersection is then the right type.
 */
function interfaceParts(shape: Shape, scope: ShapeScope): InterfaceParts | undefined {
  const names = new Set<string>();
  return collectParts(shape, scope, names, 0);
}

function collectParts(shape: Shape, scope: ShapeScope, names: Set<string>, depth: number): InterfaceParts | undefined {
  if (depth > 12 || !isObjectOnly(shape)) return undefined;
  const bases: Shape[] = [];
  const own: Shape[] = [];
  const isAlone = shape.allOf === undefined && shape.ref === undefined;
  for (const part of [shape, ...(shape.allOf ?? [])]) {
    if (part !== shape && (!isObjectOnly(part) || part.allOf !== undefined)) return undefined;
    if (part.ref !== undefined) {
      const base = scope.shapes.get(part.ref)?.shape;
      if (base === undefined || isOpen(base) || collectParts(base, scope, names, depth + 1) === undefined) {
        return undefined;
      }
      if ((base.properties?.length ?? 0) + (base.required?.length ?? 0) + (base.allOf?.length ?? 0) === 0) {
        return undefined;
      }
      const asked = [base, ...(base.allOf ?? [])].flatMap(one => one.required ?? []);
      // Typed unknown there, and perhaps declared here.
      if (asked.some(name => propertyIn(scope, base, name) === undefined)) return undefined;
      bases.push({ at: part.at, ref: part.ref });
    }
    if (!speaksOfObjects(part)) continue;
    if (!isAlone && isOpen(part)) return undefined;
    for (const { name } of part.properties ?? []) {
      if (names.has(name)) return undefined;
      names.add(name);
    }
    own.push(part);
  }
  return { bases, own };
}

function isOpen(shape: Shape): boolean {
  const more = shape.additionalProperties;
  return (more !== undefined && more.always !== false) || shape.patternProperties !== undefined;
}

function isObjectOnly(shape: Shape): boolean {
  return (
    shape.always === undefined &&
    (shape.types === undefined || (shape.types.length === 1 && shape.types[0] === 'object')) &&
    (shape.types !== undefined || shape.ref !== undefined || shape.allOf !== undefined || speaksOfObjects(shape)) &&
    shape.enum === undefined &&
    shape.const === undefined &&
    shape.anyOf === undefined &&
    shape.oneOf === undefined
  );
}
