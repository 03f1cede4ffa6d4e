// How large the VSIX is, and what fills it: `npm run package && node bench/vsixSize.mjs`
// Bytes of bundles are counted by the package that they come from (esbuild's metafile), and compressed file by file as a VSIX is.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';

const repo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(repo, 'dist');
const { outputs } = JSON.parse(readFileSync(path.join(dist, 'meta.json'), 'utf8'));
const compressed = file => deflateRawSync(readFileSync(file), { level: 9 }).length;
/** By what fills it: bytes as they are, bytes in the VSIX. */
const filled = new Map();
const add = (what, bytes, packed) => {
  const [before, packedBefore] = filled.get(what) ?? [0, 0];
  filled.set(what, [before + bytes, packedBefore + packed]);
};

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (!entry.isFile() || /\.map$|meta\.json$|\.LEGAL\.txt$/.test(entry.name)) continue;
  const { size } = statSync(file);
  const packed = compressed(file);
  const inputs = outputs[path.relative(repo, file).replaceAll('\\', '/')]?.inputs;
  if (!inputs) {
    add(ownerOfFile(path.relative(dist, file).replaceAll('\\', '/')), size, packed);
    continue;
  }
  const all = Object.entries(inputs);
  const total = all.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) || 1;
  for (const [input, { bytesInOutput }] of all) {
    const share = bytesInOutput / total;
    add(ownerOfInput(input), size * share, packed * share);
  }
}

const rows = [...filled].sort((a, b) => b[1][1] - a[1][1]);
const kb = bytes => Math.round(bytes / 1024).toLocaleString('en-US');
console.log('| what fills it | KB | KB in the VSIX |\n| --- | ---: | ---: |');
for (const [what, [bytes, packed]] of rows.slice(0, 20)) console.log(`| ${what} | ${kb(bytes)} | ${kb(packed)} |`);
const rest = rows.slice(20).reduce((sum, [, [bytes, packed]]) => [sum[0] + bytes, sum[1] + packed], [0, 0]);
console.log(`| ${rows.length - 20} others | ${kb(rest[0])} | ${kb(rest[1])} |`);
console.log(`\nsenior-backend.vsix: ${kb(statSync(path.join(repo, 'senior-backend.vsix')).size)} KB`);

function ownerOfFile(name) {
  if (name.startsWith('pglite/')) return '@electric-sql/pglite (files)';
  if (name.endsWith('.wasm')) return 'libpg-query (WebAssembly)';
  return name.startsWith('runtime/') ? 'ours: what generated code brings along' : `ours: ${name}`;
}

function ownerOfInput(input) {
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
  if (match) return match[1];
  return `ours: src/${input.split('/')[1] ?? ''}`;
}
