import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { readBytes } from '../../../src/scaffold/runtime/bytes.js';

const given = (...chunks: string[]) =>
  Readable.from(
    chunks.map(chunk => Buffer.from(chunk)),
    { objectMode: false },
  );
const cutOff = { status: 400, message: 'The body was cut off.' };

describe('the bytes of a body', () => {
  it('are all that the stream gives', async () => {
    for (const chunks of [[], ['a'], ['a', 'bc', 'd']]) {
      assert.equal((await readBytes(given(...chunks), 4, {})).toString(), chunks.join(''));
    }
  });

  it('are refused beyond the limit, announced or not', async () => {
    await assert.rejects(readBytes(given('abc', 'de'), 4, {}), { status: 413 });
    await assert.rejects(readBytes(given('a'), 4, { 'content-length': '5' }), { status: 413 });
  });

  it('are refused when the stream ends before its end', async () => {
    for (const error of [undefined, new Error('gone')]) {
      const stream = new Readable({ read: () => undefined });
      stream.push('a');
      const bytes = readBytes(stream, 4, {});
      stream.destroy(error);
      await assert.rejects(bytes, cutOff);
      await assert.rejects(readBytes(stream, 4, {}), cutOff);
    }
  });
});
