/** Every operation of an API over tables is called with what the rows hold; nothing may be answered that the description does not foresee. */
import assert from 'node:assert/strict';
import type { TableApi } from './tableApi.js';

export interface Tally {
  /** By operationId: the statuses that were answered. */
  readonly statuses: Map<string, Set<number>>;
}

// biome-ignore lint/suspicious/noExplicitAny: parts of an OpenAPI document
type Loose = any;

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly is: Loose;
}

export async function exerciseTables(api: TableApi): Promise<Tally> {
  const tally: Tally = { statuses: new Map() };
  const operations = operationsOf(api.document);
  const call = async (operation: Operation, target: string, more?: Parameters<TableApi['call']>[2]) => {
    const answer = await api.call(operation.method.toUpperCase(), target, more);
    const what = `${operation.method} ${target} ${JSON.stringify(more?.body ?? '')}: ${answer.status} ${JSON.stringify(answer.body)} ${api.logged.at(-1)}`;
    assert.ok(answer.status < 500, what);
    assert.ok(String(answer.status) in operation.is.responses, what);
    tally.statuses.set(operation.id, (tally.statuses.get(operation.id) ?? new Set()).add(answer.status));
    return answer;
  };
  const rows = new Map<string, Loose[]>();
  for (const operation of operations.filter(isTopList))
    rows.set(operation.path, await exerciseList(api, operation, operation.path, call));
  for (const operation of operations.filter(one => one.method === 'get' && one.path.includes('{'))) {
    const parent = rows.get(collectionOf(operation.path)) ?? [];
    for (const row of parent.slice(0, 2)) {
      const target = fill(operation.path, row, api.document);
      if (isList(operation)) await exerciseList(api, operation, target, call);
      else await exerciseGet(api, operation, target, row, call);
    }
  }
  for (const operation of operations.filter(one => one.method === 'post')) {
    for (const row of (rows.get(operation.path) ?? []).slice(0, 3)) await exercisePost(api, operation, row, call);
    const nothing = await call(operation, operation.path, { body: { '': 1 } });
    assert.equal(nothing.status, 400);
  }
  for (const operation of operations.filter(one => one.method === 'patch')) {
    const all = rows.get(collectionOf(operation.path)) ?? [];
    for (const [index, row] of all.slice(0, 3).entries()) {
      const other = all[(index + 1) % all.length];
      await exercisePatch(api, operation, row, other, call);
    }
  }
  for (const operation of operations.filter(one => one.method === 'put'))
    await exerciseLink(api, operation, operations, rows, call);
  for (const operation of operations.filter(one => one.method === 'delete')) {
    // What was written since may have taken rows out of a view.
    const now = operations.find(one => isTopList(one) && one.path === collectionOf(operation.path));
    const last = now && (await call(now, `${now.path}?limit=100`)).body.data.at(-1);
    if (last && segmentsOf(operation.path).length === 1 + keyLength(operation.path)) {
      const target = fill(operation.path, last, api.document);
      await call(operation, target, { headers: { 'if-match': '"0"' } });
      const gone = await call(operation, target);
      if (gone.status === 204) assert.equal((await call(operation, target)).status, 404);
    }
  }
  return tally;
}

type Call = (
  operation: Operation,
  target: string,
  more?: Parameters<TableApi['call']>[2],
) => ReturnType<TableApi['call']>;

/** All pages in each order, and each filter with a value that is there. @returns the rows of the first order */
async function exerciseList(api: TableApi, operation: Operation, target: string, call: Call): Promise<Loose[]> {
  const parameters = parametersOf(operation, api.document).filter(one => one.in === 'query');
  const sorts: readonly (string | undefined)[] = parameters.find(one => one.name === 'sort')?.schema.enum ?? [
    undefined,
  ];
  const sets: string[] = [];
  let first: Loose[] = [];
  for (const sort of sorts) {
    const seen: Loose[] = [];
    let query = `limit=2${sort === undefined ? '' : `&sort=${sort}`}`;
    let isWhole = false;
    for (let page = 0; page < 20; page++) {
      const answer = await call(operation, `${target}?${query}`);
      if (answer.status === 404) return [];
      assert.equal(answer.status, 200);
      seen.push(...answer.body.data);
      isWhole = !answer.body.has_more;
      if (isWhole) break;
      if (answer.body.next_cursor === undefined) query = `limit=2&offset=${seen.length}`;
      else query = `limit=2${sort === undefined ? '' : `&sort=${sort}`}&cursor=${answer.body.next_cursor}`;
    }
    if (isWhole)
      sets.push(
        seen
          .map(row => JSON.stringify(row))
          .sort()
          .join('\n'),
      );
    if (first.length === 0) first = seen;
  }
  assert.ok(new Set(sets).size <= 1, `${operation.id}: each order has the same rows`);
  for (const { name } of parameters) {
    const [, field] = /^(.+?)(?:_(?:gte|gt|lte|lt))?$/.exec(name)!;
    const row = first.find(one => (one[name] ?? one[field!] ?? null) !== null);
    const value = row?.[name] ?? row?.[field!];
    if (value === undefined || typeof value === 'object') continue;
    const answer = await call(operation, `${target}?${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    assert.equal(answer.status, 200);
    if (name in row) {
      assert.ok(answer.body.data.length > 0, `${operation.id}?${name}=${value}`);
      for (const one of answer.body.data) assert.deepEqual(one[name], row[name]);
    }
  }
  return first;
}

async function exerciseGet(
  _api: TableApi,
  operation: Operation,
  target: string,
  row: Loose,
  call: Call,
): Promise<void> {
  const answer = await call(operation, target);
  assert.equal(answer.status, 200, `${operation.id} ${target}`);
  assert.deepEqual(answer.body, row);
  const { etag } = answer.headers;
  if (typeof etag === 'string' && '304' in operation.is.responses) {
    assert.equal((await call(operation, target, { headers: { 'if-none-match': etag } })).status, 304);
  }
}

/** A row like one that is there: what the unique keys say decides whether it is taken. */
async function exercisePost(api: TableApi, operation: Operation, row: Loose, call: Call): Promise<void> {
  const properties = bodyProperties(operation, api.document);
  const body: Record<string, Loose> = Object.fromEntries(
    Object.entries(row).filter(([name, value]) => name in properties && value !== null),
  );
  // No response has a secret.
  for (const [name, property] of Object.entries(properties))
    if (resolve(property, api.document).writeOnly) body[name] = 'secret';
  const required: readonly string[] = bodySchema(operation, api.document).required ?? [];
  let answer = await call(operation, operation.path, { body });
  // What is unique is told by the refusal.
  for (let left = 2; answer.status === 409 && left > 0; left--) {
    for (const name of uniqueIn(answer)) {
      if (!required.includes(name)) delete body[name];
      else if (typeof body[name] === 'number') body[name] += 100;
      else if (typeof body[name] === 'string' && !/^\d+$/.test(body[name])) body[name] += 'x';
    }
    answer = await call(operation, operation.path, { body });
  }
  if (answer.status !== 201) return;
  const location = answer.headers['location'];
  if (typeof location === 'string') {
    const made = await api.call('GET', `/${location}`);
    assert.deepEqual([made.status, made.body], [200, answer.body]);
  }
}

async function exercisePatch(api: TableApi, operation: Operation, row: Loose, other: Loose, call: Call): Promise<void> {
  const target = fill(operation.path, row, api.document);
  const names = Object.keys(bodyProperties(operation, api.document)).filter(name => name in row);
  // What is written is what was read: all kinds of values go there and back.
  const same = Object.fromEntries(names.map(name => [name, row[name]]));
  if (names.length > 0) {
    const answer = await call(operation, target, { body: same });
    if (answer.status === 200) {
      for (const name of names)
        if (!isTouched(name)) assert.deepEqual(answer.body[name], row[name], `${operation.id}.${name}`);
    }
    if ('412' in operation.is.responses) {
      assert.equal((await call(operation, target, { body: same, headers: { 'if-match': '"1"' } })).status, 412);
    }
  }
  for (const name of names) await call(operation, target, { body: { [name]: other[name] } });
}

/** Triggers keep these up to date. */
function isTouched(name: string): boolean {
  return /updat|modif|last_/.test(name);
}

async function exerciseLink(
  api: TableApi,
  put: Operation,
  all: readonly Operation[],
  rows: ReadonlyMap<string, Loose[]>,
  call: Call,
): Promise<void> {
  const [from, to] = [collectionOf(put.path), `/${segmentsOf(put.path).filter(one => !one.startsWith('{'))[1]}`];
  const [one, other] = [rows.get(from)?.[0], rows.get(to)?.[0]];
  const remove = all.find(({ method, path }) => method === 'delete' && path === put.path);
  if (!one || !other || !remove) return;
  const target = fill(put.path, [one, other], api.document);
  for (const expected of [204, 204]) assert.equal((await call(put, target)).status, expected);
  assert.equal((await call(remove, target)).status, 204);
  assert.equal((await call(remove, target)).status, 404);
}

function operationsOf(document: Loose): Operation[] {
  return Object.entries<Loose>(document.paths).flatMap(([path, item]) =>
    Object.entries<Loose>(item)
      .filter(([method]) => /^(?:get|post|put|patch|delete)$/.test(method))
      .map(([method, is]) => ({ id: is.operationId as string, method, path, is })),
  );
}

function isList({ id }: Operation): boolean {
  return id.startsWith('list');
}

function isTopList(operation: Operation): boolean {
  return isList(operation) && !operation.path.includes('{');
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function collectionOf(path: string): string {
  return `/${segmentsOf(path)[0]}`;
}

function keyLength(path: string): number {
  const [, ...rest] = segmentsOf(path);
  const end = rest.findIndex(one => !one.startsWith('{'));
  return end < 0 ? rest.length : end;
}

/** Each run of parameters is the key of one row, in the order of the table's key, which the path of the row itself tells. */
function fill(path: string, row: Loose, document: Loose): string {
  const rows = Array.isArray(row) ? row : [row];
  const groups = path.match(/\/[^{/]+((?:\/\{[^}]+\})*)/g) ?? [];
  return groups
    .map((group, index) => {
      const [, segment] = group.split('/');
      const count = group.split('/').length - 2;
      if (count === 0) return `/${segment}`;
      const own = Object.keys(document.paths).find(
        one =>
          one.startsWith(`/${segment}/{`) &&
          segmentsOf(one).length === 1 + count &&
          segmentsOf(one)
            .slice(1)
            .every(part => part.startsWith('{')),
      );
      const names = segmentsOf(own ?? group)
        .slice(1)
        .map(part => part.slice(1, -1));
      return `/${segment}/${names.map(name => encodeURIComponent(String(fieldOf(rows[index], name) ?? fieldOf(rows[0], name)))).join('/')}`;
    })
    .join('');
}

/** Parameters lose what cannot stand in a path: `_user` is `user`. */
function fieldOf(row: Loose, parameter: string): unknown {
  const plain = (name: string) => name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  const names = Object.keys(row ?? {});
  const key = names.find(one => one === parameter) ?? names.find(one => plain(one) === parameter);
  return key === undefined ? undefined : row[key];
}

function resolve(value: Loose, document: Loose): Loose {
  if (value?.$ref === undefined) return value;
  return resolve(
    (value.$ref as string)
      .slice(2)
      .split('/')
      .reduce((at: Loose, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], document),
    document,
  );
}

function parametersOf({ is }: Operation, document: Loose): Loose[] {
  return (is.parameters ?? []).map((one: Loose) => resolve(one, document));
}

function bodyProperties(operation: Operation, document: Loose): Readonly<Record<string, Loose>> {
  return bodySchema(operation, document).properties ?? {};
}

function bodySchema({ is }: Operation, document: Loose): Loose {
  return resolve(resolve(is.requestBody, document).content['application/json'].schema, document);
}

/** Fields that a refusal names. */
function uniqueIn({ body }: { readonly body: Loose }): readonly string[] {
  return (body.error.details ?? []).map(({ field }: { field: string }) => field.replace('body.', ''));
}
