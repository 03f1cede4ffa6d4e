// Memory of a long run: samples of the whole process (main thread, load worker, buffers) once a second, and the slope of a straight line
// through them, their first fifth left out. Closed loop as fast as it can, then 1,000/s of which one in twenty is reset.
//   node bench/loadSoak.mjs [seconds, 600]        Linux, cc
// Fails when a run would grow by more than 20 MB in ten minutes. Below about two minutes, the slope is that of the garbage collector.
import { closed, engine, open, plan, row, server, target } from './loadBench.mjs';

const seconds = Number(process.argv[2] ?? 600);
const start = await engine();
const kinds = [
  ['closed, 50', 'loadServer', '/', closed(50)],
  ['open, 1000/s, resets', 'loadTruthServer', '/reset', open(1000)],
];

console.log(`${seconds} s each, node ${process.version}\n`);
row(
  'load',
  'requests',
  'RSS at first, MB',
  'at last',
  'most',
  'MB in 10 minutes',
  'bytes a request',
  'heap of main thread',
);
row('---', ...Array.from({ length: 7 }, () => '---:'));
let holds = true;
for (const [name, program, path, load] of kinds) {
  const { origin, stop } = await server(program);
  const samples = [];
  let heap = 0;
  const onSnapshot = ({ at, targets: [{ total }] }) => {
    if (at < samples.length) return;
    const { rss, heapUsed } = process.memoryUsage();
    heap = heapUsed / 1e6;
    samples.push({ at, rss: rss / 1e6, requests: total.requests });
  };
  const report = await start(plan([target(origin, path)], load, { seconds }), { onSnapshot });
  stop();
  const measured = samples.slice(Math.floor(samples.length / 5));
  const slope = slopeOf(measured);
  const [first, last] = [measured[0], measured.at(-1)];
  const each = (slope * (last.at - first.at) * 1e6) / Math.max(1, last.requests - first.requests);
  const most = Math.max(...measured.map(({ rss }) => rss));
  const sent = report.targets[0].sent;
  row(name, sent, ...[first.rss, last.rss, most, slope * 600, each, heap].map(figure => figure.toFixed(1)));
  holds &&= slope * 600 <= 20;
}
console.log(holds ? '\nThe goal is held.' : '\nNot held: memory grows.');
process.exitCode = holds ? 0 : 1;

/** MB a second, by least squares. */
function slopeOf(samples) {
  const mean = of => samples.reduce((sum, each) => sum + of(each), 0) / samples.length;
  const [at, rss] = [mean(each => each.at), mean(each => each.rss)];
  const spread = samples.reduce((sum, each) => sum + (each.at - at) ** 2, 0);
  return samples.reduce((sum, each) => sum + (each.at - at) * (each.rss - rss), 0) / spread;
}
