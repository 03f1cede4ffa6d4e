// What the manifest promises, the docs say: a setting or command without its words is a bug.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseWords } from '../src/cli/args.js';
import { breakingForm } from '../src/cli/commands/breaking.js';
import { databaseForm } from '../src/cli/commands/database.js';
import { lintForm } from '../src/cli/commands/lint.js';
import { loadTestForm } from '../src/cli/commands/loadTest.js';
import { scaffoldForm } from '../src/cli/commands/scaffold.js';

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

  it('leads through walkthroughs by commands that are there', () => {
    const { commands, walkthroughs } = manifest.contributes;
    const known = new Set(commands.map(({ command }: { command: string }) => command));
    const forms = [scaffoldForm, lintForm, breakingForm, databaseForm, loadTestForm];
    assert.equal(walkthroughs.length, 3);
    for (const { steps } of walkthroughs) {
      for (const { id, description, completionEvents, media } of steps) {
        const linked = [...description.matchAll(/\]\(command:([\w.]+)\)/g)].map(match => match[1]);
        assert.ok(linked.length > 0 && linked.every(one => known.has(one)), id);
        assert.deepEqual(
          completionEvents,
          linked.map(one => `onCommand:${one}`),
          id,
        );
        const text = read(media.markdown);
        // What it says of the command line can be typed as it is.
        for (const [, name, words] of text.matchAll(/`senior-backend (\S+) ([^`]+)`/g)) {
          const form = forms.find(one => one.name === name);
          assert.ok(form, `${id}: ${name}`);
          parseWords(
            (words!.match(/'[^']*'|\S+/g) ?? []).map(word => word.replace(/^'|'$/g, '')),
            form,
          );
        }
      }
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
