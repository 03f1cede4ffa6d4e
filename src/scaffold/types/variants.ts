import type { Api, Property, Shape, ShapeId } from '../../openapi/api.js';

/** Calls `visit` with every direct subschema. */
export function eachSubshape(shape: Shape, visit: (child: Shape) => void): void {
  // Over the keywords that are there, which are few: this runs for every shape of a spec.
  for (const key in shape) {
    const kind = subschemas[key as keyof typeof subschemas];
    if (kind === undefined) continue;
    const value = shape[key as keyof typeof subschemas];
    if (value === undefined) continue;
    if (kind === 'one') visit(value as Shape);
    else if (kind === 'list') (value as readonly Shape[]).forEach(visit);
    else for (const property of value as readonly Property[]) visit(property.shape);
  }
}

const subschemas = {
  items: 'one',
  contains: 'one',
  unevaluatedItems: 'one',
  additionalProperties: 'one',
  propertyNames: 'one',
  unevaluatedProperties: 'one',
  not: 'one',
  if: 'one',
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  then: 'one',
  else: 'one',
  prefixItems: 'list',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  properties: 'named',
  patternProperties: 'named',
  dependentSchemas: 'named',
} as const;

/** Calls `visit` with every named shape, every one of a body or an answer, and all that is in them. */
export function eachShape(api: Api, visit: (shape: Shape) => void): void {
  const walk = (shape: Shape): void => {
    visit(shape);
    eachSubshape(shape, walk);
  };
  for (const { shape } of api.shapes) walk(shape);
  const operations = [...api.operations, ...api.webhooks];
  for (let operation = operations.pop(); operation; operation = operations.pop()) {
    operations.push(...operation.callbacks);
    for (const { media } of [...(operation.body ? [operation.body] : []), ...operation.responses]) {
      for (const { shape } of media) if (shape) walk(shape);
    }
  }
}

/** The shapes that read differently for clients and servers: a readOnly or writeOnly property, here or below. */
export function shapesThatDiffer(api: Api): Set<ShapeId> {
  const oneSided = (shape: Shape) => shape.readOnly === true || shape.writeOnly === true;
  const targets = new Map(api.shapes.map(({ id, shape }) => [id, shape]));
  return shapesReaching(
    api,
    shape =>
      shape.properties?.some(({ shape: property }) => {
        const referred = property.ref === undefined ? undefined : targets.get(property.ref);
        return oneSided(property) || (referred !== undefined && oneSided(referred));
      }) ?? false,
  );
}

/** The named shapes that have such a subschema, here or through any $ref. */
export function shapesReaching(api: Api, isSuch: (shape: Shape) => boolean): Set<ShapeId> {
  const usedBy = new Map<ShapeId, ShapeId[]>();
  const reaching = new Set<ShapeId>();
  for (const { id, shape } of api.shapes) {
    const walk = (one: Shape): void => {
      if (one.ref !== undefined) {
        const users = usedBy.get(one.ref);
        if (users === undefined) usedBy.set(one.ref, [id]);
        else users.push(id);
      }
      if (isSuch(one)) reaching.add(id);
      eachSubshape(one, walk);
    };
    walk(shape);
  }
  const queue = [...reaching];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const user of usedBy.get(id) ?? []) {
      if (reaching.has(user)) continue;
      reaching.add(user);
      queue.push(user);
    }
  }
  return reaching;
}
