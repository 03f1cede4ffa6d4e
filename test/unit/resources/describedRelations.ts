/** What has to hold of every description that is made of relations. */
import assert from 'node:assert/strict';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import { readApi } from '../../../src/openapi/parse.js';
import type { JsonObject } from '../../../src/openapi/values.js';
import { writeDescription } from '../../../src/openapi/write.js';
import { describeResources } from '../../../src/resources/describeResources.js';
import { planResources } from '../../../src/resources/planResources.js';
import { scaffold } from '../../../src/scaffold/scaffold.js';
import type { Relation } from '../../../src/schema/relation.js';

/** It is read without findings, linted without warnings, its operations are those of the plan, and code for it parses. */
export async function assertSound(relations: readonly Relation[], numbers = false): Promise<void> {
  const plan = planResources(relations, { numbers });
  const { document, operations } = describeResources(plan, { title: 'A', version: '1.0.0', auth: 'bearer', numbers });
  const ids = Object.values(document.paths as JsonObject).flatMap(item =>
    Object.values(item as JsonObject).map(one => (one as { operationId: string }).operationId),
  );
  assert.deepEqual(ids, [...operations.keys()]);
  assert.equal(new Set(ids.map(id => id.toLowerCase())).size, ids.length);

  const path = '/api/openapi.yaml';
  const text = writeDescription(document, 'yaml');
  const readFile = async (asked: string) => (asked === path ? text : undefined);
  const { api, findings } = await readApi(path, { readFile, root: '/api' });
  assert.deepEqual(findings, []);
  assert.equal(api.operations.length, ids.length);
  if (ids.length === 0) return;
  const linted = await lintApi(path, { readFile, root: '/api' });
  const wrong = linted.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  assert.deepEqual(
    wrong.map(({ rule, message }) => `${rule}: ${message}`),
    [],
  );
  const empty = { read: async () => undefined, list: async () => [] };
  const { notes, routesCount } = await scaffold(api, { framework: 'express', specName: 'openapi.yaml' }, empty);
  assert.equal(routesCount, ids.length);
  assert.deepEqual(notes, []);
}
