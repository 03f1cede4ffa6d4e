import type { ApiChange } from '../../../src/openapi/breaking/apiChange.js';
import { compareApis } from '../../../src/openapi/breaking/compareApis.js';
import { readSpec } from './readSpec.js';

export async function changesOf(before: string, after: string): Promise<readonly ApiChange[]> {
  const [old, now] = [await readSpec(before), await readSpec(after)];
  return compareApis(old.api, now.api, { today: '2025-11-22' });
}

/** `error request-type-narrowed`, in order. */
export async function rulesOf(before: string, after: string): Promise<readonly string[]> {
  return (await changesOf(before, after)).map(({ severity, rule }) => `${severity} ${rule}`).sort();
}

/** An operation with this in it: flow YAML. */
export function withOperation(operation: string, more = '', version = '3.1.0'): string {
  return `openapi: ${version}\ninfo: {title: T, version: "1"}\n${more}\npaths:\n  /things/{id}:\n    post: ${operation}\n`;
}

const id = '{name: id, in: path, required: true, schema: {type: string}}';

/** The schema of a body that is sent, and its components by name: flow YAML. */
export function sent(schema: string, components: Readonly<Record<string, string>> = {}, version = '3.1.0'): string {
  const operation = `{parameters: [${id}], requestBody: {required: true, content: {application/json: {schema: ${schema}}}}, responses: {'204': {description: Done}}}`;
  return withOperation(operation, componentsOf(components), version);
}

/** The same of one that is received. */
export function received(schema: string, components: Readonly<Record<string, string>> = {}, version = '3.1.0'): string {
  const operation = `{parameters: [${id}], responses: {'200': {description: Done, content: {application/json: {schema: ${schema}}}}}}`;
  return withOperation(operation, componentsOf(components), version);
}

function componentsOf(components: Readonly<Record<string, string>>): string {
  const lines = Object.entries(components).map(([name, text]) => `    ${name}: ${text}\n`);
  return lines.length === 0 ? '' : `components:\n  schemas:\n${lines.join('')}`;
}
