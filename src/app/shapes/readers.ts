/** The libraries whose schemas can be read. */
import { readClass } from './classSchema.js';
import { readFluent } from './fluent.js';
import { readJoi } from './joi.js';
import { readJsonSchema } from './jsonSchema.js';
import type { SchemaReader } from './schema.js';
import { readTypebox } from './typebox.js';
import { readYup } from './yup.js';
import { readZod } from './zod.js';

/** In the order in which they are asked; the one that takes any object is last. */
export const schemaReaders: readonly SchemaReader[] = [
  readZod,
  readJoi,
  readTypebox,
  readYup,
  readFluent,
  readClass,
  readJsonSchema,
];
