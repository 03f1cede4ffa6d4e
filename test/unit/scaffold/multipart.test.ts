/** Forms are cut into the parts that they were written of, whatever their bytes are; others are refused, in linear time. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HttpError } from '../../../src/scaffold/runtime/http.js';
import { boundaryOf, splitForm } from '../../../src/scaffold/runtime/multipart.js';

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'utf8'));
const split = (text: string) => splitForm(bytesOf(text), 'xx');
const form = (head: string, body = 'v') => `--xx\r\n${head}\r\n\r\n${body}\r\n--xx--\r\n`;
const namesOf = (text: string) => split(text)?.map(({ name, fileName }) => [name, fileName]);

describe('multipart forms', () => {
  it('come apart as they were put together', () => {
    const part = fc.record({ name: fc.string({ minLength: 1 }), bytes: fc.uint8Array({ maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('', ' ', '\t '), (parts, padding) => {
        const written = parts.flatMap(({ name, bytes }) => [
          Buffer.from(`--b0undary${padding}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n`),
          Buffer.from(bytes),
          Buffer.from('\r\n'),
        ]);
        const whole = Uint8Array.from(Buffer.concat([...written, Buffer.from('--b0undary--')]));
        const found = splitForm(whole, 'b0undary');
        assert.deepEqual(
          found?.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
          parts.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
        );
      }),
    );
  });

  it('names are read as browsers and as curl write them', () => {
    const disposition = 'Content-Disposition: form-data';
    const table: [string, [string, string | undefined][] | undefined][] = [
      [`${disposition}; name="a"`, [['a', undefined]]],
      ['content-disposition:FORM-DATA;NAME=a', [['a', undefined]]],
      [`${disposition}; name="a"; filename=""`, [['a', '']]],
      [`${disposition}; name="a;b"; filename="c; name=d"`, [['a;b', 'c; name=d']]],
      [`${disposition}; name="%22%0D%0A%41"`, [['"\r\n%41', undefined]]],
      [`${disposition}; name="a\\"b"; filename="C:\\temp\\x"`, [['a"b', 'C:\\temp\\x']]],
      [`${disposition}; name="näme"; filename="日本.txt"`, [['näme', '日本.txt']]],
      [`${disposition}; name=a; filename=b; filename*=utf-8''na%C3%AFve`, [['a', 'naïve']]],
      [`${disposition}; name=a; filename=b; filename*=utf-8''%ff`, [['a', 'b']]],
      [`${disposition};\r\n name="a"`, [['a', undefined]]],
      [`X-Other: 1\r\n${disposition}; name="a"`, [['a', undefined]]],
      [disposition, undefined],
      ['Content-Disposition: attachment; name="a"', undefined],
      ['Content-Type: text/plain', undefined],
      [`X: ${'a'.repeat(20_000)}\r\n${disposition}; name="a"`, undefined],
    ];
    for (const [head, names] of table) assert.deepEqual(namesOf(form(head)), names, head);
  });

  it('what is around the parts is for nobody, and what is no form is refused', () => {
    const part = form('Content-Disposition: form-data; name="a"');
    assert.deepEqual(namesOf(`before\r\n${part}after\r\n--xx`), [['a', undefined]]);
    for (const bad of [
      '',
      'x',
      '--xx',
      '--xx--',
      '--xx\r\n',
      '--xx\r\n\r\n\r\n--xx--',
      part.slice(0, -6),
      `--xx2${part.slice(4)}`,
    ]) {
      assert.equal(split(bad), undefined, JSON.stringify(bad));
    }
    const [empty] = split(form('Content-Disposition: form-data; name="a"\r\nContent-Type: image/png', ''))!;
    assert.deepEqual([empty!.type, empty!.bytes.length], ['image/png', 0]);
  });

  it('a boundary is found in its header', () => {
    assert.equal(boundaryOf('multipart/form-data; boundary=xx'), 'xx');
    assert.equal(boundaryOf('multipart/form-data; charset=utf-8; Boundary="a b"'), 'a b');
    assert.equal(boundaryOf('multipart/form-data'), undefined);
  });

  it('a form has an end', () => {
    const one = '--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n';
    assert.equal(split(`${one.repeat(10_000)}--xx--`)?.length, 10_000);
    assert.throws(() => split(`${one.repeat(10_001)}--xx--`), { status: 413 });
  });

  it('hostile forms take no longer than others', () => {
    const disposition = 'Content-Disposition: form-data; name="a"';
    const hostile = [
      '--xx\r\n'.repeat(500_000),
      '\r\n--xx'.repeat(500_000),
      `--xx\r\n${disposition}${';'.repeat(16_000)}\r\n\r\n`.repeat(60),
      `--xx\r\n${disposition}; x="${'\\'.repeat(16_000)}\r\n\r\n`.repeat(60),
      `--xx\r\n${disposition}\r\n\r\n\r\n`.repeat(50_000),
      `--xx${' '.repeat(3_000_000)}`,
    ];
    for (const text of hostile) {
      const start = process.cpuUsage();
      try {
        split(text);
      } catch (error) {
        assert.equal((error as HttpError).status, 413);
      }
      assert.ok(process.cpuUsage(start).user < 2_000_000, text.slice(0, 60));
    }
  });
});

/** As https://html.spec.whatwg.org/#multipart-form-data has it, and backslashes as curl does. */
function quoted(name: string): string {
  const codes: Record<string, string> = { '"': '%22', '\r': '%0D', '\n': '%0A', '\\': '\\\\' };
  return name.replace(/["\r\n\\]/g, character => codes[character]!);
}
