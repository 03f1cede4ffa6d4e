/** What a team commits about load tests: `.senior-backend/load-test.json`. */
import * as z from 'zod/mini';
import { readDocument } from '../../openapi/document.js';
import { Problem } from '../../text/problem.js';

/** Relative to a folder of the project. */
export const projectRulesPath = '.senior-backend/load-test.json';

const File = z.strictObject({ $schema: z.optional(z.string()), forbiddenHosts: z.optional(z.array(z.string())) });

/**
 * `{ "forbiddenHosts": ["*.prod.example.com"] }`
 * @throws Problem for a text that says something else: what was meant to protect a server must not be passed over.
 */
export function readForbiddenHosts(path: string, text: string): readonly string[] {
  const document = readDocument(path, text);
  const broken = document.findings.find(({ severity }) => severity === 'error');
  if (broken) throw new Problem(broken.message, { path, position: broken.range.start });
  const read = File.safeParse(document.value);
  if (read.success) return read.data.forbiddenHosts ?? [];
  throw new Problem('This file is an object like { "forbiddenHosts": ["*.prod.example.com"] }.', { path });
}
