/** What one user sends before and after the load: logging in, making what the load needs, clearing it away. Not in the figures. */
import { Problem } from '../../text/problem.js';
import type { Limits, RequestPlan, Target } from '../plan.js';
import { createRequests } from '../requests/createRequests.js';
import type { Requests, User } from '../requests/iteration.js';
import { openTransport } from '../transport/open.js';
import type { Channel, SendOptions, WireRequest } from '../transport/transport.js';

interface Answer {
  readonly status: number;
  readonly headers: readonly string[] | undefined;
  readonly body: Uint8Array | undefined;
}

/**
 * Sends a target's setup or teardown, one request after the other.
 * @param captured known to it from the start.
 * @returns what is captured when all are answered.
 * @throws Problem for the first request that gets no answer, an answer that was not expected, or one without what is to be captured.
 */
export async function runPrologue(
  target: Target,
  part: 'setup' | 'teardown',
  captured: Readonly<Record<string, string>>,
  limits: Limits,
  seed: number,
): Promise<Readonly<Record<string, string>>> {
  const { flow, origin, connection } = target;
  if (flow[part].length === 0) return captured;
  const requests = createRequests(flow, origin, seed);
  const transport = openTransport({ origin, connection, maxBodyBytes: limits.maxBodyBytes });
  const user = requests.newUser(0);
  for (const [name, value] of Object.entries(captured)) user.variables.set(name, value);
  requests.begin(user, 0);
  try {
    const channel = transport.channel();
    for (const request of flow[part]) {
      const failure = await sendOne(requests, request, user, channel, limits.timeoutMilliseconds);
      if (failure !== undefined) throw new Problem(`${request.name}, sent as ${part} to ${origin}: ${failure}.`);
    }
    return Object.fromEntries(user.variables);
  } finally {
    transport.destroy();
  }
}

/** @returns why it failed. */
async function sendOne(
  requests: Requests,
  request: RequestPlan,
  user: User,
  channel: Channel,
  timeout: number,
): Promise<string | undefined> {
  let wire = requests.wire(request, user);
  const want = requests.wants(request);
  for (let followed = 0; ; followed++) {
    const answer = await answerTo(wire, want, channel, timeout);
    if (typeof answer === 'string') return answer;
    const { status, headers, body } = answer;
    const next = requests.redirect(wire, status, headers, followed, user);
    if (next) {
      wire = next;
      continue;
    }
    const failure = requests.learn(request, user, status, headers, body);
    return requests.isExpected(request, status) ? failure : `it was answered with status ${status}`;
  }
}

function answerTo(wire: WireRequest, want: SendOptions, channel: Channel, timeout: number): Promise<Answer | string> {
  return new Promise(resolve => {
    const timer = setTimeout(() => channel.abort('responseTimeout', `no whole answer within ${timeout} ms`), timeout);
    const settle = (answer: Answer | string) => {
      clearTimeout(timer);
      resolve(answer);
    };
    let status = 0;
    let headers: readonly string[] | undefined;
    channel.send(
      wire,
      {
        connected() {},
        head(code, fields) {
          status = code;
          headers = fields;
        },
        done: (_bytes, body) => settle({ status, headers, body }),
        failed: (_kind, message) => settle(message),
      },
      want,
    );
  });
}
