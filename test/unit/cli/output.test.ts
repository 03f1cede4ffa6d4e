import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { changeLines, describeChanges } from '../../../src/cli/changeText.js';
import { findingLines, summaryLine } from '../../../src/cli/findingText.js';
import { createPrinter, findingJson, printable, problemLine } from '../../../src/cli/print.js';
import { sarifLog } from '../../../src/cli/sarif.js';
import type { Finding } from '../../../src/text/finding.js';
import { Problem } from '../../../src/text/problem.js';

function printerWith(environment: Record<string, string> = {}, json = false, isTTY = false) {
  const said: Record<'out' | 'err', string[]> = { out: [], err: [] };
  const stream = (name: 'out' | 'err') => ({ isTTY, write: (text: string) => said[name].push(text) });
  return {
    said,
    printer: createPrinter({ json, verbose: false }, { out: stream('out'), err: stream('err') }, environment),
  };
}

const here = (name: string) => nodePath.resolve(name);
const finding = (severity: Finding['severity'], path: string, line: number, message = 'm'): Finding => ({
  rule: `rule-${severity}`,
  severity,
  message,
  path,
  range: { start: { line, character: 2 }, end: { line, character: 5 } },
  fixes: [],
});

describe('createPrinter', () => {
  it('leaves standard output to JSON', () => {
    const { said, printer } = printerWith({}, true);
    printer.say('words');
    printer.warn('more');
    printer.result('{}');
    assert.deepEqual(said, { out: ['{}'], err: ['words\n', 'more\n'] });
  });

  it('colours for terminals only, as NO_COLOR and FORCE_COLOR say', () => {
    const coloured = (environment: Record<string, string>, isTTY: boolean) =>
      printerWith(environment, false, isTTY).printer.style('red', 'x') !== 'x';
    assert.equal(coloured({}, true), true);
    assert.equal(coloured({}, false), false);
    assert.equal(coloured({ NO_COLOR: '1' }, true), false);
    assert.equal(coloured({ TERM: 'dumb' }, true), false);
    assert.equal(coloured({ FORCE_COLOR: '1' }, false), true);
    assert.equal(coloured({ FORCE_COLOR: '1', NO_COLOR: '1' }, true), false);
  });
});

describe('what is printed', () => {
  it('cannot drive the terminal', () => {
    assert.equal(printable('a\u001b[31mb\u0007\nc\u009b'), 'a\uFFFD[31mb\uFFFD c\uFFFD');
  });

  it('names the place of a Problem, counted from one', () => {
    const place = { path: here('a.yaml'), position: { line: 1, character: 4 } };
    assert.equal(problemLine(new Problem('Bad.', place)), 'error: a.yaml:2:5 Bad.');
    assert.equal(problemLine(new Problem('Bad.')), 'error: Bad.');
  });

  it('groups findings by file', () => {
    const { printer } = printerWith();
    const findings = [
      finding('error', here('a.yaml'), 8),
      finding('warning', here('a.yaml'), 99),
      finding('info', here('b.yaml'), 0),
    ];
    assert.deepEqual(findingLines(findings, printer), [
      'a.yaml',
      '    9:3  error    m  rule-error',
      '  100:3  warning  m  rule-warning',
      '',
      'b.yaml',
      '  1:3  info  m  rule-info',
      '',
    ]);
    // Of one description, which refers to the other file.
    assert.equal(summaryLine(findings, 1, printer), '✖ 1 error, 1 warning, 1 info in 2 files.');
    assert.equal(summaryLine([], 1, printer), '✔ 1 file checked, nothing found.');
  });

  it('tells what happens to each file', async () => {
    const before: Record<string, string> = { 'b.ts': 'x\ny\n', 'c.ts': 'mine\n', 'd.ts': 'old\n' };
    const folder = { read: async (path: string) => before[path], list: async () => Object.keys(before) };
    const changes = await describeChanges(
      [
        { path: 'd.ts', text: undefined, owner: 'generated' },
        { path: 'c.ts', text: 'mine\nmore\n', owner: 'you' },
        { path: 'b.ts', text: 'x\nz\n', owner: 'generated' },
        { path: 'a.ts', text: '1\n2\n', owner: 'generated' },
      ],
      folder,
    );
    assert.deepEqual(changeLines(changes, printerWith().printer), [
      '  + created   a.ts  2 lines',
      '  ~ updated   b.ts  +1 -1',
      '  » appended  c.ts  +1 -0',
      '  - removed   d.ts  +0 -1',
    ]);
  });

  it('gives lines from one and ranges from zero in JSON', () => {
    const { line, column, end_line, end_column, range, file } = findingJson(finding('error', here('x/a.yaml'), 4));
    assert.deepEqual([line, column, end_line, end_column, file], [5, 3, 5, 6, 'x/a.yaml']);
    assert.deepEqual(range.start, { line: 4, character: 2 });
  });
});

describe('sarifLog', () => {
  /** The parts of the SARIF 2.1.0 schema that code hosts insist on. */
  it('is a SARIF 2.1.0 log', () => {
    const folder = here('.');
    const findings = [
      finding('error', here('dir/ü #1.yaml'), 0),
      finding('hint', here('dir/ü #1.yaml'), 3),
      finding('info', 'https://x.test/a.yaml', 1),
      finding('warning', nodePath.resolve('..', 'out.yaml'), 1),
    ];
    const log = JSON.parse(JSON.stringify(sarifLog(findings, '1.2.3', folder)));
    assert.equal(log.version, '2.1.0');
    assert.equal(log.$schema, 'https://json.schemastore.org/sarif-2.1.0.json');
    assert.equal(log.runs.length, 1);
    const [run] = log.runs;
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.match(run.originalUriBaseIds.ROOT.uri, /^file:\/\/\/.*\/$/);
    assert.equal(run.tool.driver.name, 'senior-backend');
    assert.equal(run.tool.driver.version, '1.2.3');
    const ids: string[] = run.tool.driver.rules.map((rule: { id: string }) => rule.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(run.results.length, findings.length);
    for (const result of run.results) {
      assert.ok(['error', 'warning', 'note'].includes(result.level));
      assert.equal(ids[result.ruleIndex], result.ruleId);
      assert.equal(typeof result.message.text, 'string');
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      assert.ok(URL.canParse(artifactLocation.uri, run.originalUriBaseIds.ROOT.uri));
      assert.equal(artifactLocation.uriBaseId, /^\w+:/.test(artifactLocation.uri) ? undefined : 'ROOT');
      for (const part of ['startLine', 'startColumn', 'endLine', 'endColumn']) assert.ok(region[part] >= 1);
    }
    assert.equal(run.results[0].locations[0].physicalLocation.artifactLocation.uri, 'dir/%C3%BC%20%231.yaml');
  });
});
