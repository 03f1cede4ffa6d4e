// HOST_TEST_GREP: only tests whose names match.
// VS Code calls run() inside the extension host, on both routes (test/run-host-tests.mjs).
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

// Every line of the reporter goes out with a tag, so that the runner can tell it from the workbench's own.
const say = console.log;
Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
  for (const line of format(...args).split('\n')) say(`[test] ${line}`);
};
process.setSourceMapsEnabled(true);

export async function run(): Promise<void> {
  const grep = process.env.HOST_TEST_GREP;
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, reporter: 'spec', ...(grep && { grep }) });
  for (const file of fs.readdirSync(__dirname)) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  /** Of each suite that stands by itself. */
  const passesOf = new Map<string, number>();
  const failed = new Set<string>();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run(failures => {
      const { passes = 0, failures: failedCount = 0, pending = 0 } = runner.stats ?? {};
      // Apart from any console, which a workbench may lose on the way.
      const passedElsewhere = [...passesOf].reduce((sum, [title, count]) => sum + (failed.has(title) ? 0 : count), 0);
      // What would be run once more: tests of one suite build on each other.
      const again = { stories: [...failed], passedElsewhere };
      const totals = { passed: passes, failed: failedCount, skipped: pending, ...(failed.size > 0 && { again }) };
      if (process.env.HOST_TEST_TOTALS) fs.writeFileSync(process.env.HOST_TEST_TOTALS, JSON.stringify(totals));
      if (failures) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on('pass', test => passesOf.set(outermost(test), (passesOf.get(outermost(test)) ?? 0) + 1));
    runner.on('fail', test => failed.add(outermost(test)));
  });
}

/** The title of the suite in which all of it stands. */
function outermost(test: Mocha.Runnable): string {
  let suite = test.parent;
  while (suite?.parent && !suite.parent.root) suite = suite.parent;
  return suite?.title ?? test.title;
}
