// Every flag of `load-test` is read, helped with and documented.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { loadTestForm } from '../../../src/cli/loadTest/form.js';
import { readOptions } from '../../../src/cli/loadTest/options.js';

const page = readFileSync(nodePath.resolve(__dirname, '../../../docs/commands/load-test.md'), 'utf8');
const rows = page.split('\n').filter(line => /^\| `-/.test(line));
const documented = new Set(
  rows.flatMap(row => [...row.split(/(?<!\\)\|/)[1]!.matchAll(/--([a-z0-9-]+)/g)].map(([, name]) => name!)),
);
// Of every command, and told by the command line's own help.
const general = ['json', 'verbose'];

describe('the flags of load-test', () => {
  it('are those of its page', () => {
    // Raised caps and --yes are in its text.
    const prose = ['yes', 'max-connections', 'max-rate'].filter(name => page.includes(`\`--${name}\``));
    assert.deepEqual(
      [...new Set([...documented, ...prose])].filter(name => !general.includes(name)).sort(),
      loadTestForm.flags.map(({ name }) => name).sort(),
    );
  });

  it('are read, each by itself', () => {
    const values: Record<string, string> = {
      duration: '1s',
      'whole-api': 'mix',
      client: 'own',
      engine: 'own',
      export: 'k6',
    };
    const together: Record<string, Record<string, string>> = {
      cert: { key: 'k' },
      key: { cert: 'c' },
      'key-passphrase-env': { key: 'k', cert: 'c' },
      k6: { engine: 'k6' },
      parallelism: { export: 'k6' },
    };
    for (const { name, value, many } of loadTestForm.flags) {
      const typed = values[name] ?? '1';
      const given = value === undefined ? true : many ? [typed] : typed;
      const options = readOptions({ positionals: [], flags: { ...together[name], [name]: given } });
      const read = options[name as keyof typeof options];
      assert.ok(read !== undefined && (!Array.isArray(read) || read.length > 0), name);
    }
  });
});
