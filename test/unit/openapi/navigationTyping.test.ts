import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { driftBetween } from '../../../src/openapi/navigation/drift.js';
import { SpecNavigator } from '../../../src/openapi/navigation/navigator.js';
import { lineStarts, positionAt } from '../../../src/text/lines.js';
import { root } from './navigationHarness.js';

describe('a text that has changed', () => {
  it('has the same before and behind what changed', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, text, fc.nat(40), fc.nat(40), (head, old, now, tail, a, b) => {
        const [before, after] = [head + old + tail, head + now + tail];
        const drift = driftBetween(before, after);
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        if (end > after.length) return;
        const was = drift.before(start, end);
        if (!was) return;
        assert.equal(before.slice(...was), after.slice(start, end));
        assert.deepEqual(drift.now(...was), [start, end]);
      }),
    );
  });
});

describe('a long API description that is typed into', () => {
  const file = path.join(root, 'api.yaml');
  const schemas = Array.from(
    { length: 3500 },
    (_, index) =>
      `    S${index}:\n      type: object\n      description: The schema ${index} of many, with words enough to be long\n      properties:\n        next: { $ref: '#/components/schemas/S${(index * 7) % 3500}' }\n`,
  );
  const text = `openapi: 3.1.0\ninfo: { title: a, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n${schemas.join('')}`;
  const navigator = new SpecNavigator(async () => undefined);
  const asked = (of: string, offset: number) => ({
    path: file,
    position: positionAt(lineStarts(of), offset),
    root,
    allowOutside: false,
  });
  const place = (of: string, needle: string) => of.indexOf(needle) + needle.length;

  before(async () => {
    assert.ok(text.length > 500_000);
    navigator.sources.setText(file, text);
    assert.ok(await navigator.definition(asked(text, place(text, 'schemas/S7'))));
  });

  function edit(start: number, length: number, added: string): string {
    const now = text.slice(0, start) + added + text.slice(start + length);
    navigator.sources.setText(file, text);
    assert.equal(navigator.sources.edit(file, [{ start, length, text: added }], now.length), true);
    return now;
  }

  it('answers about other places at once, where they are now', async () => {
    const now = edit(place(text, 'S500:\n'), 0, "      $ref: '#/comp\n      # one more\n");
    for (const needle of ['schemas/S7', 'schemas/S3493', 'schemas/S490']) {
      const found = await navigator.definition(asked(now, place(now, needle)));
      const [target] = found!.targets;
      const line = now.split('\n')[target!.range.start.line]!;
      assert.equal(line.slice(target!.range.start.character, target!.range.end.character), needle.slice(8));
      const origin = now.split('\n')[found!.origin.start.line]!;
      assert.equal(origin.slice(found!.origin.start.character, found!.origin.end.character), `#/components/${needle}`);
    }
    assert.equal(navigator.sources.isParsed(file), false);
    const typed = place(now, "$ref: '#/comp");
    const offered = await navigator.completion(asked(now, typed));
    assert.equal(offered?.length, 3000);
    assert.equal(navigator.sources.isParsed(file), false);
  });

  it('reads it again for what was typed into', async () => {
    const at = place(text, 'The schema 7');
    const now = edit(at, 0, '77');
    const shown = await navigator.hover(asked(now, place(now, 'schemas/S7')));
    assert.match(shown!.markdown, /The schema 777 of many/);
    assert.equal(navigator.sources.isParsed(file), true);
  });
});
