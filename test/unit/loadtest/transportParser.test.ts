import assert from 'node:assert/strict';
import http from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { AnswerParser, BROKEN, DONE, HEAD, MORE, maxHeadBytes } from '../../../src/loadtest/transport/answerParser.js';

interface Answer {
  readonly kind: 'done' | 'protocol' | 'tooLarge' | 'reset';
  readonly status?: number;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** All that comes of `text`, cut at the given places, after which the other side closes. */
function parse(
  text: string,
  { cuts = [], count = 1, isHead = false, headers = true, maxBodyBytes = 1e6 }: ParseOptions = {},
) {
  const parser = new AnswerParser(maxBodyBytes);
  const bytes = Buffer.from(text, 'latin1');
  const answers: Answer[] = [];
  let sizes = 0;
  const take = (event: number) => {
    if (event === DONE) {
      answers.push({
        kind: 'done',
        status: parser.status,
        ...(parser.headers && { headers: parser.headers }),
        body: Buffer.from(parser.body()!).toString('latin1'),
      });
      sizes += parser.bytes;
      parser.begin(isHead, headers, true);
    } else if (event === BROKEN) answers.push({ kind: parser.failureKind });
    return event !== BROKEN && answers.length < count;
  };
  parser.begin(isHead, headers, true);
  let from = 0;
  for (const to of [...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    // As a socket does: one buffer, overwritten by the next read.
    const buffer = Buffer.alloc(to - from + 5, 'x');
    bytes.copy(buffer, 0, from, to);
    for (let at = 0; ; at = parser.at) {
      const event = parser.read(buffer, at, to - from);
      if (event === MORE) break;
      if (event !== HEAD && !take(event)) return { answers, sizes, failure: parser.failure };
    }
    buffer.fill('y');
    from = to;
  }
  take(parser.end());
  return { answers, sizes, failure: parser.failure };
}

interface ParseOptions {
  readonly cuts?: readonly number[];
  readonly count?: number;
  readonly isHead?: boolean;
  readonly headers?: boolean;
  readonly maxBodyBytes?: number;
}

/** What Node's own client makes of the same bytes. */
function nodeParse(text: string, method = 'GET'): Promise<Answer> {
  return new Promise(resolve => {
    const socket = new Duplex({
      read() {},
      write(_chunk, _encoding, callback) {
        socket.push(Buffer.from(text, 'latin1'));
        socket.push(null);
        callback();
      },
    });
    const failed = (error: Error & { code?: string }) =>
      resolve({ kind: error.code?.startsWith('HPE_') ? 'protocol' : 'reset' });
    const request = http.request({ method, host: 'x', createConnection: () => socket as never }, response => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', data => {
        body += data;
      });
      response.on('error', failed);
      response.on('end', () =>
        resolve({ kind: 'done', status: response.statusCode!, headers: response.rawHeaders, body }),
      );
    });
    request.on('error', failed);
    request.end();
  });
}

const ok = 'HTTP/1.1 200 OK\r\n';
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

/** Name → bytes. Node's own parser is the judge of each. */
const table: Record<string, string> = {
  plain: `${ok}Content-Length: 5\r\n\r\nhello`,
  'no body': `${ok}Content-Length: 0\r\n\r\n`,
  'names in any case': `${ok}cOnTeNt-LeNgTh: 5\r\n\r\nhello`,
  'white space around a value': `${ok}Content-Length: \t 5  \r\nA:b\r\nC:\r\n\r\nhello`,
  'until the connection closes': `${ok}A: b\r\n\r\nhello`,
  'HTTP/1.0': 'HTTP/1.0 200 OK\r\n\r\nhello',
  'no reason': 'HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx',
  'an empty reason': 'HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx',
  'control characters in the reason': 'HTTP/1.1 200 O\x01K\r\nContent-Length: 1\r\n\r\nx',
  'status 999': 'HTTP/1.1 999 OK\r\nContent-Length: 1\r\n\r\nx',
  'status of two digits': 'HTTP/1.1 20 OK\r\nContent-Length: 1\r\n\r\nx',
  'status of four digits': 'HTTP/1.1 2000 OK\r\nContent-Length: 1\r\n\r\nx',
  'two spaces before the status': 'HTTP/1.1  200 OK\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.2': 'HTTP/1.2 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'in lower case': 'http/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'another protocol': 'ICY 200 OK\r\n\r\n',
  'empty lines first': `\r\n\r\n${ok}Content-Length: 1\r\n\r\nx`,
  'a 1XX first': `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 7\r\n\r\n${ok}Content-Length: 1\r\n\r\nx`,
  '204 with a length': 'HTTP/1.1 204 No\r\nContent-Length: 1\r\n\r\n',
  '304 with a length': 'HTTP/1.1 304 No\r\nContent-Length: 1\r\n\r\n',
  '204 with chunks said': 'HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n',
  'folded field': `${ok}X-A: a\r\n  b\r\nContent-Length: 1\r\n\r\nx`,
  'folded length': `${ok}Content-Length: 1\r\n 2\r\n\r\nxxxxxxxxxxxx`,
  'space first': `${ok} X-A: a\r\nContent-Length: 1\r\n\r\nx`,
  'bare LF': 'HTTP/1.1 200 OK\nContent-Length: 1\n\nx',
  'bare LF after a field': `${ok}Content-Length: 1\n\r\nx`,
  'bare LF at the end': `${ok}Content-Length: 1\r\n\nx`,
  'bare CR': `${ok}A: b\rc\r\nContent-Length: 1\r\n\r\nx`,
  'space in a name': `${ok}X A: 1\r\nContent-Length: 1\r\n\r\nx`,
  'space before the colon': `${ok}Content-Length : 1\r\n\r\nx`,
  'no name': `${ok}: 1\r\nContent-Length: 1\r\n\r\nx`,
  'no colon': `${ok}abc\r\nContent-Length: 1\r\n\r\nx`,
  'NUL in a value': `${ok}A: a\0b\r\nContent-Length: 1\r\n\r\nx`,
  'DEL in a value': `${ok}A: a\x7fb\r\nContent-Length: 1\r\n\r\nx`,
  'high bytes in a value': `${ok}A: a\xffb\r\nContent-Length: 1\r\n\r\nx`,
  'length twice': `${ok}Content-Length: 1\r\nContent-Length: 1\r\n\r\nx`,
  'two lengths': `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy`,
  'list of lengths': `${ok}Content-Length: 1, 1\r\n\r\nx`,
  'empty length': `${ok}Content-Length: \r\n\r\nx`,
  'signed length': `${ok}Content-Length: +1\r\n\r\nx`,
  'negative length': `${ok}Content-Length: -1\r\n\r\nx`,
  'endless length': `${ok}Content-Length: 99999999999999999999999\r\n\r\nx`,
  'length in hexadecimal': `${ok}Content-Length: 0x1\r\n\r\nx`,
  'length and chunks': `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunks and length': `${ok}Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n`,
  'another coding and length': `${ok}Transfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx`,
  'chunked last': `${ok}Transfer-Encoding: gzip, Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  'chunked last, in two fields': `${ok}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  'chunked not last': `${ok}Transfer-Encoding: chunked, gzip\r\n\r\nabc`,
  'a coding that ends in chunked': `${ok}Transfer-Encoding: xchunked\r\n\r\nabc`,
  'chunked in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
  chunks: `${chunked}5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n`,
  'chunk extensions and trailers': `${chunked}1;a=b;c="d;e"\r\nx\r\n0;z\r\nT: 1\r\nU: 2\r\n\r\n`,
  'space after a size': `${chunked}1 \r\nx\r\n0\r\n\r\n`,
  'space before an extension': `${chunked}1 ;a=b\r\nx\r\n0\r\n\r\n`,
  'chunks with bare LF': `${chunked}1\nx\n0\n\n`,
  'size in 0x': `${chunked}0x1\r\nx\r\n0\r\n\r\n`,
  'size with zeros': `${chunked}0000000000000000000000001\r\nx\r\n0\r\n\r\n`,
  'no size': `${chunked}\r\nx\r\n0\r\n\r\n`,
  'negative size': `${chunked}-1\r\nx\r\n0\r\n\r\n`,
  'endless size': `${chunked}fffffffffffffffffffff\r\nx\r\n0\r\n\r\n`,
  'chunk longer than its size': `${chunked}1\r\nxy\r\n0\r\n\r\n`,
  'malformed trailer': `${chunked}0\r\nfoo\r\n\r\n`,
  'half a head': `${ok}Content-Le`,
  'half a body': `${ok}Content-Length: 5\r\n\r\nhel`,
  'half a chunk': `${chunked}5\r\nhel`,
  'no last chunk': `${chunked}5\r\nhello\r\n`,
  nothing: '',
};

describe('parser of answers', () => {
  for (const [name, text] of Object.entries(table)) {
    it(`reads as Node does: ${name}`, async () => {
      const expected = await nodeParse(text);
      const whole = parse(text);
      // Node strips white space after a length, but not a tab before it.
      if (name === 'white space around a value') {
        assert.deepEqual(whole.answers[0]?.body, 'hello');
      } else assert.deepEqual(whole.answers, [expected], whole.failure);
      const each = parse(text, { cuts: [...text].map((_, i) => i) });
      assert.deepEqual(each.answers, whole.answers);
      if (whole.answers[0]?.kind === 'done') assert.equal(each.sizes, whole.sizes);
    });
  }

  it('takes no other version and no status below 100', () => {
    for (const start of ['HTTP/0.9 200', 'HTTP/2.0 200', 'HTTP/1.1 099']) {
      assert.equal(parse(`${start} OK\r\nContent-Length: 1\r\n\r\nx`).answers[0]?.kind, 'protocol', start);
    }
  });

  it('heeds no framing in trailers', () => {
    assert.equal(parse(`${chunked}0\r\nContent-Length: 5\r\n\r\n`).answers[0]?.kind, 'done');
  });

  it('refuses 101, which nobody asked for', () => {
    assert.match(parse('HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n').failure, /101/);
  });

  it('reads no body of an answer to HEAD', async () => {
    const text = `${ok}Content-Length: 5\r\n\r\n`;
    assert.deepEqual(parse(text, { isHead: true }).answers, [await nodeParse(text, 'HEAD')]);
    assert.equal(parse(chunked, { isHead: true }).answers[0]?.kind, 'done');
  });

  it('knows a head again only for what it was', () => {
    const none = 'HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n';
    const texts = [none, `HTTP/1.1 103 Early\r\n\r\n${none}`, none, `${ok}Content-Length: 1\r\n\r\nx`, none];
    const text = texts.join('');
    for (const cuts of [[], [none.length + 5], [none.length + 30], [2 * none.length + 30]]) {
      const { answers } = parse(text, { count: texts.length, headers: false, cuts });
      assert.deepEqual(
        answers.map(({ status, body }) => `${status} ${body}`),
        ['204 ', '204 ', '204 ', '200 x', '204 '],
      );
    }
  });

  it('bounds heads, trailers, sizes and 1XX', () => {
    const long = 'a'.repeat(maxHeadBytes);
    const flood = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(maxHeadBytes / 24);
    for (const text of [
      `${ok}A: ${long}`,
      `HTTP/1.1 200 ${long}`,
      `${chunked}1;${long}`,
      `${chunked}0\r\nA: ${long}`,
      flood,
    ]) {
      assert.match(parse(text).failure, /longer than 262144 bytes/);
      assert.match(parse(text, { cuts: fc.sample(fc.nat(text.length), 50) }).failure, /longer than 262144 bytes/);
    }
    const fields = `A: ${'b'.repeat(1000)}\r\n`.repeat(250);
    assert.equal(parse(`${ok}${fields}Content-Length: 0\r\n\r\n`).answers[0]?.kind, 'done');
  });

  it('reads a long line that drips in byte by byte in linear time', () => {
    const text = `${ok}A: ${'a'.repeat(200_000)}\r\nContent-Length: 0\r\n\r\n`;
    const before = process.cpuUsage();
    assert.equal(parse(text, { cuts: Array.from(text, (_, i) => i) }).answers[0]?.kind, 'done');
    const { user } = process.cpuUsage(before);
    assert.ok(user < 10e6, `${user} µs`);
  });

  it('bounds bodies, however they are delimited', () => {
    for (const text of [
      `${ok}Content-Length: 11\r\n\r\nx`,
      `${ok}Content-Length: 9007199254740991\r\n\r\nx`,
      `${ok}\r\n01234567890`,
      `${chunked}b\r\n`,
      `${chunked}a\r\n0123456789\r\n1\r\n`,
    ]) {
      assert.equal(parse(text, { maxBodyBytes: 10 }).answers[0]?.kind, 'tooLarge', text);
    }
    assert.equal(parse(`${chunked}a\r\n0123456789\r\n0\r\n\r\n`, { maxBodyBytes: 10 }).answers[0]?.kind, 'done');
  });

  it('says where an answer ended early, and escapes what is not HTTP', () => {
    assert.match(
      parse(`${ok}Content-Length: 1000\r\n\r\n${'x'.repeat(123)}`).failure,
      /closed after 123 of 1000 bytes/,
    );
    assert.match(parse('').failure, /before an answer came/);
    assert.match(parse(ok).failure, /in the middle of the headers/);
    assert.match(parse('SSH-2.0-\x1b[31m\xff').failure, /begins with "SSH-2.0-\\u001b\[31m\\u00ff"/);
    assert.match(parse('\x15\x03\x01\x00\x02').failure, /use https/);
  });

  it('reads any valid answers, cut anywhere, as it reads them whole, and as Node does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answerText, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.boolean(),
        async (texts, cuts, headers) => {
          const text = texts.join('');
          const whole = parse(text, { count: texts.length });
          const node = await Promise.all(texts.map(each => nodeParse(each)));
          assert.deepEqual(whole.answers, node);
          assert.equal(whole.sizes, text.length);
          const cut = parse(text, { count: texts.length, cuts, headers });
          assert.deepEqual(cut.answers, headers ? whole.answers : whole.answers.map(({ headers: _, ...rest }) => rest));
          assert.equal(cut.sizes, text.length);
        },
      ),
    );
  });

  it('makes the same of any bytes, cut anywhere', () => {
    const piece = fc.constantFrom(
      ok,
      chunked,
      'Content-Length: 3\r\n',
      '\r\n',
      '\n',
      '3\r\nabc\r\n',
      '0\r\n\r\n',
      'abc',
      '\x00',
      ': ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (pieces, cuts) => {
          const text = pieces.join('');
          assert.deepEqual(parse(text, { cuts, count: 5 }).answers, parse(text, { count: 5 }).answers);
        },
      ),
    );
  });
});

/** A whole answer that does not need the connection's end. Few values, so that many heads are alike. */
const answerText = fc
  .record({
    interim: fc.constantFrom('', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early\r\nA: b\r\n\r\n'),
    status: fc.constantFrom(200, 200, 200, 204, 304, 404, 500),
    fields: fc.array(
      fc.constantFrom('A: b\r\n', 'Connection: Keep-Alive\r\n', 'X-Long: \t some value \r\n', 'c:\r\n'),
      { maxLength: 3 },
    ),
    body: fc.oneof(
      fc.constant('hello'),
      fc.string({ maxLength: 50 }).map(text => Buffer.from(text).toString('latin1')),
    ),
    sizes: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }),
    isChunked: fc.boolean(),
    trailer: fc.constantFrom('', 'T: 1\r\n'),
    extension: fc.constantFrom('', ';a', ';a=b;c="d"'),
  })
  .map(({ interim, status, fields, body, sizes, isChunked, trailer, extension }) => {
    const head = `${interim}HTTP/1.1 ${status} Some reason\r\n${fields.join('')}`;
    const isBodiless = status === 204 || status === 304;
    if (!isChunked) return `${head}Content-Length: ${body.length}\r\n\r\n${isBodiless ? '' : body}`;
    let text = `${head}Transfer-Encoding: chunked\r\n\r\n`;
    if (isBodiless) return text;
    let from = 0;
    for (const size of [...sizes, body.length]) {
      const piece = body.slice(from, from + size);
      if (piece !== '') text += `${piece.length.toString(16)}${extension}\r\n${piece}\r\n`;
      from += size;
    }
    return `${text}0${extension}\r\n${trailer}\r\n`;
  });
