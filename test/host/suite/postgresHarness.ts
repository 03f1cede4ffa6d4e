import { startPostgres, type TestPostgres } from '../../support/postgres.mjs';
import { repository } from './harness.js';

/** Each test file is a bundle of its own: they share through here. */
const shared = globalThis as { testPostgres?: Promise<TestPostgres> };

/** One server for all suites that speak to a database, started by the first. It ends with this process, whose pipe it reads. */
export function testPostgres(): Promise<TestPostgres> {
  shared.testPostgres ??= startPostgres(repository);
  return shared.testPostgres;
}
