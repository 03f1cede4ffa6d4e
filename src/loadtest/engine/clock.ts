/** The clock that all threads of a process share. */
import { performance } from 'node:perf_hooks';

/** Milliseconds. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A time of the shared clock, as this thread's faster `performance.now` has it. */
export function toThreadTime(shared: number): number {
  return shared - sharedNow() + performance.now();
}
