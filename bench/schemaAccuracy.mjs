// What the static reading of a schema says against what a real PostgreSQL said of the same schema: precision and recall.
//   node bench/schemaAccuracy.mjs [folder]      NAME.sql with NAME.answers.json beside it; default ../shared/corpus/sql
// The answers are those of two public collections of catalog queries, splinter and pg-index-health; where they differ:
//   primary keys         both; a partition is its parent's affair
//   unindexed keys       pg-index-health (any order of the leading columns); a partial index that is not implied does not cover
//   duplicate indexes    splinter (same definition, unique kept apart); in schemas that it leaves out (auth, storage) none are told
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repo = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.resolve(process.argv[2] ?? path.join(repo, '../shared/corpus/sql'));
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}: name one that holds NAME.sql and NAME.answers.json.`);
  process.exit(2);
}
if (!existsSync(path.join(repo, 'dist/cli.mjs')))
  spawnSync(process.execPath, ['esbuild.mjs'], { cwd: repo, stdio: 'inherit' });

const bare = name => name.replaceAll('"', '').replace(/^public\./, '');
const kinds = ['missing-primary-key', 'unindexed-foreign-key', 'duplicate-index'];
const totals = Object.fromEntries(kinds.map(kind => [kind, { right: 0, wrong: 0, missed: 0 }]));
const details = [];

console.log('| schema | no primary key | unindexed foreign keys | duplicate indexes |');
console.log('| --- | --- | --- | --- |');
for (const file of readdirSync(folder)
  .filter(f => f.endsWith('.answers.json'))
  .sort()) {
  const name = file.slice(0, -'.answers.json'.length);
  const expected = answers(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  const found = analyse(path.join(folder, `${name}.sql`));
  const cells = kinds.map(kind => {
    const right = [...found[kind]].filter(key => expected[kind].has(key)).length;
    const wrong = [...found[kind]].filter(key => !expected[kind].has(key));
    const missed = [...expected[kind]].filter(key => !found[kind].has(key));
    totals[kind].right += right;
    totals[kind].wrong += wrong.length;
    totals[kind].missed += missed.length;
    for (const key of wrong) details.push(`${name}: ${kind}: ours alone: ${key}`);
    for (const key of missed) details.push(`${name}: ${kind}: missed: ${key}`);
    return `${right} of ${expected[kind].size}${wrong.length ? `, ${wrong.length} wrong` : ''}`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
const share = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
for (const [label, missing] of [
  ['**precision**', 'wrong'],
  ['**recall**', 'missed'],
]) {
  const cells = kinds.map(kind => share(totals[kind].right, totals[kind].right + totals[kind][missing]));
  console.log(`| ${label} | ${cells.join(' | ')} |`);
}
for (const line of details) console.log(line);
process.exitCode = details.length ? 1 : 0;

/** Keys: a table, `table fk-name`, `table index,index`. */
function answers({ splinter, pg_index_health: health }) {
  return {
    'missing-primary-key': new Set(health.tables_without_primary_key.map(([table]) => bare(table))),
    'unindexed-foreign-key': new Set(
      health.foreign_keys_without_index.map(([table, key]) => `${bare(table)} ${bare(key)}`),
    ),
    'duplicate-index': new Set(
      splinter.duplicate_index.map(text => {
        const [, table, indexes] = /Table \\?`(.+?)\\?` has identical indexes \{(.+?)\}/.exec(text);
        return `${bare(table)} ${indexes.split(',').map(bare).sort().join(',')}`;
      }),
    ),
  };
}

function analyse(sql) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(repo, 'dist/cli.mjs'), 'database', sql, '--analyze', '--json'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status === 2) throw new Error(`${sql}: ${stderr}`);
  const found = Object.fromEntries(kinds.map(kind => [kind, new Set()]));
  for (const { rule, table, objects = [] } of JSON.parse(stdout).issues_detail) {
    if (rule === 'missing-primary-key') found[rule].add(table);
    if (rule === 'unindexed-foreign-key') found[rule].add(`${table} ${objects[0]}`);
    if (rule === 'duplicate-index') found[rule].add(`${table} ${[...objects].sort().join(',')}`);
  }
  return found;
}
