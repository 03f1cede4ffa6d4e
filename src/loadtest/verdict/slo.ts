/** `.senior-backend/slo.json`: what every load test of a project must keep, unless other thresholds are typed. */
import * as z from 'zod/mini';
import { locate, readDocument, type SourceDocument } from '../../openapi/document.js';
import { nearestName } from '../../openapi/nearest.js';
import { pointerFrom } from '../../openapi/pointer.js';
import { Problem } from '../../text/problem.js';
import { parseThreshold, type Threshold, thresholdKey } from './thresholds.js';

/** From the project's folder. */
export const sloPath = '.senior-backend/slo.json';

export interface Slo {
  readonly default: readonly Threshold[];
  /** By operation id, or method and path: `GET /users/{id}`. */
  readonly operations: ReadonlyMap<string, readonly Threshold[]>;
}

const Thresholds = z.array(z.string().check(z.maxLength(200))).check(z.maxLength(50));
const File = z.object({
  $schema: z.optional(z.string()),
  default: z.optional(Thresholds),
  operations: z.optional(z.record(z.string().check(z.maxLength(2000)), Thresholds)),
});
const example = '{ "default": ["p99<200", "success>99.5"], "operations": { "GET /users": ["p99<50"] } }';

/**
 * @param path absolute: for messages
 * @throws Problem with the line of what is wrong
 */
export function readSlo(path: string, text: string): Slo {
  if (text.length > 1_000_000)
    throw new Problem('This file is larger than a megabyte: no thresholds are read.', { path });
  if (text.trim() === '') throw new Problem(`This file is empty. It holds thresholds: ${example}`, { path });
  const document = readDocument(path, text);
  const broken = document.findings.find(({ severity }) => severity === 'error');
  if (broken) throw new Problem(broken.message, { path, position: broken.range.start });
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw problemAt(document, [], `Thresholds are an object: ${example}`);
  }
  for (const key of Object.keys(value)) {
    if (key === '$schema' || key === 'default' || key === 'operations') continue;
    const nearest = nearestName(key, ['default', 'operations']);
    const meant = nearest ? `Did you mean ${JSON.stringify(nearest)}?` : 'There are "default" and "operations".';
    throw problemAt(document, [key], `${JSON.stringify(key)} is not known here. ${meant}`);
  }
  const parsed = z.safeParse(File, value);
  if (!parsed.success) {
    const { path: where, code } = parsed.error.issues[0]!;
    const what = code === 'too_big' ? 'This is too long.' : 'Here is expected what is there in this example:';
    throw problemAt(document, where, `${what} ${example}`);
  }
  const parse = (texts: readonly string[] | undefined, where: readonly PropertyKey[]) =>
    (texts ?? []).map((typed, index) => {
      try {
        return parseThreshold(typed, sloPath);
      } catch (error) {
        if (error instanceof Problem) throw problemAt(document, [...where, index], error.message);
        throw error;
      }
    });
  const operations = Object.entries(parsed.data.operations ?? {});
  return {
    default: parse(parsed.data.default, ['default']),
    operations: new Map(operations.map(([name, texts]) => [operationKey(name), parse(texts, ['operations', name])])),
  };
}

/**
 * Those of the operation, and the defaults about figures that it says nothing of.
 * @param names by which the operation is known: its id, `GET /users/{id}`
 */
export function thresholdsFor(slo: Slo, names: readonly string[]): readonly Threshold[] {
  const own = names.flatMap(name => slo.operations.get(operationKey(name)) ?? []);
  const said = new Set(own.map(thresholdKey));
  return [...own, ...slo.default.filter(threshold => !said.has(thresholdKey(threshold)))];
}

/** Methods in any case, spaces as they come; paths and operation ids as they are. */
function operationKey(name: string): string {
  const match = /^\s*([a-z]+)\s+(\/.*?)\s*$/i.exec(name);
  return match ? `${match[1]!.toUpperCase()} ${match[2]}` : name.trim();
}

function problemAt(document: SourceDocument, where: readonly PropertyKey[], message: string): Problem {
  const { start } = locate(document, pointerFrom(where.map(String)));
  return new Problem(message, { path: document.path, position: start });
}
