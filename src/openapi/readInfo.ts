import type { Api, Operation, Server } from './api.js';
import type { SourceDocument } from './document.js';
import { pointerTokens } from './pointer.js';
import { arrayAt, asObject, child, elements, objectAt, type Reading, report, stringAt } from './reading.js';
import type { Node } from './resolve.js';
import { member } from './values.js';

/** `version: 1.0` without quotes is a number; what was written is what was meant. */
export function readVersion(reading: Reading, info: Node): string {
  const node = child(info, 'version');
  if (typeof node?.value !== 'number') return stringAt(reading, info, 'version') ?? '';
  report(reading, 'warning', 'invalid-value', node, '"version" is a string: put it in quotes.');
  return writtenAt(node.document, node.pointer) ?? String(node.value);
}

/** The text of a value as it stands in the file. */
export function writtenAt(document: SourceDocument, pointer: string): string | undefined {
  const spans = document.spansOf(pointerTokens(pointer));
  return spans && document.text.slice(...spans.value);
}

/** With the defaults of their variables filled in. */
export function readServers(reading: Reading, root: Node): Server[] {
  const list = arrayAt(reading, root, 'servers');
  const servers: Server[] = [];
  for (const element of list ? elements(list) : []) {
    const server = asObject(reading, element);
    const url = server && stringAt(reading, server, 'url');
    if (!server || url === undefined) continue;
    const variables = objectAt(reading, server, 'variables');
    const filled = url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
      const value = variables && member(member(variables.value, name), 'default');
      return typeof value === 'string' ? value : whole;
    });
    const description = stringAt(reading, server, 'description');
    servers.push({ url: filled, ...(description !== undefined && { description }) });
  }
  return servers;
}

/** Tags as declared, then those that only operations name, in order of use. */
export function readTags(reading: Reading, root: Node, operations: readonly Operation[]): Api['tags'] {
  const tags = new Map<string, { name: string; description?: string }>();
  const list = arrayAt(reading, root, 'tags');
  for (const element of list ? elements(list) : []) {
    const tag = asObject(reading, element);
    const name = tag && stringAt(reading, tag, 'name');
    if (!tag || name === undefined || tags.has(name)) continue;
    const description = stringAt(reading, tag, 'description');
    tags.set(name, { name, ...(description !== undefined && { description }) });
  }
  for (const { tags: used } of operations) for (const name of used) if (!tags.has(name)) tags.set(name, { name });
  return [...tags.values()];
}
