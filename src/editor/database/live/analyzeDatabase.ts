import { Problem } from '../../../text/problem.js';
import type { Databases } from '../databases.js';

export async function analyzeDatabase(_databases: Databases, _choice: unknown): Promise<unknown> {
  throw new Problem('Not there yet.');
}
