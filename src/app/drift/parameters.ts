/** Parameters that only the program has, and those that it takes as something else than what is described. */
import type { Operation, Parameter, Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { below } from '../../openapi/lint/spec.js';
import { childPointer } from '../../openapi/pointer.js';
import { isObject, member } from '../../openapi/values.js';
import type { Change } from './changes.js';
import { type Description, type Pair, placeAt, titleOf, valueAt } from './described.js';
import { isOwn } from './place.js';
import { addTo, type Comparing, type Planned } from './planned.js';
import { contradict, ownTypes, type Types, typeNames, typesDescribed, typesSaid } from './types.js';

export function parameterDrifts(pair: Pair, comparing: Comparing): Planned[] {
  const { operation, route, said, names } = pair;
  const { description, program } = comparing;
  const parameters = Array.isArray(said.parameters) ? (said.parameters as readonly Json[]).filter(isObject) : [];
  return [
    ...unread(pair, comparing),
    ...parameters.flatMap((parameter): Planned[] => {
      const place = String(parameter.in);
      const name =
        place === 'path' ? (names.get(String(parameter.name)) ?? String(parameter.name)) : String(parameter.name);
      const described = operation.parameters.find(one => one.in === place && isSameName(one, name));
      const what = `The ${place} parameter ${JSON.stringify(name)} of ${titleOf(operation)}`;
      const base = {
        kind: 'parameter-drift',
        method: operation.method,
        path: operation.path,
        route: route.route,
      } as const;
      if (!described || !isWritten(description, described)) {
        if (operation.parameters.some(one => one.in === 'querystring') && place === 'query') return [];
        if (isSaidElsewhere(description, place, name)) return [];
        const at = below(operation.at, 'parameters');
        const changes = addTo(comparing, operation, { ...parameter, name }, value => ({ kind: 'element', at, value }));
        const message = `${what} is read by the program, but not described.`;
        return [{ ...base, message, described: placeAt(description, operation.at), changes }];
      }
      const types = typesSaid(parameter.schema, program);
      const written = typesDescribed(described.shape, description);
      const needed = neededDrifts(what, parameter, described, pair, comparing);
      if (!types || !written || described.contentType !== undefined || !differ(types, written, described.shape))
        return needed;
      const message = `${what} is described as ${typeNames(written)}, but the program takes ${typeNames(types)}.`;
      const changes = typeChange(description, operation, described.shape, types);
      return [...needed, { ...base, message, described: placeAt(description, described.at), changes }];
    }),
  ];
}

/** The program refuses requests without it. */
function neededDrifts(
  what: string,
  said: Json,
  described: Parameter,
  pair: Pair,
  { description }: Comparing,
): Planned[] {
  const { operation, route } = pair;
  if (member(said, 'required') !== true || described.required || described.in === 'path') return [];
  const written = valueAt(description, described.at);
  const isPlain = isObject(written) && member(written, 'required') === undefined;
  const changes: Change[] =
    isPlain && isOwn(description, operation, described.at)
      ? [{ kind: 'member', at: described.at, key: 'required', value: true }]
      : [];
  return [
    {
      ...{ kind: 'parameter-drift', method: operation.method, path: operation.path, route: route.route, changes },
      message: `${what} is described as one that may be left out, but the program refuses requests without it.`,
      described: placeAt(description, described.at),
    },
  ];
}

/** Query parameters that nothing of the program reads, where all that it reads is known. */
function unread({ operation, route, said }: Pair, { description }: Comparing): Planned[] {
  if (!route.open || route.open.includes('query')) return [];
  const parameters = Array.isArray(said.parameters) ? (said.parameters as readonly Json[]) : [];
  const read = new Set(parameters.flatMap(one => (member(one, 'in') === 'query' ? [member(one, 'name')] : [])));
  return operation.parameters.flatMap((described): Planned[] => {
    if (described.in !== 'query' || read.has(described.name) || isSaidElsewhere(description, 'query', described.name))
      return [];
    // `filter[name]`, `ids[]`: parsers make other names of them.
    if (/[[\].]/.test(described.name)) return [];
    return [
      {
        ...{ kind: 'parameter-drift', method: operation.method, path: operation.path, route: route.route, changes: [] },
        message: `The query parameter ${JSON.stringify(described.name)} of ${titleOf(operation)} is described, but the program never reads it.`,
        described: placeAt(description, described.at),
      },
    ];
  });
}

/** Those of a path are there even when only the path names them. */
function isWritten(description: Description, { at, name }: Parameter): boolean {
  return member(valueAt(description, at), 'name') === name;
}

/** As credentials; or every client sends it, or a proxy adds it. */
function isSaidElsewhere({ api }: Description, place: string, name: string): boolean {
  const isSame = (other: string) => other.toLowerCase() === name.toLowerCase();
  if (api.securitySchemes.some(({ key }) => key?.in === place && isSame(key.name))) return true;
  return (
    place === 'header' && /^(?:user-agent|referer|origin|forwarded|x-forwarded-.*|x-real-ip|connection)$/i.test(name)
  );
}

function isSameName(one: Parameter, name: string): boolean {
  return one.in === 'header' ? one.name.toLowerCase() === name.toLowerCase() : one.name === name;
}

/**
 * Everything in a URL or a header is text before it is anything else, and its values may be listed as texts. That a program
 * looks inside of it does not make it an object.
 */
function differ(said: Types, written: Types, shape: Shape): boolean {
  const isClaimed = [...said].every(type => /^(?:integer|number|boolean)$/.test(type));
  return isClaimed && contradict(said, written) && shape.enum === undefined && shape.const === undefined;
}

/** Says nothing that would be wrong of another type. */
const neutral = /^(?:type|title|description|deprecated|nullable|readOnly|writeOnly|x-.*)$/;

/** Another `type` where that is all that the schema says, and no other operation shares it. */
export function typeChange(
  description: Description,
  operation: Operation,
  shape: Shape,
  types: Types,
): readonly Change[] {
  const [type, ...others] = ownTypes(types);
  const written = valueAt(description, shape.at);
  if (type === undefined || others.length > 0 || !isObject(written) || typeof member(written, 'type') !== 'string')
    return [];
  if (!Object.keys(written).every(key => neutral.test(key)) || !isOwn(description, operation, shape.at)) return [];
  // Lists and objects would need more than another word.
  if (type === 'array' || type === 'object') return [];
  return [{ kind: 'text', at: { path: shape.at.path, pointer: childPointer(shape.at.pointer, 'type') }, text: type }];
}
