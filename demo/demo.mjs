// `npm run demo`: the main job on real input, from a fresh clone. GitHub's own API description (1,223 operations) becomes a
// typed, validated Express API; it is type-checked strictly, two handlers are written, it boots and answers.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(repo);
const out = path.join(repo, 'demo', '.out');
const api = path.join(out, 'api');
const spec = 'node_modules/@octokit/openapi/generated/api.github.com.json';

step('Installing and building');
if (!existsSync('node_modules/.package-lock.json')) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
}
run(process.execPath, ['esbuild.mjs']);

step('senior-backend scaffold api.github.com.json -f express');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const report = JSON.parse(
  run(process.execPath, ['dist/cli.mjs', 'scaffold', spec, '-f', 'express', '-o', api, '--json'], { capture: true }),
);
say(
  `${report.routes_count} operations, ${report.types_count} types, ${report.generated_files.length} files in demo/.out/api`,
);

step('Writing two handlers (the rest answer 501 until somebody writes them)');
write('meta.handlers.ts', 'metaGetZen', "async () => ({ status: 200, body: 'Keep it logically awesome.' })");
write(
  'markdown.handlers.ts',
  'markdownRender',
  "async ({ body }) => ({ status: 200, body: `<p>${body.text} (${body.mode ?? 'markdown'})</p>`, headers: {} })",
);

step('tsc --strict --noUncheckedIndexedAccess');
writeFileSync(
  path.join(out, 'server.ts'),
  `import express from 'express';
import { register } from './api/index.js';

const app = express();
register(app);
const server = app.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
`,
);
writeFileSync(
  path.join(out, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      strict: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      types: ['node'],
      skipLibCheck: true,
    },
    include: ['server.ts', 'api'],
  }),
);
writeFileSync(path.join(out, 'package.json'), '{ "type": "module" }\n');
run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', out]);
say('no errors');

step('Booting it and sending requests');
const { build } = await import('esbuild');
await build({
  entryPoints: [path.join(out, 'server.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile: path.join(out, 'server.mjs'),
  logLevel: 'warning',
});
const server = spawn(process.execPath, [path.join(out, 'server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const port = await new Promise((resolve, reject) => {
    server.stdout.once('data', chunk => resolve(Number(chunk)));
    server.once('exit', code => reject(new Error(`the server ended with ${code}`)));
  });
  const json = { 'content-type': 'application/json' };
  await send('GET', '/zen', {}, 200);
  await send('POST', '/markdown', { headers: json, body: '{"text":"Hello","mode":"gfm"}' }, 200);
  await send('POST', '/markdown', { headers: json, body: '{"mode":"loud"}' }, 400);
  await send('POST', '/markdown', { headers: json, body: '{"text":' }, 400);
  await send('GET', '/repos/octocat/hello-world/issues?per_page=ten&state=ajar', {}, 400);
  await send('DELETE', '/zen', {}, 405);
  await send('GET', '/users/octocat', {}, 501);

  async function send(method, url, init, expected) {
    const response = await fetch(`http://127.0.0.1:${port}${url}`, { method, ...init });
    const text = await response.text();
    say(`${method} ${url}${init.body ? ` ${init.body}` : ''}\n    ${response.status} ${text.slice(0, 300)}`);
    assert.equal(response.status, expected);
  }
} finally {
  server.kill();
}
console.log(
  '\nDone. Have a look at demo/.out/api: types.ts, validators.ts, *.routes.ts are generated; *.handlers.ts are yours.',
);

function write(file, name, body) {
  const target = path.join(api, file);
  assert.ok(readdirSync(api).includes(file), `${file} was not generated`);
  const source = readFileSync(target, 'utf8');
  const written = source.replace(
    new RegExp(`(export const ${name}: [\\w.]+ = )[^;]+;`),
    (_, head) => `${head}${body};`,
  );
  assert.notEqual(written, source, `${name} was not found in ${file}`);
  writeFileSync(target, written);
  say(`${file}: ${name}`);
}

function run(command, args, { capture = false, shell = false } = {}) {
  const done = spawnSync(command, args, {
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell,
  });
  if (done.status !== 0) {
    console.error(`${command} ${args.join(' ')} ended with ${done.status}`);
    process.exit(1);
  }
  return done.stdout ?? '';
}

function step(text) {
  console.log(`\n\x1b[1m${text}\x1b[0m`);
}

function say(text) {
  console.log(`  ${text}`);
}
