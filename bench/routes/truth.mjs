// What the descriptions say that people wrote.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import swaggerJsdoc from 'swagger-jsdoc';
import { parse } from 'yaml';

/** The document of a file, or of the `@openapi` blocks of a program. */
export function truthOf({ name, truth }, folder) {
  if ('blocks' in truth) {
    const root = path.join(folder, name, truth.blocks);
    return swaggerJsdoc({
      definition: { openapi: '3.0.0', info: { title: name, version: '1' } },
      apis: [`${root}/**/*.{js,ts,yml,yaml}`],
    });
  }
  const file = path.join(folder, truth.name, truth.file);
  if (file.endsWith('.js')) return createRequire(file)(file);
  return parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
}
