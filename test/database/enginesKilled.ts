// Started by engines.test.ts as a process of its own that is killed: opens one engine of each kind and tells the processes.
import { execFileSync } from 'node:child_process';
import { openEngine } from '../../src/database/engines/openEngine.js';
import { engineOptions } from './engine.js';

async function open(): Promise<void> {
  const native = await openEngine(await engineOptions('native'));
  const { session } = await native.scratch();
  const [row] = await session.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
  const embedded = await openEngine(await engineOptions('embedded'));
  const scratch = await embedded.scratch();
  scratch.session.query('select count(*) from generate_series(1, 1000000000000)').catch(() => undefined);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const pids = children.split('\n').map(Number).filter(Boolean);
  process.stdout.write(`${JSON.stringify({ folder: row?.folder, pids })}\n`);
}

void open();
