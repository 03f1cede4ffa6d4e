// Memory of a long run: RSS of the whole process (main thread, load worker, buffers) minute by minute, the slope of a straight line through
// its second half, and what a full garbage collection leaves in the heaps of both threads after a fifth of the run and at its end.
// Closed loop as fast as it can, then 1,000/s of which one in twenty is reset.
//   node bench/loadSoak.mjs [seconds, 600]        Linux, cc
// Fails when RSS would grow by more than 20 MB in ten minutes, or what is left in the heaps has grown by more than 2 MB. Below about two
// minutes, the slope is that of the garbage collector.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { closed, engine, here, open, plan, row, server, target } from './loadBench.mjs';

const seconds = Number(process.argv[2] ?? 600);
const minutes = Math.max(1, Math.round(seconds / 60));
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const start = await engine();
/** The load worker, and a word from its heap when it is asked. */
const workerEntry = pathToFileURL(path.join(here, '.out/loadSoakWorker.mjs'));
writeFileSync(
  workerEntry,
  `import './loadWorker.mjs';
import { runInNewContext } from 'node:vm';
const collect = runInNewContext('gc');
const heap = new BroadcastChannel('heap');
heap.onmessage = ({ data }) => {
  if (data !== 'ask') return;
  collect();
  heap.postMessage(process.memoryUsage().heapUsed);
};
heap.unref();
`,
);
const heap = new BroadcastChannel('heap');
heap.unref();
const kinds = [
  ['closed, 50', 'loadServer', '/', closed(50)],
  ['open, 1000/s, resets', 'loadTruthServer', '/reset', open(1000)],
];

console.log(`${seconds} s each, node ${process.version}; MB\n`);
const times = Array.from({ length: minutes + 1 }, (_, minute) => `${minute} min`);
row('load', 'requests', ...times.slice(1), 'RSS in 10 minutes', 'left in main thread', 'left in worker');
row('---', ...Array.from({ length: minutes + 4 }, () => '---:'));
const failures = [];
for (const [name, program, requestPath, load] of kinds) {
  const { origin, stop } = await server(program);
  const samples = [];
  const left = [];
  const onSnapshot = ({ at }) => {
    if (at < samples.length) return;
    samples.push({ at, rss: process.memoryUsage().rss / 1e6 });
    if (samples.length === Math.ceil(seconds / 5) || samples.length === seconds - 1) left.push(leftInHeaps());
  };
  const report = await start(plan([target(origin, requestPath)], load, { seconds }), { onSnapshot, workerEntry });
  stop();
  const slope = slopeOf(samples.slice(Math.floor(samples.length / 2)));
  const byMinute = Array.from({ length: minutes }, (_, i) => samples[Math.min(samples.length, (i + 1) * 60) - 1].rss);
  const [first, last] = await Promise.all(left);
  const change = of => `${of(first).toFixed(1)} → ${of(last).toFixed(1)}`;
  row(
    ...[name, report.targets[0].sent, ...byMinute.map(rss => rss.toFixed(0)), (slope * 600).toFixed(1)],
    ...[change(({ main }) => main), change(({ worker }) => worker)],
  );
  if (slope * 600 > 20) failures.push(`${name}: RSS grows by ${(slope * 600).toFixed(1)} MB in ten minutes`);
  for (const thread of ['main', 'worker'])
    if (last[thread] - first[thread] > 2)
      failures.push(`${name}: the heap of ${thread} has grown: ${change(each => each[thread])}`);
}
console.log(failures.length === 0 ? '\nThe goal is held.' : `\nNot held:\n${failures.join('\n')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** MB that a full collection leaves. */
async function leftInHeaps() {
  const worker = new Promise(resolve => {
    heap.onmessage = ({ data }) => resolve(data / 1e6);
  });
  heap.postMessage('ask');
  collect();
  return { main: process.memoryUsage().heapUsed / 1e6, worker: await worker };
}

/** MB a second, by least squares. */
function slopeOf(samples) {
  const mean = of => samples.reduce((sum, each) => sum + of(each), 0) / samples.length;
  const [at, rss] = [mean(each => each.at), mean(each => each.rss)];
  const spread = samples.reduce((sum, each) => sum + (each.at - at) ** 2, 0);
  return samples.reduce((sum, each) => sum + (each.at - at) * (each.rss - rss), 0) / spread;
}
