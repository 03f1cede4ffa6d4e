/** What k6 does otherwise than this product's own engine. */
import { Problem } from '../../text/problem.js';
import type { Plan } from '../plan.js';

const fromSending =
  'k6 counts latency from when a request was sent, not from when it was due, and drops iterations for which it has no free user';
const computedTime = 'k6 has no fixed number of requests at a rate: the time was computed that they take.';

/** For somebody who takes the script elsewhere. */
export function k6Notes({ load, limits, targets }: Plan): string[] {
  const { connection, origin } = targets[0]!;
  const notes: string[] = [];
  if (load.model === 'open') notes.push(`${fromSending}: look at dropped_iterations, too.`);
  if (limits.requests !== undefined && load.model === 'open') notes.push(computedTime);
  if (connection.http === '1.1' && origin.startsWith('https:')) {
    notes.push('k6 speaks HTTP/2 with https servers that offer it; GODEBUG=http2client=0 keeps it at HTTP/1.1.');
  }
  if (connection.tls.ca !== undefined)
    notes.push('k6 takes certificate authorities from the system, or from SSL_CERT_FILE.');
  if (connection.tls.serverName !== undefined)
    notes.push('k6 has no option for another server name: use its `hosts` option.');
  if (connection.pipelining > 1) notes.push('k6 does not pipeline requests.');
  return notes;
}

/** For a reader of the report. */
export function reportNotes({ load, limits, targets }: Plan): string[] {
  const { setup, requests, redirects } = targets[0]!.flow;
  const notes = [
    load.model === 'open'
      ? `${fromSending}: those are the requests that were never sent.`
      : 'k6 does not tell how long requests would have taken that waiting users did not send: no figures are corrected for stalls.',
    'k6 leaves connecting out of the latency, and does not tell what was in flight at the end, nor how busy it was itself.',
  ];
  if (limits.requests !== undefined && load.model === 'open') notes.push(computedTime);
  if (redirects > 0) notes.push('k6 counts each redirect as a request of its own.');
  if ([...setup, ...requests].some(({ captures }) => captures.length > 0))
    notes.push('k6 does not tell when nothing was found that was to be captured.');
  return notes;
}

/** @throws Problem for what a run with k6 would do otherwise than the plan says. An exported script can be changed by hand. */
export function checkForK6({ load, limits, targets }: Plan): void {
  const { connection, origin } = targets[0]!;
  const without = 'the built-in engine does.';
  if (connection.socketPath !== undefined) throw new Problem(`k6 does not send to unix sockets: ${without}`);
  if (connection.pipelining > 1) throw new Problem(`k6 does not pipeline requests: ${without}`);
  if (connection.tls.serverName !== undefined) {
    throw new Problem(`k6 cannot be told another server name for TLS: ${without.replace('does', 'can')}`);
  }
  if (connection.http === '2' && origin.startsWith('http:')) {
    throw new Problem(
      `k6 speaks HTTP/2 with https servers only: ${without.replace('does', 'speaks it with others, too')}`,
    );
  }
  if (connection.tls.ca !== undefined && ['win32', 'darwin'].includes(process.platform)) {
    throw new Problem('k6 takes certificate authorities from the system here: add it there, and leave it out.');
  }
  const [first] = load.stages;
  if (limits.requests !== undefined && (load.stages.length > 1 || first!.seconds > 0)) {
    throw new Problem('k6 has no fixed number of requests for a load that changes: say how long instead.');
  }
}
