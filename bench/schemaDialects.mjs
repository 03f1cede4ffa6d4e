// How much of SQL files in other dialects is understood: by the schema reader, and by node-sql-parser alone.
//   node bench/schemaDialects.mjs mysql|mariadb|sqlite|transactsql <files…>
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repo = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(path.join(repo, 'package.json'));
const [dialect, ...files] = process.argv.slice(2);
if (!dialect || files.length === 0 || !files.every(file => existsSync(file))) {
  console.error('Usage: node bench/schemaDialects.mjs mysql|mariadb|sqlite|transactsql <files…>');
  process.exit(2);
}

mkdirSync(path.join(repo, 'bench/.out'), { recursive: true });
const work = mkdtempSync(path.join(repo, 'bench/.out/dialects-'));
try {
  const bundle = path.join(work, 'parse.mjs');
  await require('esbuild').build({
    entryPoints: [path.join(repo, 'src/schema/reading/parse.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { loadParser, parseFile } = await import(pathToFileURL(bundle).href);
  const { Parser } = require(`node-sql-parser/build/${dialect}`);
  const parser = new Parser();
  await loadParser(dialect);
  console.log('| file | statements | understood | by node-sql-parser alone |');
  console.log('| --- | ---: | ---: | ---: |');
  const total = { all: 0, ours: 0, theirs: 0 };
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const { statements } = parseFile(file, text, { dialect });
    const ours = statements.filter(({ error }) => !error).length;
    const theirs = statements.filter(({ start, end }) => parses(parser, text.slice(start, end))).length;
    total.all += statements.length;
    total.ours += ours;
    total.theirs += theirs;
    row(path.basename(file), statements.length, ours, theirs);
  }
  row('**all**', total.all, total.ours, total.theirs);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function parses(parser, text) {
  try {
    parser.astify(text, { database: dialect });
    return true;
  } catch {
    return false;
  }
}

function row(name, all, ours, theirs) {
  const share = part => `${((100 * part) / Math.max(all, 1)).toFixed(1)} %`;
  console.log(`| ${name} | ${all} | ${share(ours)} | ${share(theirs)} |`);
}
