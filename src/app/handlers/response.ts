/** The objects that stand for a response, in each framework's words. */
import { native } from '../interpret/builtins.js';
import { literal, nothing, type Site, textOf, type Value } from '../interpret/value.js';
import type { Reply } from './reply.js';
import { Carrier } from './request.js';

const textTypes: Readonly<Record<string, string>> = {
  ...{ json: 'application/json', html: 'text/html', txt: 'text/plain', text: 'text/plain', xml: 'application/xml' },
  ...{ csv: 'text/csv', pdf: 'application/pdf', png: 'image/png', bin: 'application/octet-stream' },
};

function mediaType(value: Value | undefined): string | undefined {
  const text = textOf(value)?.replace(/^\./, '');
  if (text === undefined) return undefined;
  return text.includes('/') ? text : textTypes[text];
}

/** `res.set('a', 'b')`, `res.set({ a: 'b' })` */
function setHeaders(reply: Reply, [name, value]: readonly Value[]): void {
  if (name?.kind === 'members') for (const [key, member] of name.properties) reply.setHeader(key, member.value);
  else reply.setHeader(textOf(name), value);
}

/** `res` of Express: https://expressjs.com/en/5x/api.html#res */
export function expressResponse(reply: Reply): Carrier {
  const act: Readonly<Record<string, (args: readonly Value[], site: Site) => void>> = {
    status: ([status]) => reply.setStatus(status),
    sendStatus: ([status], site) => reply.send(undefined, site, undefined, status),
    json: ([body], site) => reply.send(body, site, 'application/json'),
    jsonp: ([body], site) => reply.send(body, site, 'application/json'),
    send: ([body], site) => reply.send(body, site),
    end: ([body], site) => reply.send(body, site),
    write: () => undefined,
    redirect: ([first, second], site) =>
      reply.send(undefined, site, undefined, second ? first : (reply.status ?? literal(302))),
    render: (_args, site) => reply.send({ kind: 'text', parts: [] }, site, 'text/html'),
    sendFile: (_args, site) => reply.send(binary(site), site, 'application/octet-stream'),
    download: (_args, site) => reply.send(binary(site), site, 'application/octet-stream'),
    type: ([type]) => reply.setType(mediaType(type)),
    contentType: ([type]) => reply.setType(mediaType(type)),
    location: ([to]) => reply.setHeader('Location', to),
    links: () => reply.setHeader('Link', undefined),
    cookie: () => reply.setHeader('Set-Cookie', undefined),
    clearCookie: () => undefined,
    vary: () => undefined,
    attachment: () => reply.setHeader('Content-Disposition', undefined),
    writeHead: ([status, headers]) => {
      reply.setStatus(status);
      if (headers) setHeaders(reply, [headers]);
    },
    ...headerActions(reply),
  };
  return acting('response', act, (key, value) => {
    if (key === 'statusCode') reply.setStatus(value);
    return key === 'statusCode';
  });
}

/** `reply` of Fastify: https://fastify.dev/docs/latest/Reference/Reply/ */
export function fastifyReply(reply: Reply): Carrier {
  const act: Readonly<Record<string, (args: readonly Value[], site: Site) => void>> = {
    code: ([status]) => reply.setStatus(status),
    status: ([status]) => reply.setStatus(status),
    send: ([body], site) => reply.send(body, site),
    type: ([type]) => reply.setType(mediaType(type)),
    redirect: ([first, second], site) => {
      const status = first?.kind === 'literal' && typeof first.value === 'number' ? first : second;
      reply.send(undefined, site, undefined, status ?? reply.status ?? literal(302));
    },
    sendFile: (_args, site) => reply.send(binary(site), site, 'application/octet-stream'),
    setCookie: () => reply.setHeader('Set-Cookie', undefined),
    clearCookie: () => undefined,
    hijack: () => undefined,
    headers: args => setHeaders(reply, args),
    ...headerActions(reply),
  };
  return acting('reply', act, (key, value) => {
    if (key === 'statusCode') reply.setStatus(value);
    return key === 'statusCode';
  });
}

function headerActions(reply: Reply): Readonly<Record<string, (args: readonly Value[]) => void>> {
  const set = (args: readonly Value[]) => setHeaders(reply, args);
  return { set, header: set, setHeader: set, append: set };
}

export function binary(site: Site): Value {
  return { kind: 'term', site, is: { form: 'package', name: 'binary' } };
}

/** Every action gives the object itself, so that calls can be chained. */
function acting(
  name: string,
  actions: Readonly<Record<string, (args: readonly Value[], site: Site) => void>>,
  change: (key: string, value: Value) => boolean,
): Carrier {
  const carrier: Carrier = new Carrier(
    name,
    key => {
      if (key === 'locals')
        return { kind: 'members', properties: new Map(), open: true, site: { path: '', node: undefined as never } };
      if (key === 'raw' || key === 'headersSent' || key === 'sent') return undefined;
      const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
      return (
        action &&
        native(`${name}.${key}`, (args, site) => {
          action(args, site);
          return carrier.self;
        })
      );
    },
    change,
  );
  return carrier;
}

/** What Koa's context has of the response; a body without a status is 200, `null` 204. */
export class KoaReply {
  #body: { readonly value: Value; readonly site: Site } | undefined;

  constructor(readonly reply: Reply) {}

  set(key: string, value: Value, site: Site): boolean {
    if (key === 'status') {
      // A status after a body belongs to that body, unless that has one.
      if (this.#body && this.reply.status) this.flush();
      this.reply.setStatus(value);
      return true;
    }
    if (key === 'body') {
      if (this.#body) this.flush();
      this.#body = { value, site };
      return true;
    }
    if (key === 'type') this.reply.setType(mediaType(value));
    return key === 'type';
  }

  member(key: string): Value | undefined {
    const act: Readonly<Record<string, (args: readonly Value[], site: Site) => void>> = {
      redirect: (_args, site) => this.reply.send(undefined, site, undefined, this.reply.status ?? literal(302)),
      set: args => setHeaders(this.reply, args),
      append: args => setHeaders(this.reply, args),
      attachment: () => this.reply.setHeader('Content-Disposition', undefined),
    };
    const action = Object.hasOwn(act, key) ? act[key] : undefined;
    return (
      action &&
      native(`ctx.${key}`, (args, site) => {
        action(args, site);
        return nothing;
      })
    );
  }

  /** Hands out what has been said so far. */
  flush(last?: Site): void {
    const body = this.#body;
    this.#body = undefined;
    if (body) {
      const none = body.value.kind === 'nothing' || (body.value.kind === 'literal' && body.value.value === null);
      this.reply.send(
        none ? undefined : body.value,
        body.site,
        undefined,
        this.reply.status ?? literal(none ? 204 : 200),
      );
    } else if (last && this.reply.status) this.reply.send(undefined, last);
  }
}
