// What the manifest promises, the docs say: a setting or command without its words is a bug.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('manifest', () => {
  it('pins every dependency', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.match(String(version), /^\d+\.\d+\.\d+(-beta\.\d+)?$/, name);
    }
  });

  it('names files that are there or that the build makes', () => {
    assert.ok(existsSync(path.join(root, manifest.icon)));
    const build = read('esbuild.mjs');
    for (const file of [manifest.main, manifest.bin['senior-backend']]) {
      assert.match(build, new RegExp(path.basename(file).replace(/\.m?js$/, '')));
    }
  });

  it('explains every setting in docs/settings.md and the README', () => {
    const settings = manifest.contributes.configuration.flatMap((section: { properties: object }) =>
      Object.keys(section.properties),
    );
    assert.ok(settings.length > 0);
    for (const page of ['docs/settings.md', 'README.md']) {
      const documented = [...read(page).matchAll(/^\| `(seniorBackend\.[\w.]+)`/gm)].map(match => match[1]);
      assert.deepEqual(documented.sort(), [...settings].sort(), page);
    }
  });

  it('has a page for every command', () => {
    for (const { title } of manifest.contributes.commands) {
      const page = `docs/commands/${title.toLowerCase().replaceAll(' ', '-')}.md`;
      assert.ok(read(page).startsWith(`# ${title}`), page);
    }
  });

  it('links only to pages and pictures that exist', () => {
    for (const page of [
      'README.md',
      'docs/architecture.md',
      'docs/openapi-editing.md',
      'docs/generated-code.md',
      'docs/rules.md',
      'docs/settings.md',
    ]) {
      for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
        assert.ok(existsSync(path.join(root, path.dirname(page), target!)), `${page} → ${target}`);
      }
    }
  });
});
