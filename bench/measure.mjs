// Preloaded into a measured process (NODE_OPTIONS=--import): writes its CPU seconds and peak memory when it exits.
// `process.resourceUsage` counts all threads, so worker threads are in.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.env.MEASURE_OUT) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    appendFileSync(
      process.env.MEASURE_OUT,
      `${JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 })}\n`,
    );
  });
}
