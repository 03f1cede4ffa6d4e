// Every flag of `decide` is documented, and every answer has one.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { decideForm } from '../../../src/cli/decide/form.js';
import { readOptions } from '../../../src/cli/decide/options.js';
import { Answers } from '../../../src/decision/answers.js';
import { weights } from '../../../src/decision/constraints.js';
import { inputs } from '../../../src/decision/inputs.js';
import { repository } from './support.js';

const page = readFileSync(nodePath.join(repository, 'docs/commands/decide.md'), 'utf8');
const rows = page.split('\n').filter(line => /^\| (?:\d {3}\| )?`-/.test(line));
const documented = rows.flatMap(row => [...row.matchAll(/`--([a-z0-9-]+)/g)].map(([, name]) => name!));

describe('the flags of decide', () => {
  it('are those of its page', () => {
    const flags = decideForm.flags.map(({ name }) => name);
    assert.deepEqual([...new Set(documented)].filter(name => name !== 'json').sort(), [...flags].sort());
    assert.equal(new Set(flags).size, flags.length);
  });

  it('are one for each answer', () => {
    const known = Object.keys(Answers.shape).filter(key => key !== '$schema' && key !== 'loadEvidence');
    assert.deepEqual(inputs.map(({ key }) => key).sort(), known.sort());
  });

  it('weigh what the page says', () => {
    for (const [id, weight] of Object.entries(weights))
      assert.match(page, new RegExp(`^\\| ${id} +\\| ${weight} +\\|`, 'm'));
  });

  it('contradict each other only once', async () => {
    const read = (flags: Record<string, string>) => readOptions({ positionals: [], flags });
    assert.deepEqual((await read({ qps: '5', 'qps-p99': '5' })).answers, { requestsPerSecond: 5 });
    await assert.rejects(read({ qps: '5', 'qps-p99': '6' }), /are the same/);
    await assert.rejects(readOptions({ positionals: ['x'], flags: {} }), /flags only/);
  });

  it('link to pages that are there', () => {
    for (const [, target] of page.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(nodePath.join(repository, 'docs/commands', target!)), target);
    }
  });
});
