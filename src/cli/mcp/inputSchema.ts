/** What a tool takes, as JSON Schema: made from the zod that the command reads its flags with, and from the help of the flags. */
import * as z from 'zod/mini';
import type { Tool } from './tool.js';

type Json = Readonly<Record<string, unknown>>;

export interface InputSchema extends Json {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Json>>;
  readonly required: string[];
  readonly additionalProperties: false;
}

export const folderHelp =
  'Absolute path of the project: .senior-backend, rulesets and git are looked for from here. By default the folder of the server when it holds what is named, or that of the first path';
const writeHelp = 'True: write files. By default nothing is written';

/** Of the arguments; whoever reads it needs nothing else. */
export function inputSchema(tool: Tool): InputSchema {
  const { positional, needed = [], names = {} } = tool;
  const properties: Record<string, Json> = {};
  if (positional) properties[positional.name] = { ...texts(positional.isMany), description: positional.help };
  for (const flag of tool.flags) properties[names[flag] ?? flag] = flagSchema(tool, flag);
  if (canWrite(tool)) properties['write'] = { type: 'boolean', description: writeHelp };
  properties['folder'] = { type: 'string', description: folderHelp };
  return {
    type: 'object',
    properties,
    required: [
      ...(positional && positional.instead === undefined ? [positional.name] : []),
      ...needed.map(flag => names[flag] ?? flag),
    ],
    additionalProperties: false,
  };
}

/** Whether `write` means something. */
export function canWrite({ writes, dry }: Tool): boolean {
  return writes.length > 0 || dry !== undefined;
}

function texts(isMany: boolean): Json {
  return isMany ? { type: 'array', items: { type: 'string' }, minItems: 1 } : { type: 'string' };
}

function flagSchema({ form, shape, help }: Tool, flag: string): Json {
  const schema = shape[flag];
  if (!schema) throw new Error(`${form.name} has no --${flag}.`);
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: plain });
  const said = help?.[flag] ?? form.flags.find(({ name }) => name === flag)?.help;
  return { ...json, ...(said !== undefined && { description: said.replace(/; repeatable$/, '') }) };
}

/** A switch that is off is the same as one that is not there. */
function plain({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.const === true) delete jsonSchema.const;
  if (Array.isArray(jsonSchema.default)) delete jsonSchema.default;
}
