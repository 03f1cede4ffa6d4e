// The official JSON Schema test suite, draft 2020-12, against generated Zod validators: the verdict of each case.
//   node bench/jsonSchemaSuite.mjs SUITE [--inline] [--verbose] [--only FILE]
// SUITE is a checkout of https://github.com/json-schema-org/JSON-Schema-Test-Suite (MIT; no npm package carries this draft).
// Each file of the suite becomes one OpenAPI 3.1 document, each of its schemas a component. A schema stands in a file of its
// own that the component refers to, so that it reaches us as it is; with --inline it stands in the document itself, as the
// body of a request, with `#` meaning its component. Remote schemas come from SUITE/remotes, the metaschema from Ajv.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync, transformSync } from 'esbuild';

const repo = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { inline: { type: 'boolean' }, verbose: { type: 'boolean' }, only: { type: 'string' } },
});
const suite = path.resolve(positionals[0] ?? process.env.JSON_SCHEMA_TEST_SUITE ?? '');
const folder = path.join(suite, 'tests/draft2020-12');
if (!existsSync(folder)) {
  console.error(`There is no ${folder}. Clone https://github.com/json-schema-org/JSON-Schema-Test-Suite and name it.`);
  process.exit(2);
}

// What of ours takes part, and Zod, as one module in memory.
const { outputFiles } = buildSync({
  stdin: {
    contents: `export { readApi } from './src/openapi/parse.js';
      export { planNames } from './src/scaffold/names/names.js';
      export { validatorsSource } from './src/scaffold/validators/validators.js';
      export * as schema from './src/scaffold/runtime/schema.js';
      export * as zod from './src/scaffold/runtime/zod.js';`,
    resolveDir: repo,
  },
  bundle: true,
  write: false,
  format: 'cjs',
  platform: 'node',
  mainFields: ['module', 'main'],
});
const ours = evaluate(outputFiles[0].text, createRequire(import.meta.url));
const { readApi, planNames, validatorsSource } = ours;
const runtime = { './runtime/schema.js': ours.schema, './runtime/zod.js': ours.zod };
const metaschemas = path.join(
  path.dirname(createRequire(path.join(repo, 'package.json')).resolve('ajv/package.json')),
  'dist/refs/json-schema-2020-12',
);

/** What is decided otherwise, or cannot be known; every other difference is a mistake. */
const reasons = [
  [
    /^format\.json/,
    'formats are checked: in an API description they are meant, and optional/format/ asks for the same',
  ],
  [/^vocabulary\.json/, 'a metaschema with a $vocabulary of its own: the keywords are always those of OpenAPI'],
  [
    /^defs\.json|^dynamicRef\.json/,
    '$dynamicRef that depends on the way validation took: read as a plain reference, with a finding',
  ],
  [
    /^refRemote\.json|base uri|\$id |urn/i,
    '$id as a base for relative references to other files: they are files beside the file',
  ],
  [
    /anchor/i,
    '$anchor and $id count in the whole file: also of other resources in it, and inside enum and unknown keywords',
  ],
  [/^optional\/(?:id|unknownKeyword)\.json/, '$id inside enum and unknown keywords counts'],
  [/^optional\/cross-draft\.json/, 'a schema of another draft is read as 2020-12'],
  [/hostname/, 'the rules for text that runs from right to left (RFC 5893) and for ZERO WIDTH NON-JOINER need tables'],
  [/idn-email/, 'a quoted local part is ASCII'],
];

const totals = { required: [0, 0], optional: [0, 0] };
const failures = [];
for (const file of filesBelow(folder)) {
  if (flags.only !== undefined && !file.includes(flags.only)) continue;
  const groups = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const validators = await validatorsOf(groups);
  let right = 0;
  let all = 0;
  for (const [index, group] of groups.entries()) {
    for (const test of group.tests) {
      all++;
      const verdict = verdictOf(validators, `Case${index}`, test.data);
      if (verdict === test.valid) right++;
      else failures.push({ file, group: group.description, test, verdict });
    }
  }
  const total = totals[file.startsWith('optional') ? 'optional' : 'required'];
  total[0] += right;
  total[1] += all;
  if (flags.verbose || right < all) console.log(`${file.padEnd(44)} ${right}/${all}`);
}
for (const { file, group, test, verdict } of failures) {
  const name = `${file}: ${group}: ${test.description}`;
  const because = reasons.find(([pattern]) => pattern.test(name))?.[1] ?? 'NOT EXPLAINED';
  const said = typeof verdict === 'boolean' ? (verdict ? 'accepted' : 'refused') : verdict;
  console.log(`- ${name}\n    ${said}, must be ${test.valid ? 'accepted' : 'refused'}: ${because}`);
}
for (const [kind, [right, all]] of Object.entries(totals).filter(([, [, all]]) => all > 0)) {
  console.log(`${kind}: ${right} of ${all} right (${((100 * right) / all).toFixed(1)} %)`);
}

function filesBelow(where, prefix = '') {
  return readdirSync(where, { withFileTypes: true })
    .flatMap(entry =>
      entry.isDirectory()
        ? filesBelow(path.join(where, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    )
    .sort((one, other) => Number(one.includes('/')) - Number(other.includes('/')) || one.localeCompare(other));
}

/** The generated validators of one file's schemas, by name. */
async function validatorsOf(groups) {
  const files = new Map();
  const schemas = {};
  const paths = {};
  for (const [index, { schema }] of groups.entries()) {
    if (flags.inline) {
      const name = `Case${index}`;
      const own =
        typeof schema === 'object' && schema.$id === undefined
          ? rebased(schema, `#/components/schemas/${name}`)
          : schema;
      schemas[name] = own;
      const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
      paths[`/${name}`] = { post: { operationId: name, requestBody: { content }, responses: {} } };
    } else {
      schemas[`Case${index}`] = { $ref: `./${index}.json` };
      files.set(`/suite/${index}.json`, JSON.stringify(schema));
    }
  }
  const components = { schemas };
  files.set(
    '/suite/openapi.json',
    JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, components }),
  );
  const { api } = await readApi('/suite/openapi.json', {
    readFile: async file => files.get(file),
    root: '/suite',
    fetchText: async url => remote(url),
  });
  const { code } = transformSync(validatorsSource(planNames(api)).text, {
    loader: 'ts',
    format: 'cjs',
    target: 'es2022',
  });
  return evaluate(code, name => runtime[name]);
}

function evaluate(code, require) {
  const module = { exports: {} };
  new Function('require', 'module', 'exports', code)(require, module, module.exports);
  return module.exports;
}

/** `#/…` and `#` mean the schema that they stand in. */
function rebased(value, base) {
  if (Array.isArray(value)) return value.map(inner => rebased(inner, base));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isPointer =
      (key === '$ref' || key === '$dynamicRef') && typeof inner === 'string' && /^#(?:\/|$)/.test(inner);
    return [key, isPointer ? base + inner.slice(1) : key === 'const' || key === 'enum' ? inner : rebased(inner, base)];
  });
  return Object.fromEntries(entries);
}

function remote(url) {
  const address = new URL(url);
  if (address.host === 'localhost:1234') return readFileSync(path.join(suite, 'remotes', address.pathname), 'utf8');
  const meta = /^\/draft\/2020-12\/(.+)$/.exec(address.pathname)?.[1];
  if (address.host !== 'json-schema.org' || meta === undefined) throw new Error(`There is no ${url} here.`);
  return readFileSync(path.join(metaschemas, `${meta}.json`), 'utf8');
}

function verdictOf(validators, name, data) {
  const validator = validators[name];
  if (!validator) return 'no validator';
  try {
    return validator.safeParse(data).success;
  } catch (error) {
    return `threw ${error}`;
  }
}
