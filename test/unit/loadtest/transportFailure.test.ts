import assert from 'node:assert/strict';
import { failureOf } from '../../../src/loadtest/transport/failure.js';

/** As Node makes it for a connection that came to nothing. */
function connectError(code: string, address = '192.0.2.1:80'): Error {
  return Object.assign(new Error(`connect ${code} ${address}`), { code, syscall: 'connect' });
}

describe('a connection that came to nothing is told as', () => {
  for (const [code, kind, message] of [
    ['ECONNREFUSED', 'refused', /^connect ECONNREFUSED 192\.0\.2\.1:80$/],
    ['ENOENT', 'refused', /ENOENT/],
    ['ETIMEDOUT', 'connectTimeout', /ETIMEDOUT/],
    ['ECONNRESET', 'reset', /ECONNRESET/],
    ['EHOSTUNREACH', 'refused', /EHOSTUNREACH 192\.0\.2\.1:80: no machine answers/],
    ['EHOSTDOWN', 'refused', /is down/],
    ['ENETUNREACH', 'client', /ENETUNREACH 192\.0\.2\.1:80: this machine has no route/],
    ['ENETDOWN', 'client', /network of this machine is down/],
    ['EADDRNOTAVAIL', 'client', /no free local port/],
    ['EMFILE', 'client', /EMFILE.*raise the limit/],
    ['EACCES', 'client', /does not allow/],
  ] as const) {
    it(`${kind}: ${code}`, () => {
      const failure = failureOf(connectError(code), 'connecting');
      assert.equal(failure.kind, kind);
      assert.match(failure.message, message);
    });
  }

  it('what the server said, when this side has no way to the other address of the host', () => {
    const errors = [connectError('EADDRNOTAVAIL', '::1:80'), connectError('ECONNREFUSED', '127.0.0.1:80')];
    const both = Object.assign(new AggregateError(errors), { code: 'EADDRNOTAVAIL' });
    const { kind, message } = failureOf(both, 'connecting');
    assert.deepEqual([kind, message], ['refused', 'connect EADDRNOTAVAIL ::1:80, connect ECONNREFUSED 127.0.0.1:80']);
    const none = [connectError('ENETUNREACH', '::1:80'), connectError('ENETUNREACH', '127.0.0.1:80')];
    assert.equal(failureOf(new AggregateError(none), 'connecting').kind, 'client');
  });
});
