// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is text of other programs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { plainMessage } from '../../../src/editor/plainMessage.js';

describe('text of others in messages, questions and lists', () => {
  it('is no link, no icon and no other line', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['orders', 'orders'],
      ['[Update now](command:workbench.action.quit)', '[Update now] (command:workbench.action.quit)'],
      ['[a](https://example.com "title")', '[a] (https://example.com "title")'],
      ['$(error) failed', '$ (error) failed'],
      ['$(sync~spin)', '$ (sync~spin)'],
      ['\\$(trash)', '\\$ (trash)'],
      ['a\r\nb\u2028c\u0000d', 'a b c d'],
      ['shop\u202egnp.exe', 'shop gnp.exe'],
      ['\u001b]0;title\u0007', ' ]0;title '],
      ['](](', '] (] ('],
      ['$1 and ${customer.id}', '$1 and ${customer.id}'],
      ['Straße 北京 👩‍💻', 'Straße 北京 👩‍💻'],
    ];
    for (const [written, shown] of cases) assert.equal(plainMessage(written), shown);
  });

  it('says the same when it passes twice, and loses nothing that can be seen', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '$',
        '\\',
        '\n',
        '\u202e',
        '\u0085',
        'a',
        '~',
        ' ',
        '\ud83d',
        'command:x',
      ),
    });
    fc.assert(
      fc.property(hostile, text => {
        const shown = plainMessage(text);
        assert.doesNotMatch(shown, /\]\(|\$\(|[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        assert.equal(plainMessage(shown), shown);
        const visible = (some: string) => some.replace(/[\u0000-\u0020\u007f-\u009f\u2028-\u202e]/g, '');
        assert.equal(visible(shown), visible(text));
      }),
    );
  });

  // What is not seen here (lists are made in many places) is seen by whoever reads the code.
  it('every notification and title of a progress is either a text of ours or has passed', () => {
    const root = path.resolve(import.meta.dirname, '../../../src/editor');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
    const shows = /\bshow(?:Information|Warning|Error)Message\(\s*([^\s][^\n]*)/g;
    const titles = /\{ location: [^}]*\btitle(:[^}]*)?\}/g;
    const isOurs = /^(?:'[^']*'|`[^`$]*`|plainMessage\()/;
    let seen = 0;
    for (const file of files) {
      const source = readFileSync(path.join(root, file), 'utf8');
      for (const [, given = ''] of source.matchAll(shows)) {
        seen++;
        assert.match(given, isOurs, file);
      }
      for (const [, title = ''] of source.matchAll(titles)) {
        seen++;
        assert.match(title.replace(/^:\s*/, ''), isOurs, file);
      }
    }
    assert.ok(seen > 15, `${seen}`);
  });
});
