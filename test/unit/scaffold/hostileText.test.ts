import assert from 'node:assert/strict';
import { assertHarmless, emitted, execute, frameworks, type Victim } from './attack.js';
import { hostileSpec, places } from './hostileSpec.js';

/** Each calls `pwned`, with the number of its place, if it is ever code; or it is a name or text that trips tools. */
const payloads: Readonly<Record<string, (call: string) => string>> = {
  'end of a comment': call => `*/;${call};/*`,
  'end of a comment that forms when something is deleted': call => `**//;${call};/*/**`,
  'end of an escaped comment': call => `*\\/;${call};//`,
  'single quotes': call => `');${call};('`,
  'double quotes': call => `");${call};("`,
  'escaped quotes': call => `\\');${call};(\\'`,
  'end of a key': call => `'];${call};['`,
  'end of an object': call => `x' } }; ${call}; ({ a: { b: '`,
  template: call => `\`\${${call}}`,
  substitution: call => `\${${call}}`,
  'end of a template': call => `\`;${call};\``,
  'end of a regular expression': call => `a/;${call};/b`,
  newline: call => `a\n${call};\n//`,
  'carriage return': call => `a\r${call};\r//`,
  'line separators': call => `a\u2028${call};\u2029${call};//`,
  'HTML comment': call => `-->\n${call};\n<!--`,
  'end of a script': call => `</script><script>${call}</script>`,
  'default export': call => `x = 1;\nexport default ${call}`,
  directives: call => `\n@ts-ignore\n@ts-expect-error\n# sourceMappingURL=data:,${call}`,
  'right to left': call => `\u202e${call}\u2066 \u200b\ufeff`,
  'control characters': call => `\u0000\u0007\u001b[2J\u0085\u009b${call}\u007f`,
  'lone surrogates': call => `\ud800${call}\udfff`,
  'path traversal': call => `../../${call}/..\\..\\x`,
  'percent encoding': call => `%2e%2e%2f%27);${call}//%`,
  'router syntax': call => `:a(\\d+)?*{.b}[c]+!${call}`,
  'type syntax': call => `any; } export const x = ${call}; interface Y {`,
};
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', '', ' ', '-'];
names.push('default', 'class', 'await', 'arguments', 'index', 'types', 'validators', 'server', 'con', 'NUL', '😀', 'ß');

/** All of them for each kind of text outside of CI, which has no time for it. */
const takenFor = (index: number) => (process.env.CI ? [frameworks[index % frameworks.length]!] : frameworks);

describe('hostile text in every place of a description', () => {
  it(`stays text: ${Object.keys(payloads).length} kinds in ${places.length} places`, async () => {
    const victims: Victim[] = [];
    for (const [index, [name, payload]] of Object.entries(payloads).entries()) {
      const spec = hostileSpec(place => payload(`pwned(${places.indexOf(place)})`));
      for (const framework of takenFor(index)) {
        const files = await emitted(spec, framework, `${payload('pwned(-1)')}.yaml`);
        assertHarmless(files, `${name}, ${framework}`);
        victims.push({ name, framework, files });
      }
    }
    assert.deepEqual(await execute('hostileText', victims), {});
  });

  it('is only a name where it is the name of something', async () => {
    const victims: Victim[] = [];
    for (const [index, name] of names.entries()) {
      const framework = frameworks[index % frameworks.length]!;
      const files = await emitted(
        hostileSpec(() => name),
        framework,
      );
      assertHarmless(files, `${name}, ${framework}`);
      victims.push({ name, framework, files });
    }
    assert.deepEqual(await execute('hostileNames', victims), {});
  });

  it('would be found out if it were code', async () => {
    const files = new Map(
      await emitted(
        hostileSpec(() => 'plain'),
        'express',
      ),
    );
    files.set('types.ts', `${files.get('types.ts')}\u202e`);
    assert.throws(() => assertHarmless(files, ''), /types\.ts has U\+202e/);
    files.set('types.ts', 'pwned(1);');
    assert.throws(() => assertHarmless(files, ''), /types\.ts calls it/);
    // Where only a value that is validated leads to.
    files.set(
      'validators.ts',
      `${files.get('validators.ts')}export const late = z.lazy(() => globalThis['pwned'](1));\n`,
    );
    const found = await execute('hostileProof', [{ name: 'a', framework: 'express', files }]);
    assert.match(found['a express']?.join() ?? '', /^pwned 1/);
  });

  it('may be long', async () => {
    for (const piece of process.env.CI ? ['*/'] : ['*/', '\n', '\\']) {
      const spec = hostileSpec(place => (place === 'schema.pattern' ? 'x' : piece.repeat(100_000 / piece.length)));
      assertHarmless(await emitted(spec, 'express'), piece);
    }
  });
});
