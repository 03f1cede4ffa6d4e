// Requests to generated servers, and how many are answered as the specification has it, for each framework.
//   node bench/httpRequests.mjs
// They are the data of test/e2e/requests/, sent over HTTP to one generated application of each framework.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repo = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const mocha = path.join(repo, 'node_modules/mocha/bin/mocha.js');
const { status } = spawnSync(process.execPath, [mocha, 'test/e2e/httpRequests.test.ts', '--reporter', 'spec'], {
  cwd: repo,
  stdio: 'inherit',
});
process.exit(status ?? 2);
