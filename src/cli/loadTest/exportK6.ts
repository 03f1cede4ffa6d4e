/** `--export k6`: the same test as a script, and as a TestRun for the k6-operator. */
import nodePath from 'node:path';
import { k6Script } from '../../loadtest/k6/script.js';
import { resourceName, testRunYaml } from '../../loadtest/k6/testRun.js';
import { k6Threshold } from '../../loadtest/k6/thresholds.js';
import { maskPlan } from '../../loadtest/maskPlan.js';
import type { Plan } from '../../loadtest/plan.js';
import { type Threshold, thresholdText } from '../../loadtest/verdict/thresholds.js';
import { Problem } from '../../text/problem.js';
import { type Printer, printable, shownPath } from '../print.js';
import type { LoadTestOptions } from './options.js';
import { readBytes } from './readInput.js';
import { writeText } from './reportFiles.js';
import { secretNamesOf } from './secretWords.js';

const mark = 'Made by senior-backend load-test --export k6.';

/** Prints the script, or writes what `-o` names. @throws Problem for what k6 cannot do */
export async function exportK6(
  plans: readonly Plan[],
  thresholds: readonly Threshold[],
  { output, parallelism, secret }: LoadTestOptions,
  printer: Printer,
): Promise<number> {
  const [plan, ...others] = plans;
  if (!plan || others.length > 0) throw new Problem('A k6 script has one target: export each by itself.');
  const [name, ...more] = output;
  if (more.length > 0) throw new Problem('A script is one file: give -o once.');
  if (name !== undefined && !/\.[cm]?js$/i.test(name)) throw new Problem('A k6 script is a .js file: -o load-test.js.');
  if (name !== undefined && parallelism !== undefined && !/^[-._a-z0-9]+$/i.test(nodePath.basename(name))) {
    throw new Problem('The script becomes a key of a ConfigMap: name it with letters, digits, "-", "_" and ".".');
  }
  if (name === undefined && parallelism !== undefined && !printer.json) {
    throw new Problem('--parallelism writes a second file beside the script: say -o load-test.js.');
  }
  const translated = thresholds.map(threshold => ({ threshold, k6: k6Threshold(threshold) }));
  const script = k6Script(plan, {
    thresholds: translated.flatMap(({ k6 }) => k6 ?? []),
    secretNames: secretNamesOf(secret),
  });
  const file = name === undefined ? 'load-test.js' : nodePath.basename(name);
  const resource = resourceName(nodePath.parse(file).name);
  const testRun =
    parallelism === undefined
      ? undefined
      : testRunYaml({
          name: resource,
          file,
          parallelism,
          environment: script.environment,
        });
  const notes = [
    ...script.notes,
    ...translated.flatMap(({ threshold, k6 }) => (k6 ? [] : [`k6 has no threshold like ${thresholdText(threshold)}.`])),
    ...(holdsSecret(plan) ? ['The script holds a secret as it was typed: write {{$env.NAME}} in its place.'] : []),
  ];
  const files: (readonly [path: string, text: string])[] = [];
  if (name !== undefined) {
    files.push([nodePath.resolve(name), script.text]);
    if (testRun !== undefined) files.push([nodePath.resolve(name, '..', `${resource}.yaml`), testRun]);
  }
  for (const [path] of files) await mustBeOurs(path);
  for (const [path, text] of files) await writeText(path, text);
  for (const note of notes) printer.warn(printable(`note: ${note}`));
  const written = files.map(([path]) => shownPath(path));
  if (printer.json) {
    const { text, environment } = script;
    const json = {
      status: 'success',
      script: text,
      test_run: testRun ?? null,
      environment,
      notes,
      files: written.map(path => path.replaceAll('\\', '/')),
    };
    printer.result(`${JSON.stringify(json, undefined, 2)}\n`);
  } else if (name === undefined) printer.result(`${script.text.trimEnd()}\n`);
  else {
    for (const path of written) printer.say(`Written: ${printable(path)}`);
    if (script.environment.length > 0) printer.say(`It reads from the environment: ${script.environment.join(', ')}.`);
  }
  return 0;
}

/** A script of yours is not overwritten. */
async function mustBeOurs(path: string): Promise<void> {
  const bytes = await readBytes(path);
  const text = bytes && Buffer.from(bytes).toString('utf8').trim();
  if (!text || text.includes(mark) || /^kind: TestRun$/m.test(text)) return;
  throw new Problem('This file is there, and was not made by --export k6. Choose another name.', { path });
}

/** What masking changes is a secret; variables are asked from the environment, and are none. */
function holdsSecret(plan: Plan): boolean {
  const texts = ({ targets }: Plan) =>
    JSON.stringify(targets.map(({ flow }) => [flow.setup, flow.requests, flow.teardown]));
  return texts(plan) !== texts(maskPlan(plan));
}
