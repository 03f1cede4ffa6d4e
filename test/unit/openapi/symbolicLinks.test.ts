/** `$ref`s through links that lead out of the description's folder, on a real disk. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDiskFile } from '../../../src/openapi/diskFiles.js';
import { SpecNavigator } from '../../../src/openapi/navigation/navigator.js';
import { readApi } from '../../../src/openapi/parse.js';

const schema = '{"type": "object", "properties": {"secret": {"type": "string"}}}';
const spec = (ref: string) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {},
    components: { schemas: { It: { $ref: ref } } },
  });

describe('references through symbolic links', () => {
  let folder: string;
  const at = (...names: string[]) => path.join(folder, ...names);
  // Junctions need no rights on Windows; elsewhere they are usual links.
  const link = (target: string, from: string) => symlink(target, from, 'junction');

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'links-'));
    for (const name of ['outside', 'project/parts']) await mkdir(at(name), { recursive: true });
    await writeFile(at('outside/secret.json'), schema);
    await writeFile(at('project/parts/it.json'), schema);
    await link(at('outside'), at('project/out'));
    await link(at('project/parts'), at('project/in'));
    await link(at('project'), at('byLink'));
    await writeFile(at('project/out.json'), spec('out/secret.json'));
    await writeFile(at('project/in.json'), spec('in/it.json'));
    await writeFile(at('project/through.json'), spec('parts/through.json'));
    await writeFile(at('project/parts/through.json'), '{"$ref": "../out/secret.json"}');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function read(file: string, root: string, allowOutside = false) {
    const { findings, files } = await readApi(file, { readFile: readDiskFile, root, allowOutside });
    return { rules: findings.map(({ rule }) => rule), messages: findings.map(({ message }) => message), files };
  }

  it('are refused where they leave the folder', async () => {
    const { rules, messages, files } = await read(at('project/out.json'), at('project'));
    assert.deepEqual(rules, ['outside-reference']);
    assert.match(messages[0]!, /symbolic link.*--allow-outside-refs/);
    assert.deepEqual(files, [at('project/out.json')]);
  });

  it('are refused from further files too', async () => {
    const { rules, files } = await read(at('project/through.json'), at('project'));
    assert.deepEqual(rules, ['outside-reference']);
    assert.ok(!files.includes(at('project/out/secret.json')));
  });

  it('are followed where that is allowed', async () => {
    const { rules, files } = await read(at('project/out.json'), at('project'), true);
    assert.deepEqual(rules, []);
    assert.deepEqual(files, [at('project/out.json'), at('project/out/secret.json')]);
  });

  it('are followed within the folder, and where the folder holds both ends', async () => {
    assert.deepEqual((await read(at('project/in.json'), at('project'))).rules, []);
    assert.deepEqual((await read(at('project/out.json'), folder)).rules, []);
  });

  it('are followed in a folder that is reached by a link itself', async () => {
    assert.deepEqual((await read(at('byLink/in.json'), at('byLink'))).rules, []);
    assert.deepEqual((await read(at('byLink/out.json'), at('byLink'))).rules, ['outside-reference']);
  });

  it('do not hide that a file is missing, nor unsaved files', async () => {
    const file = at('byLink/new.json');
    const texts: Record<string, string> = { [file]: spec('unsaved.json'), [at('byLink/unsaved.json')]: schema };
    const readFile = async (name: string) => texts[name];
    assert.deepEqual((await readApi(file, { readFile, root: at('byLink') })).findings, []);
    delete texts[at('byLink/unsaved.json')];
    const { findings } = await readApi(file, { readFile, root: at('byLink') });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['missing-reference'],
    );
  });

  it('lead nowhere in the editor either', async () => {
    const go = async (file: string, allowOutside: boolean) => {
      const navigator = new SpecNavigator(readDiskFile);
      const position = { line: 0, character: spec('').indexOf('"$ref":') + 10 };
      const found = await navigator.definition({ path: at(file), root: at('project'), allowOutside, position });
      return found?.targets.map(target => target.path);
    };
    assert.deepEqual(await go('project/in.json', false), [at('project/in/it.json')]);
    assert.deepEqual(await go('project/out.json', true), [at('project/out/secret.json')]);
    assert.equal(await go('project/out.json', false), undefined);
  });
});
