import { setFlagsFromString } from 'node:v8';

/** The flags are in all of Node's majors from 20 up to this one; V8 writes to stderr about ones that it does not know. */
const newestTried = 26;

/**
 * Tells V8 that this process reads some files and ends, so that optimising code for long runs costs more than it gives. To be called
 * before the parsers load; for all of a process, so never in an editor's.
 *
 * WebAssembly stays as the baseline compiler wrote it: PostgreSQL's grammar is one function of hundreds of kilobytes, and optimising
 * it takes more CPU than all parsing. Node 20's V8 (21's, too) sends functions of JavaScript to the optimising compiler eight times as
 * late, about as later V8s do by themselves; a schema of several megabytes also gains by it.
 */
export function tuneForOneRun(node: string = process.versions.node): void {
  const major = Number.parseInt(node, 10);
  if (!(major <= newestTried)) return;
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  if (major < 22) setFlagsFromString('--interrupt-budget=540000');
}
