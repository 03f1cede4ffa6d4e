/** The libraries whose schemas can be read. */
import { readJsonSchema } from './jsonSchema.js';
import type { SchemaReader } from './schema.js';
import { readZod } from './zod.js';

/** In the order in which they are asked; the one that takes any object is last. */
export const schemaReaders: readonly SchemaReader[] = [readZod, readJsonSchema];
