/** One damaged description, through everything that is done with descriptions. */
import nodePath from 'node:path';
import { stringify } from 'yaml';
import { compareApis } from '../../../src/openapi/breaking/compareApis.js';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import { SpecNavigator } from '../../../src/openapi/navigation/navigator.js';
import { readApi } from '../../../src/openapi/parse.js';
import { scaffold } from '../../../src/scaffold/scaffold.js';
import { lineStarts, positionAt } from '../../../src/text/lines.js';
import { Problem } from '../../../src/text/problem.js';
import { type Dice, damageText, damageTree, diceOf } from './fuzzMutations.js';

const root = nodePath.resolve('/fuzz');

export interface FuzzBase {
  readonly name: string;
  readonly text: string;
  readonly value: unknown;
}

export interface FuzzCase {
  readonly path: string;
  readonly text: string;
  readonly before: string;
}

export function caseOf(bases: readonly FuzzBase[], seed: number): FuzzCase {
  const dice = diceOf(seed);
  const { text: before, value, name } = dice.pick(bases);
  let text = before;
  let extension = name.endsWith('.json') ? '.json' : '.yaml';
  if (dice.below(3) > 0) {
    const tree = structuredClone(value);
    for (let count = 1 + dice.below(4); count > 0; count--) damageTree(tree, dice);
    extension = dice.below(2) ? '.json' : '.yaml';
    text = written(tree, extension);
  }
  if (text === before || dice.below(4) === 0) {
    for (let count = 1 + dice.below(3); count > 0; count--) text = damageText(text, dice);
  }
  return { path: nodePath.join(root, `api${extension}`), text, before };
}

/** YAML of deep nesting takes for ever to write. */
function written(tree: unknown, extension: string): string {
  const json = JSON.stringify(tree, undefined, 1) ?? 'null';
  if (extension === '.json' || depthOf(tree) > 100) return json;
  return stringify(tree, { aliasDuplicateObjects: false });
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const frameworks = ['express', 'fastify', 'koa'] as const;
const emptyFolder = { read: async () => undefined, list: async () => [] };

/** What should not have happened; nothing when all is well. */
export async function mishaps({ path, text, before }: FuzzCase, seed: number): Promise<readonly string[]> {
  const dice = diceOf(seed + 1);
  const found: string[] = [];
  const attempt = async <T>(what: string, run: () => Promise<T>): Promise<T | undefined> => {
    const start = process.cpuUsage();
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Problem)) found.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
      return undefined;
    } finally {
      const { user, system } = process.cpuUsage(start);
      if (user + system > 5_000_000) found.push(`${what} took ${(user + system) / 1e6} s`);
    }
  };
  const reading = (content: string) => ({
    root,
    readFile: async (file: string) => (file === path ? content : undefined),
  });
  const api = await attempt('reading', async () => (await readApi(path, reading(text))).api);
  const linted = await attempt('linting', () =>
    lintApi(path, { ...reading(text), rulesets: dice.below(4) === 0 ? ['owasp'] : [] }),
  );
  for (const { rule, message } of linted?.findings ?? []) {
    if (rule === 'lint-incomplete' && !message.startsWith("Spectral's rule")) found.push(message);
  }
  if (api) {
    const framework = dice.pick(frameworks);
    // It parses what it hands out.
    await attempt('scaffolding', () => scaffold(api, { framework, specName: 'api.yaml', app: true }, emptyFolder));
    const old = (await readApi(path, reading(before))).api;
    await attempt('comparing', async () => compareApis(old, api, { today: '2025-11-22' }));
    await attempt('comparing back', async () => compareApis(api, old, { today: '2025-11-22' }));
  }
  for (let count = 0; count < 3; count++) await attempt('navigation', () => lookAround(path, text, dice));
  return found;
}

async function lookAround(path: string, text: string, dice: Dice): Promise<void> {
  const navigator = new SpecNavigator(async file => (file === path ? text : undefined));
  navigator.setFiles([path]);
  navigator.sources.setText(path, text);
  const position = positionAt(lineStarts(text), dice.below(text.length + 1));
  const asked = { path, position, root, allowOutside: false };
  await navigator.hover(asked);
  await navigator.definition(asked);
  await navigator.references(asked, true);
  await navigator.completion(asked);
  await navigator.renameStart(asked).catch(ignoreProblem);
  await navigator.rename(asked, dice.pick(['Name', '__proto__', 'a b'])).catch(ignoreProblem);
}

function ignoreProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}
