import { Problem } from '../../../text/problem.js';
import type { Databases } from '../databases.js';

export async function dryRunMigration(_databases: Databases, _file: unknown, _choice: unknown): Promise<unknown> {
  throw new Problem('Not there yet.');
}
