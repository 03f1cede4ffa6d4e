/** What the modules in `runtime/` of generated code mean, in words that every reader of applications knows. */

const schema = `import { z } from 'zod';
import * as mini from 'zod/mini';
export const formatted = name => z.string().meta({ format: name });
export const format = name => mini.meta({ format: name });
export const minLength = least => mini.minLength(least);
export const maxLength = most => mini.maxLength(most);
export const multipleOf = step => mini.multipleOf(step);
export const integer = () => z.number().int();
export const int32 = () => z.number().int().meta({ format: 'int32' });
export const int64 = () => z.number().int().meta({ format: 'int64' });
export const file = () => z.file();
export const bytes = () => z.file();
export const equal = values => z.literal(values);
export const allOf = (first, ...rest) => rest.reduce((all, one) => z.intersection(all, one), first);
export const tuple = (items, rest) => z.tuple(items).rest(rest);
export const optional = (schema, preset) => schema.default(preset);
export const withDefault = (schema, preset) => schema.default(preset);
export const parameters = schemas => z.object(schemas);
export const discriminated = (property, schemas, otherwise) => z.union(Object.values(schemas));
export const not = () => z.unknown();
export const ifThenElse = () => z.unknown();
export const when = (_type, schema) => schema ?? z.unknown();
`;

const server = `export const route = contract => handler => ({ contract, handler });`;

/** Statuses that no program answers, for what is no status: `contracts.ts` puts it back in its place. */
export const standIns = {
  body: 999,
  default: 998,
  '1XX': 901,
  '2XX': 902,
  '3XX': 903,
  '4XX': 904,
  '5XX': 905,
} as const;

/** `answer` is called with a status, and with a media type and what was parsed. */
const follow = `
const standIns = ${JSON.stringify(standIns)};
function follow(endpoints, request, answer) {
  for (const { contract } of endpoints) {
    const { params, query, headers, cookies, body, responses } = contract.validators;
    if (params) params.parse(request.params);
    if (query) query.parse(request.query);
    if (headers) headers.parse(request.headers);
    if (cookies) cookies.parse(request.cookies);
    for (const [type, one] of Object.entries(body ?? {})) answer(standIns.body, type, one.parse(0));
    for (const [status, { body: media }] of Object.entries(responses ?? {})) {
      const code = standIns[status] ?? Number(status);
      if (!media) answer(code);
      for (const [type, one] of Object.entries(media ?? {})) answer(code, type, one.parse(0));
    }
  }
}
`;

const express = `${follow}
export const errorHandler = (error, req, res, next) => {};
export const notFoundHandler = (req, res) => {};
export const plainLetters = (req, res, next) => next();
export const createServer = () => ({
  serve: (...endpoints) => (req, res) =>
    follow(endpoints, req, (status, type, body) =>
      type ? res.status(status).type(type).send(body) : res.sendStatus(status)),
  refuse: () => (req, res, next) => next(),
});
`;

const fastify = `${follow}
export const errorHandler = () => {};
export const notFoundHandler = () => {};
export const leaveBodiesUnread = () => {};
export const addMethods = () => {};
export const createServer = () => ({
  serve: (...endpoints) => (request, reply) =>
    follow(endpoints, request, (status, type, body) =>
      type ? reply.code(status).type(type).send(body) : reply.code(status).send()),
  refuse: () => ({ method: [], handler: () => {} }),
});
`;

const koa = `${follow}
const cookiesOf = ([{ contract }], ctx) =>
  Object.fromEntries((contract.cookies ?? []).map(({ name }) => [name, ctx.cookies.get(name)]));
export const errorHandler = async (ctx, next) => next();
export const notFoundHandler = () => {};
export const mount = (prefix, router) => router.routes();
export const createServer = () => ({
  serve: (...endpoints) => ctx =>
    follow(endpoints, { params: ctx.params, query: ctx.query, headers: ctx.headers, cookies: cookiesOf(endpoints, ctx) },
      (status, type, body) => { ctx.status = status; if (type) ctx.type = type; ctx.body = type ? body : null; }),
  refuse: () => (ctx, next) => next(),
});
`;

export const runtimeTexts: Readonly<Record<string, string>> = {
  ...{ schema, server, express, fastify, koa },
  zod: "export { z } from 'zod';",
  answer: "export const requestIdOf = () => '';",
};
