import assert from 'node:assert/strict';
import { compareSchemas } from '../../src/database/compare/compareSchemas.js';
import type { CompareProgress, CompareRequest, CompareStage } from '../../src/database/compare/comparison.js';
import { testEngine } from './engine.js';

function request(from: string, to: string, more: Partial<CompareRequest> = {}): CompareRequest {
  const side = (label: string, text: string) =>
    ({ kind: 'scripts', label, scripts: [{ path: `/${label}.sql`, text }] }) as const;
  return {
    ...{ from: side('old', from), to: side('new', to), scope: { without: [] }, renames: [] },
    ...{ online: false, expandContract: false, copyFirst: false, rows: true },
    ...more,
  };
}

describe('progress of a comparison', () => {
  const from = 'create table users (id int primary key, mail text); create table jobs (id int primary key);';
  const to = 'create table users (id int primary key, mail text not null, age int); create table carts (id int);';

  async function told(given: CompareRequest): Promise<readonly [CompareStage, CompareProgress | undefined][]> {
    const all: [CompareStage, CompareProgress | undefined][] = [];
    await compareSchemas(given, await testEngine('embedded'), { onProgress: (stage, more) => all.push([stage, more]) });
    return all;
  }

  it('tells each statement of the proof, of how many, in both directions', async () => {
    const all = await told(request(from, to.replace(' not null', '')));
    const stages = [...new Set(all.map(([stage]) => stage))];
    assert.deepEqual(stages, ['target', 'source', 'plan', 'proveUp', 'proveDown']);
    const steps = all.flatMap(([, more]) => (more ? [more] : []));
    assert.deepEqual([...new Set(steps.map(({ step }) => step))], ['prepare', 'rows', 'up', 'down']);
    for (const step of ['rows', 'up', 'down'] as const) {
      const own = steps.filter(one => one.step === step);
      const last = own.at(-1)!;
      assert.equal(last.done, last.of);
      assert.ok(own.every(({ done, of }, at) => done <= of && of === last.of && done >= (own[at - 1]?.done ?? 0)));
    }
    for (const [stage, more] of all) if (more) assert.equal(stage, more.step === 'down' ? 'proveDown' : 'proveUp');
    assert.ok(steps.every(({ migration, migrations }) => migration === 1 && migrations === 1));
  });

  it('tells which of several migrations is proven', async () => {
    const all = await told(request(from, to, { expandContract: true }));
    const count = new Set(all.map(([, more]) => more?.migrations).filter(Boolean));
    const numbers = new Set(all.flatMap(([, more]) => (more ? [more.migration] : [])));
    assert.deepEqual(
      [...numbers],
      Array.from({ length: [...count][0]! }, (_, at) => at + 1),
    );
    assert.ok(numbers.size > 1);
  });
});
