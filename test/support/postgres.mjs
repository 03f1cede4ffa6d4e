// Starts servePostgres.ts in a process of its own, and speaks to it: for host tests and stories of the user interface.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

/**
 * @param repository the folder of the checkout
 * @param live with statistics of statements
 */
export async function startPostgres(repository, live = false) {
  const script = path.join(repository, 'test', 'support', 'servePostgres.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...(live ? ['statistics'] : [])], {
    cwd: repository,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
  });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The PostgreSQL server for tests ended.');
    return JSON.parse(value);
  };
  const { port } = await next();
  let turn = Promise.resolve();
  const ask = asked => {
    const answer = turn.then(async () => {
      child.stdin.write(`${JSON.stringify(asked)}\n`);
      const rows = await next();
      if (rows.error) throw new Error(rows.error);
      return rows;
    });
    turn = answer.catch(() => undefined);
    return answer;
  };
  return {
    port,
    /** As a user types it; the server takes any password. */
    url: `postgresql://ann:s3cret-w0rd@127.0.0.1:${port}/shop?sslmode=disable`,
    /** Rows of one statement. @throws Error with what the server says. */
    query: sql => ask({ query: sql }),
    /** One or more statements. */
    execute: sql => ask({ execute: sql }),
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.stdin.end();
      await ended;
    },
  };
}
