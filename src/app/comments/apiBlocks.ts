/** `@openapi` and `@swagger` blocks: https://github.com/Surnet/swagger-jsdoc/blob/v6/docs/GETTING-STARTED.md */
import { readDocument } from '../../openapi/document.js';
import type { Json } from '../../openapi/json.js';
import { Problem } from '../../text/problem.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Site } from '../interpret/value.js';
import { contentOf, isDoc } from './blockComment.js';

export type JsonObject = { readonly [key: string]: Json };

export interface ApiBlock {
  readonly site: Site;
  readonly value: JsonObject;
}

/** All blocks of the program's files, in their order. `unclear` hears of those that are broken. */
export function apiBlocks(
  programs: readonly string[],
  interpreter: Interpreter,
  unclear: (site: Site, what: string) => void,
): ApiBlock[] {
  return programs.flatMap(path => {
    const text = interpreter.sources.read(path);
    if (text === undefined || !/@(?:openapi|swagger)\b/.test(text)) return [];
    const module = interpreter.load(path);
    return (module?.file.comments ?? []).filter(isDoc).flatMap(comment => {
      // The comment's place is all that is asked of the node.
      const site: Site = { path, node: { ...module!.file, start: comment.start, end: comment.end } };
      return yamlBlocks(contentOf(comment)).flatMap(yaml => {
        const value = parsed(path, yaml);
        if (typeof value === 'object') return [{ site, value }];
        unclear(site, value);
        return [];
      });
    });
  });
}

/** What follows `@openapi` until the next tag. */
function yamlBlocks(content: string): string[] {
  const parts = content.split(/^[ \t]*@(?=[A-Za-z])/m).slice(1);
  return parts.flatMap(part => {
    const tag = /^(?:openapi|swagger)\b[ \t]*/.exec(part);
    const yaml = tag ? part.slice(tag[0].length) : '';
    return yaml.trim() === '' ? [] : [yaml];
  });
}

/** A sentence instead of the value: why it cannot be read. */
function parsed(path: string, yaml: string): JsonObject | string {
  try {
    const { value, findings } = readDocument(path, yaml);
    const broken = findings.find(({ severity }) => severity === 'error');
    if (broken) return `This block is not read, for its YAML is broken: ${broken.message}`;
    return isObject(value) ? value : 'This block is not read: it holds no paths and no components.';
  } catch (error) {
    if (error instanceof Problem) return `This block is not read: ${error.message}`;
    throw error;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
