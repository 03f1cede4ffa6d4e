// What two descriptions of one application have in common.

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** @typedef {{ right: number, all: number, more?: number, wrong: string[] }} Score `all`: what is described; `more`: what is not. */

/** `GET /users/{}` → operation, with its path's parameters. Names of path parameters tell nothing apart. */
export function operationsOf(document, prefix = '') {
  const found = new Map();
  for (const [path, item] of Object.entries(document?.paths ?? {})) {
    for (const method of methods) {
      if (!item[method]) continue;
      const key = keyOf(method, prefix + path);
      const operation = {
        ...item[method],
        parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])],
      };
      if (!found.has(key)) found.set(key, { document, operation });
    }
  }
  return found;
}

export function keyOf(method, path) {
  const plain = path.replace(/\{[^}]*\}/g, '{}').replace(/\/+$/, '') || '/';
  return `${method.toUpperCase()} ${plain.replace(/\/{2,}/g, '/')}`;
}

function resolved(document, value, hops = 0) {
  if (typeof value?.$ref !== 'string' || hops > 20) return value ?? {};
  const { $ref } = value;
  if (!$ref.startsWith('#/')) return {};
  const tokens = $ref
    .slice(2)
    .split('/')
    .map(token => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolved(
    document,
    tokens.reduce((node, token) => node?.[token], document),
    hops + 1,
  );
}

/** Headers that OpenAPI says otherwise. */
const otherwise = new Set(['accept', 'content-type', 'authorization']);

/** `query limit` → schema and whether it is needed; of path parameters, by position. */
export function parametersOf({ document, operation }) {
  const found = new Map();
  for (const one of operation.parameters) {
    const parameter = resolved(document, one);
    if (parameter.in === 'path' || parameter.in === 'body' || parameter.in === 'formData') continue;
    if (parameter.in === 'header' && otherwise.has(parameter.name.toLowerCase())) continue;
    found.set(`${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`, {
      required: parameter.required === true,
      types: typesOf(document, parameter.schema ?? parameter),
    });
  }
  return found;
}

const mostDeep = 5;

/** `user.email` → types and whether it is needed; lists are `[]`. */
export function fieldsOf(document, schema, way = '', into = new Map(), depth = 0) {
  const found = resolved(document, schema);
  if (depth > mostDeep) return into;
  if (found.items) fieldsOf(document, found.items, `${way}[]`, into, depth + 1);
  for (const branch of [...(found.allOf ?? []), ...(found.anyOf ?? []), ...(found.oneOf ?? [])])
    fieldsOf(document, branch, way, into, depth);
  for (const [name, inside] of Object.entries(found.properties ?? {})) {
    const path = way ? `${way}.${name}` : name;
    const before = into.get(path);
    const types = typesOf(document, inside);
    into.set(path, {
      required: (before?.required ?? false) || (found.required?.includes?.(name) ?? false),
      types: before ? [...new Set([...before.types, ...types])] : types,
    });
    fieldsOf(document, inside, path, into, depth + 1);
  }
  return into;
}

export function typesOf(document, schema, depth = 0) {
  const found = resolved(document, schema);
  if (depth > 5) return [];
  if (found.type) return [found.type].flat().filter(type => type !== 'null');
  const branches = [...(found.anyOf ?? []), ...(found.oneOf ?? []), ...(found.allOf ?? [])];
  if (branches.length > 0) return [...new Set(branches.flatMap(branch => typesOf(document, branch, depth + 1)))];
  if (found.properties) return ['object'];
  if (found.items) return ['array'];
  return found.enum ? [...new Set(found.enum.map(value => typeof value))] : [];
}

export function bodyOf({ document, operation }) {
  const body = resolved(document, operation.requestBody);
  const media =
    mediaOf(body.content) ??
    resolved(
      document,
      operation.parameters.find(one => one.in === 'body'),
    );
  return media?.schema ? fieldsOf(document, media.schema) : new Map();
}

function mediaOf(content = {}) {
  return content['application/json'] ?? Object.values(content)[0];
}

/** Of the first success. */
export function answerOf({ document, operation }) {
  const status = Object.keys(operation.responses ?? {})
    .filter(one => /^2/.test(one))
    .sort()[0];
  const response = resolved(document, operation.responses?.[status]);
  const schema = mediaOf(response.content)?.schema ?? response.schema;
  return schema ? fieldsOf(document, schema) : new Map();
}

const number = type => (type === 'integer' ? 'number' : type);

/** No value has both; what nothing is said of fits nothing that something is said of. */
export function fit(a, b) {
  if (a.length === 0 && b.length === 0) return true;
  return a.some(one => b.some(other => number(one) === number(other)));
}

/** Names that are described and found, and how many more are said. */
export function namesRight(truth, said) {
  const wrong = [];
  for (const name of truth.keys()) if (!said.has(name)) wrong.push(`- ${name}`);
  for (const name of said.keys()) if (!truth.has(name)) wrong.push(`+ ${name}`);
  const right = [...truth.keys()].filter(name => said.has(name)).length;
  return { right, all: truth.size, more: said.size - right, wrong };
}

/** Of what both have: needed or not, and types. */
export function detailsRight(truth, said, isText = false) {
  const common = [...truth].filter(([name]) => said.has(name));
  const needed = common.filter(([name, one]) => one.required !== said.get(name).required).map(([name]) => `! ${name}`);
  // In an address everything is a text.
  const typed = common
    .filter(
      ([name, { types }]) => !fit(types, said.get(name).types) && !(isText && fit(['string'], said.get(name).types)),
    )
    .map(([name, { types }]) => `~ ${name}: ${types} ≠ ${said.get(name).types}`);
  return {
    required: { right: common.length - needed.length, all: common.length, wrong: needed },
    types: { right: common.length - typed.length, all: common.length, wrong: typed },
  };
}

/** Of the described ones; few descriptions say all that a program answers. */
export function statusesRight(truth, said) {
  const of = ({ operation }) => new Map(Object.keys(operation.responses ?? {}).map(status => [status, true]));
  const [there, answered] = [of(truth), of(said)];
  const wrong = [...there.keys()].filter(
    status => !answered.has(status) && !(status[0] !== '2' && answered.has('default')),
  );
  return { right: there.size - wrong.length, all: there.size, wrong: wrong.map(status => `- ${status}`) };
}
