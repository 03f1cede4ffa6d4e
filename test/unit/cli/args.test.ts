import assert from 'node:assert/strict';
import { type CommandForm, parseWords, unknownCommand } from '../../../src/cli/args.js';
import { commandHelp, overview } from '../../../src/cli/help.js';
import { Problem } from '../../../src/text/problem.js';

const form: CommandForm = {
  name: 'do',
  summary: 'Does it',
  usage: '<file> [flags]',
  flags: [
    { name: 'output', short: 'o', value: 'DIR', help: 'Where' },
    { name: 'rule', value: 'ID', many: true, help: 'Which' },
    { name: 'dry-run', help: 'Only look' },
    { name: 'compare', value: 'FILE', isValue: word => word.endsWith('.json'), help: 'With what', group: 'Verdict' },
  ],
  examples: ['senior-backend do x'],
};

const fails = (words: string[], message: RegExp) =>
  assert.throws(
    () => parseWords(words, form),
    (error: unknown) => error instanceof Problem && message.test(error.message),
  );

describe('parseWords', () => {
  it('reads flags before, between and after names', () => {
    const { positionals, flags } = parseWords(
      ['--dry-run', 'a b', '-o', 'out', 'ü', '--rule=x', '--rule', 'y', '-v'],
      form,
    );
    assert.deepEqual(positionals, ['a b', 'ü']);
    assert.deepEqual({ ...flags }, { 'dry-run': true, output: 'out', rule: ['x', 'y'], verbose: true });
  });

  it('takes the last of a flag that has one value', () => {
    assert.equal(parseWords(['-o', 'a', '-ob'], form).flags['output'], 'b');
  });

  it('takes names with a leading dash after --', () => {
    assert.deepEqual(parseWords(['--', '-spec.yaml', '--json'], form).positionals, ['-spec.yaml', '--json']);
  });

  it('names the nearest flag', () => {
    fails(['--dryrun'], /--dryrun is not a flag of do\. Did you mean --dry-run\?/);
    fails(['--zzzzzzz'], /^--zzzzzzz is not a flag of do\. See senior-backend do --help\.$/);
    fails(['-x'], /-x is not a flag/);
  });

  it('wants values where there are some, and none where not', () => {
    fails(['-o'], /-o needs a value: -o DIR/);
    fails(['--output='], /needs a value/);
    fails(['-o', '--dry-run'], /needs a value.*--output=--dry-run/);
    fails(['--dry-run=yes'], /takes no value/);
    assert.equal(parseWords(['--output=-x'], form).flags['output'], '-x');
  });
});

describe('parseWords with values that may be left out', () => {
  const read = (...words: string[]) => {
    const { positionals, flags } = parseWords(words, form);
    return [flags['compare'], ...positionals];
  };

  it('takes the next word only when it is a value', () => {
    assert.deepEqual(read('--compare', 'http://a', 'http://b'), [true, 'http://a', 'http://b']);
    assert.deepEqual(read('--compare', 'base.json', 'http://a'), ['base.json', 'http://a']);
    assert.deepEqual(read('http://a', '--compare', 'base.json'), ['base.json', 'http://a']);
    assert.deepEqual(read('http://a', '--compare'), [true, 'http://a']);
    assert.deepEqual(read('--compare', '--dry-run', 'base.json'), [true, 'base.json']);
    assert.deepEqual(read('--compare', '--', 'base.json'), [true, 'base.json']);
    assert.deepEqual(read('--compare=other', 'base.json'), ['other', 'base.json']);
    fails(['--compare='], /--compare needs a value/);
  });

  it('shows them and their group in the help', () => {
    const text = commandHelp(form);
    assert.match(text, /Verdict:\n\s+--compare \[FILE\]\s+With what/);
    assert.match(text, /Everywhere:\n\s+-o, --output DIR/);
  });
});

describe('a flag that takes a list', () => {
  const form: CommandForm = {
    ...{ name: 'do', summary: '', usage: '', examples: [] },
    flags: [
      { name: 'to', value: 'FILE', list: true, help: 'Which' },
      { name: 'output', short: 'o', value: 'DIR', help: 'Where' },
    ],
  };
  const read = (...words: string[]) => {
    const { positionals, flags } = parseWords(words, form);
    return [positionals, flags['to']];
  };

  it('takes the words up to the next flag, each time', () => {
    assert.deepEqual(read('a', '--to', 'b', 'c', '-o', 'd', 'e'), [
      ['a', 'e'],
      ['b', 'c'],
    ]);
    assert.deepEqual(read('--to=b', 'c', '--to', 'd'), [[], ['b', 'c', 'd']]);
    assert.deepEqual(read('--to', 'b', '--', 'c'), [['c'], ['b']]);
    assert.throws(() => read('--to', '-o'), /--to needs a value/);
    assert.match(commandHelp(form), /--to FILE…/);
  });
});

describe('parseWords with negative numbers', () => {
  it('takes them for values, and other words with a dash for flags', () => {
    assert.equal(parseWords(['-o', '-1'], form).flags['output'], '-1');
    assert.equal(parseWords(['--output', '-1.5'], form).flags['output'], '-1.5');
    assert.equal(parseWords(['-o', '-'], form).flags['output'], '-');
    fails(['-o', '-v'], /-o needs a value/);
  });
});

describe('help', () => {
  it('names every flag and example', () => {
    const text = commandHelp(form);
    for (const word of [
      '--output DIR',
      '-o',
      '--rule ID',
      '--dry-run',
      '--json',
      '--verbose',
      '--help',
      '--version',
      'do x',
    ]) {
      assert.ok(text.includes(word), word);
    }
    assert.ok(overview([form]).includes('do  Does it'));
  });
});

describe('unknownCommand', () => {
  it('suggests', () => {
    assert.match(unknownCommand('scafold', ['scaffold', 'lint']).message, /Did you mean scaffold\?/);
    assert.doesNotMatch(unknownCommand('xyz', ['scaffold', 'lint']).message, /Did you mean/);
  });
});
