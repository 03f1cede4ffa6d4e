// A server compared with itself: whole runs, slices interleaved, each judged as the command line judges it. A verdict other than "no
// difference" is wrong; at most 5 of 100 may be. Busy machines are what verdicts must stand, so this one needs no quiet.
//   node bench/loadAgainstItself.mjs [runs, 40] [seconds, 3]        Linux, cc
// Fails when so many wrong verdicts would come of a true rate of 5 % in less than 1 of 100 tries.
import { bundle, closed, engine, open, plan, row, server, target } from './loadBench.mjs';

const runs = Number(process.argv[2] ?? 40);
const seconds = Number(process.argv[3] ?? 3);

const start = await engine();
const { compareTargets } = await import(bundle('src/loadtest/verdict/compare.ts', 'compare'));
const exact = await Promise.all([server('loadTruthServer'), server('loadTruthServer')]);
const fast = [await server('loadServer'), await server('loadServer')];
/** The same process twice, and two processes of the same program. */
const kinds = [
  ['as fast as it can, 20 users', [fast[0], fast[0]], '/', closed(20)],
  ['as fast as it can, two processes, 20 users', fast, '/', closed(20)],
  ['99 % 5 ms, 1 % 200 ms, 20 users', [exact[0], exact[0]], '/tail', closed(20)],
  ['99 % 5 ms, 1 % 200 ms, two processes, 1000/s', exact, '/tail', open(1000)],
];

const wrong = [];
const found = kinds.map(() => ({ same: 0, unknown: 0, runs: 0 }));
for (let i = 0; i < runs; i++) {
  const kind = i % kinds.length;
  const [name, servers, path, load] = kinds[kind];
  const report = await start(
    plan(
      servers.map(({ origin }) => target(origin, path)),
      load,
      { seconds, warmupSeconds: 0.3 },
      i + 1,
    ),
  );
  const [{ outcome, verdict, rows }] = compareTargets(report.targets, { seed: i + 1 }).comparisons;
  found[kind].runs++;
  if (outcome === 'none') found[kind].same++;
  else if (outcome === 'unknown') found[kind].unknown++;
  else
    wrong.push(`${name}, seed ${i + 1}: ${verdict} (${rows.map(each => `${each.metric} ${each.outcome}`).join(', ')})`);
}
for (const { stop } of [...exact, ...fast]) stop();

console.log(`${runs} runs of ${seconds} s, node ${process.version}\n`);
row('server against itself', 'runs', 'no difference', 'cannot be told', 'wrong');
row('---', '---:', '---:', '---:', '---:');
for (const [i, { same, unknown, runs: count }] of found.entries()) {
  row(kinds[i][0], count, same, unknown, count - same - unknown);
}
console.log(`\n"No difference" in ${runs - wrong.length} of ${runs} runs.`);
for (const each of wrong) console.log(each);
const isLikely = chanceOf(wrong.length, runs, 0.05) >= 0.01;
console.log(isLikely ? '\nThe goal is held.' : '\nNot held: more than 5 of 100 are wrong.');
process.exitCode = isLikely ? 0 : 1;

/** That at least so many of all happen, each with this chance. */
function chanceOf(many, all, chance) {
  let below = 0;
  let term = (1 - chance) ** all;
  for (let k = 0; k < many; k++) {
    below += term;
    term *= ((all - k) / (k + 1)) * (chance / (1 - chance));
  }
  return 1 - below;
}
