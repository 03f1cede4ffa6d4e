/** Entry of the process that PGlite runs in: a wire whose other end is one PostgreSQL session. */
import { Worker } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { startPglite } from './dataFile.js';
import type { FromChild, ToChild } from './embeddedMessages.js';
import { growInMemory } from './memoryFiles.js';

/** Bytes of answer that are sent at a time. */
const chunkBytes = 256 * 1024;

let db: PGlite | undefined;
/** Requests in the order in which they came. */
let turn: Promise<void> = Promise.resolve();

process.on('message', (message: ToChild) => {
  turn = turn
    .then(() => handle(message))
    .catch(error => {
      // After a trap nothing in the module's memory can be relied on.
      send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      process.exitCode = 1;
      process.disconnect();
    });
});
process.on('disconnect', () => process.exit());
endWithParent();

async function handle(message: ToChild): Promise<void> {
  if (message.kind === 'start') {
    db = await startPglite(message.dataFile, message.assetFolder);
    send({ kind: 'ready' });
    return;
  }
  if (message.kind === 'grow') {
    growInMemory(db!.Module.FS, message.files);
    send({ kind: 'grown' });
    return;
  }
  let parts: Uint8Array[] = [];
  let size = 0;
  const flush = () => {
    if (size > 0) send({ kind: 'bytes', bytes: Buffer.concat(parts) });
    parts = [];
    size = 0;
  };
  await db!.execProtocolRawStream(message.bytes, {
    onRawData(bytes) {
      // A view into the module's memory.
      parts.push(bytes.slice());
      size += bytes.length;
      if (size >= chunkBytes) flush();
    },
  });
  flush();
}

function send(message: FromChild): void {
  process.send?.(message);
}

/** A statement keeps this thread from hearing that the parent is gone; another thread looks for it once a second. */
function endWithParent(): void {
  const watch = `
    const parent = ${process.ppid};
    setInterval(() => {
      try {
        process.kill(parent, 0);
        if (process.ppid === parent) return;
      } catch (error) {
        if (error.code === 'EPERM' && process.ppid === parent) return;
      }
      process.kill(process.pid, 'SIGKILL');
    }, 1000);`;
  new Worker(watch, { eval: true }).unref();
}
