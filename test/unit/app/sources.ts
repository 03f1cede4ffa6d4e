/** Programs that lie in no folder, for those who read programs. */
import path from 'node:path';
import { type AppReading, readApp } from '../../../src/app/readApp.js';
import type { Json } from '../../../src/openapi/json.js';

type Object = { readonly [key: string]: Json };

export const root = path.resolve('/app');

/** `files`: texts by path relative to the program's folder. */
export function readFiles(files: Readonly<Record<string, string>>): AppReading {
  const texts = new Map(Object.entries(files).map(([name, text]) => [path.join(root, name), text]));
  return readApp({ root, programs: [...texts.keys()].sort(), read: file => texts.get(file) }, { guards: [] });
}

/** An Express program that holds a body against the schema `S`, which `lines` declare. */
export function bodyProgram(lines: string, holds = 'S.parse(req.body)'): string {
  return `import express from 'express';\n${lines}
const app = express();
app.post('/x', (req, res) => { ${holds}; res.sendStatus(204); });\n`;
}

export function operationOf({ document }: AppReading, pointer = '/x', method = 'post'): Object {
  return ((document?.paths as Object)?.[pointer] as Object)?.[method] as Object;
}

export function bodySchema(reading: AppReading): Json | undefined {
  const body = operationOf(reading)?.requestBody as { content?: { [type: string]: { schema?: Json } } } | undefined;
  return body?.content?.['application/json']?.schema;
}

export function componentSchemas({ document }: AppReading): Object {
  return ((document?.components as Object | undefined)?.schemas ?? {}) as Object;
}

/** The schema of the body with its components in place of the references to them; circles stay references. */
export function wholeBody(reading: AppReading): Json | undefined {
  const schema = bodySchema(reading);
  const components = componentSchemas(reading);
  const open: string[] = [];
  const inside = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...others } = value as { readonly [key: string]: Json };
    const entries = Object.entries(typeof $ref === 'string' ? others : value).map(
      ([key, one]) => [key, inside(one)] as const,
    );
    const made = Object.fromEntries(entries) as { [key: string]: Json };
    if (typeof $ref !== 'string') return made;
    const name = $ref.replace('#/components/schemas/', '');
    if (open.includes(name) || components[name] === undefined) return { ...made, $ref };
    open.push(name);
    const target = inside(components[name]);
    open.pop();
    return { ...(target as Object), ...made };
  };
  return schema === undefined ? undefined : inside(schema);
}
