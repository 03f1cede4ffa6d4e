/**
 * Requests and what a server that keeps to the specification makes of them, as data. Every operation answers with what its
 * handler was given, so a row is what a client sends and the value that must arrive, or the status that must come back.
 */
export type JsonObject = Record<string, unknown>;

/** A status other than 200. */
export interface Status {
  readonly status: number;
}
export const refused: Status = { status: 400 };
export const notFound: Status = { status: 404 };
export const unsupported: Status = { status: 415 };
/** 200, and nothing arrives. */
export const absent = Symbol('absent');

export interface Exchange {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
  readonly expected: Expected;
}

export interface Expected extends Status {
  /** Where in the echo, and what is there; undefined for nothing. */
  readonly at?: readonly [path: readonly string[], value: unknown];
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  readonly text?: string;
}

export type Row = readonly [sent: string, arrives: unknown];
export type BodyRow = readonly [type: string | undefined, sent: string | Uint8Array | undefined, arrives: unknown];
type Place = 'path' | 'query' | 'header' | 'cookie';

const parts = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const;
const anyAnswer = { 200: { description: 'What arrived.', content: { 'application/json': {} } } };

export class Topic {
  readonly paths: Record<string, JsonObject> = {};
  readonly schemas: JsonObject = {};
  readonly exchanges: Exchange[] = [];

  constructor(readonly name: string) {}

  /** An operation of its own; returns its path. */
  operation(operation: JsonObject, method = 'post', path?: string): string {
    const at = path ?? `/${this.name.replaceAll(' ', '-')}/${Object.keys(this.paths).length}`;
    const id = `${method}${at}`.replace(/\W+/g, '_').replace(/_$/, '');
    this.paths[at] = { ...this.paths[at], [method]: { operationId: id, responses: anyAnswer, ...operation } };
    return at;
  }

  send(name: string, method: string, target: string, expected: Expected, more: Partial<Exchange> = {}): void {
    this.exchanges.push({ name, method, target, headers: {}, expected, ...more });
  }

  /** A parameter called `p`. A row is the text after the question mark, of the segment, of the header or of the cookies. */
  parameter(place: Place, parameter: JsonObject, rows: readonly Row[], beside: readonly JsonObject[] = []): void {
    const name = String(parameter.name ?? 'p');
    const own = { name, in: place, ...(place === 'path' && { required: true }), ...parameter };
    const path = `/${this.name.replaceAll(' ', '-')}/${Object.keys(this.paths).length}${place === 'path' ? '/{p}' : ''}`;
    this.operation({ parameters: [own, ...beside] }, 'get', path);
    const described = JSON.stringify(parameter);
    for (const [sent, arrives] of rows) {
      const expected = expectedOf([parts[place], place === 'header' ? name.toLowerCase() : name], arrives);
      const target = { path: path.replace('{p}', sent), query: `${path}?${sent}`, header: path, cookie: path }[place];
      const headers: Record<string, string> =
        place === 'header' && sent !== ''
          ? { [name]: sent }
          : place === 'cookie' && sent !== ''
            ? { cookie: sent }
            : {};
      this.send(`${place} ${described}: ${sent}`, 'GET', target, expected, { headers });
    }
  }

  /** A request body. A row is a Content-Type, bytes and what arrives as the body. */
  body(content: JsonObject, rows: readonly BodyRow[], required = true): void {
    const path = this.operation({ requestBody: { required, content } });
    for (const [type, sent, arrives] of rows) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const name = `${JSON.stringify(content).slice(0, 200)}: ${type} ${String(sent).slice(0, 80)}`;
      const body = sent === undefined ? {} : { body: sent };
      this.send(name, 'POST', path, expectedOf(['body'], arrives), { headers, ...body });
    }
  }

  /** A JSON body: values that are accepted, and arrive as they are, and values that are not. */
  json(schema: unknown, accepted: readonly unknown[], bad: readonly unknown[]): void {
    const row = (value: unknown, arrives: unknown): BodyRow => ['application/json', JSON.stringify(value), arrives];
    this.body({ 'application/json': { schema } }, [
      ...accepted.map(value => row(value, value)),
      ...bad.map(value => row(value, refused)),
    ]);
  }
}

function expectedOf(path: readonly string[], arrives: unknown): Expected {
  if (arrives === absent) return { status: 200, at: [path, undefined] };
  if (isStatus(arrives)) return arrives;
  return { status: 200, at: [path, arrives] };
}

const statuses: ReadonlySet<unknown> = new Set([refused, notFound, unsupported]);
function isStatus(value: unknown): value is Status {
  return statuses.has(value);
}

/** The parts of a multipart form, joined. */
export function multipart(
  parts: readonly (readonly [disposition: string, type: string | undefined, text: string])[],
): string {
  const written = parts.map(
    ([disposition, type, text]) =>
      `--xx\r\nContent-Disposition: form-data; ${disposition}\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n${text}\r\n`,
  );
  return `${written.join('')}--xx--\r\n`;
}
export const multipartType = 'multipart/form-data; boundary=xx';
export const formType = 'application/x-www-form-urlencoded';
