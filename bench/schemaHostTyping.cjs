// Runs inside the extension host (bench/schemaHost.mjs starts it): types into a large schema and measures the host's thread.
const fs = require('node:fs');
const { Session } = require('node:inspector');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const path = require('node:path');
const vscode = require('vscode');

const typed = '\nCREATE TABLE app.carts (id bigint, note varchar(9));';
/** Milliseconds between samples of the profile. */
const interval = 0.5;
/** Milliseconds between keystrokes: long enough that each is checked by itself. */
const pause = 300;
const extension = `${path.resolve(__dirname, '..').replaceAll('\\', '/')}/dist/extension.js`;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

exports.run = async () => {
  const settings = vscode.workspace.getConfiguration('seniorBackend');
  const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, 'schema.sql');
  const results = {};
  for (const enabled of [false, true]) {
    await settings.update('sql.enabled', enabled, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('vscode.open', file, { preview: false });
    const findings = () => vscode.languages.getDiagnostics(file).length;
    while (enabled && findings() === 0) await sleep(100);
    await sleep(4000);
    results[enabled ? 'on' : 'off'] = { ...(await measure()), findings: findings() };
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  fs.writeFileSync(process.env.HOST_BENCH_OUT, JSON.stringify(results));
};

async function measure() {
  const editor = vscode.window.activeTextEditor;
  const text = editor.document.getText();
  const at = editor.document.positionAt(text.indexOf(';\n', Math.floor(text.length / 2)) + 1);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
  await sleep(1000);
  const session = new Session();
  session.connect();
  const post = (method, params) =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))),
    );
  await post('Profiler.enable');
  await post('Profiler.setSamplingInterval', { interval: interval * 1000 });
  await post('Profiler.start');
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const before = threadTime();
  loop.enable();
  for (const character of typed) {
    await vscode.commands.executeCommand('type', { text: character });
    await sleep(pause);
  }
  await sleep(1000);
  loop.disable();
  const cpu = threadTime() - before;
  const { profile } = await post('Profiler.stop');
  session.disconnect();
  if (process.env.HOST_BENCH_PROFILES) {
    const name = `${vscode.workspace.getConfiguration('seniorBackend').get('sql.enabled') ? 'on' : 'off'}.cpuprofile`;
    fs.writeFileSync(path.join(process.env.HOST_BENCH_PROFILES, name), JSON.stringify(profile));
  }
  return {
    keystrokes: typed.length,
    cpu,
    maxDelay: loop.max / 1e6,
    p99Delay: loop.percentile(99) / 1e6,
    ...blocksOf(profile),
  };
}

/** Milliseconds of CPU of this thread; of the process where Node cannot tell. */
function threadTime() {
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage).call(process);
  return (user + system) / 1000;
}

/**
 * Stretches in which the thread did not wait, from the samples of its profile. `own`: with code of the extension on the stack. A long
 * time between two samples is one in which the machine ran something else, and does not count.
 */
function blocksOf({ nodes, samples, timeDeltas }) {
  const parents = new Map();
  const byId = new Map(nodes.map(node => [node.id, node]));
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const ours = new Map();
  const isOurs = id => {
    if (id === undefined) return false;
    if (!ours.has(id)) {
      ours.set(id, byId.get(id).callFrame.url.endsWith(extension) || isOurs(parents.get(id)));
    }
    return ours.get(id);
  };
  const blocks = [];
  let busy = 0;
  let own = 0;
  let ownTotal = 0;
  for (const [i, id] of samples.entries()) {
    const ms = Math.min((timeDeltas[i + 1] ?? 0) / 1000, interval * 2);
    const { functionName } = byId.get(id).callFrame;
    if (functionName === '(idle)') {
      if (busy > 0) blocks.push({ busy, own });
      busy = 0;
      own = 0;
      continue;
    }
    busy += ms;
    if (isOurs(id)) {
      own += ms;
      ownTotal += ms;
    }
  }
  const sorted = blocks.map(block => block.busy).sort((a, b) => b - a);
  const owns = blocks.map(block => block.own).sort((a, b) => b - a);
  return {
    busy: sorted.reduce((sum, ms) => sum + ms, 0),
    longestBlocks: sorted.slice(0, 5),
    over20: sorted.filter(ms => ms > 20).length,
    own: ownTotal,
    longestOwn: owns.slice(0, 5),
  };
}
