// Linting GitHub's description as an editor does: the first check, and each check after an edit, in the built worker thread.
// CPU seconds of the whole process, of which the host's part is next to nothing; `node esbuild.mjs` first.
//   node bench/lint.mjs [description] [rounds]
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { Worker } from 'node:worker_threads';

const [path = 'node_modules/@octokit/openapi/generated/api.github.com.json', rounds = '7'] = process.argv.slice(2);
const file = nodePath.resolve(path);
let text = readFileSync(file, 'utf8');
const worker = new Worker(new URL('../dist/lintWorker.mjs', import.meta.url), {
  resourceLimits: { maxOldGenerationSizeMb: 1024 },
});
const replies = [];
worker.on('message', reply => replies.shift()(reply));

/** @returns {Promise<{ cpu: number, findings: readonly object[] }>} */
async function lint() {
  const before = process.cpuUsage();
  const reply = await new Promise(resolve => {
    replies.push(resolve);
    const given = new Int32Array(new SharedArrayBuffer(4));
    worker.postMessage({ path: file, root: nodePath.dirname(file), given });
  });
  if (reply.kind !== 'done') throw new Error(JSON.stringify(reply));
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, findings: reply.outcome.findings };
}

/** Milliseconds in which the host can do nothing else. */
function tell(message) {
  const start = performance.now();
  worker.postMessage(message);
  return performance.now() - start;
}

function edit(find, added) {
  const start = text.search(find) + text.match(find)[0].length;
  text = text.slice(0, start) + added + text.slice(start);
  return tell({ kind: 'typing', path: file, changes: [{ start, length: 0, text: added }], size: text.length });
}

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const row = (what, ...cells) => console.log(`| ${[what, ...cells].join(' | ')} |`);

console.log(
  `${nodePath.basename(file)} (${(text.length / 1e6).toFixed(1)} MB), median of ${rounds}, node ${process.version}\n`,
);
row('', 'CPU s', 'host ms', 'findings');
row('---', '---:', '---:', '---:');
const whole = tell({ kind: 'text', path: file, text });
const first = await lint();
row('the first check, with the start of the thread', first.cpu.toFixed(2), whole.toFixed(1), first.findings.length);

const places = [
  [
    "an operation's description",
    /"operationId": ?"repos\/get",[\s\S]{0,2000}?"description": ?"|operationId: repos\/get\n[\s\S]{0,2000}?description: /,
  ],
  [
    'a component that few refer to',
    /"license-simple": ?\{[\s\S]{0,400}?"title": ?"|\n {4}license-simple:\n[\s\S]{0,400}?title: /,
  ],
  ['a component that most refer to', /"simple-user": ?\{\s*"title": ?"|\n {4}simple-user:\n\s+title: /],
  ['the title at the top', /"title": ?"|\n {2}title: /],
].filter(([, find]) => find.test(text));
for (const [what, find] of places) {
  const cpu = [];
  const host = [];
  let found = [];
  for (let round = 0; round < Number(rounds); round++) {
    host.push(edit(find, 'x'));
    const { cpu: took, findings } = await lint();
    cpu.push(took);
    found = findings;
  }
  row(`after an edit of ${what}`, median(cpu).toFixed(2), median(host).toFixed(2), found.length);
}
row('peak memory', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`, '', '');
await worker.terminate();
