/** Before anything is sent: who may be put under load, and under how much. */
import { promises as dns } from 'node:dns';
import { createInterface } from 'node:readline/promises';
import type { Plan } from '../../loadtest/plan.js';
import { defaultCaps, describeLoad, guardHost, guardLoad } from '../../loadtest/requests/hostGuard.js';
import { readForbiddenHosts } from '../../loadtest/requests/projectRules.js';
import { Problem } from '../../text/problem.js';
import { type Printer, printable } from '../print.js';
import type { LoadTestOptions } from './options.js';
import { findProjectFiles } from './readInput.js';

/** @throws Problem for a load above the caps. */
export function checkCaps(plan: Plan, options: LoadTestOptions): void {
  const caps = {
    connections: options['max-connections'] ?? defaultCaps.connections,
    rate: options['max-rate'] ?? defaultCaps.rate,
  };
  const { verdict, reason } = guardLoad(plan.load, caps);
  if (verdict === 'free') return;
  throw new Problem(
    `${reason.replace(/ Ask for less.*$/, '')} Ask for less, or raise it: --max-connections, --max-rate.`,
  );
}

/**
 * Asks once for each host that is neither on this machine nor in a private network.
 * @throws Problem for a forbidden host, without an answer, and for a no.
 */
export async function checkHosts(plans: readonly Plan[], yes: boolean, printer: Printer): Promise<void> {
  const forbidden = await forbiddenHosts();
  const asked = new Set<string>();
  for (const { targets, load } of plans) {
    for (const target of targets) {
      const { host } = new URL(target.origin);
      if (asked.has(host)) continue;
      const guard = await guardHost(target, { forbidden, confirmed: [] }, name => dns.lookup(name, { all: true }));
      if (guard.verdict === 'forbidden') throw new Problem(guard.reason);
      if (guard.verdict === 'free' || yes) continue;
      asked.add(host);
      await confirm(host, guard.reason, describeLoad(load), printer);
    }
  }
}

async function confirm(host: string, reason: string, load: string, printer: Printer): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Problem(`${reason} Load-test only what is yours: say --yes to send ${load}.`);
  }
  printer.warn(printable(reason));
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  lines.on('SIGINT', () => stop.abort());
  lines.on('close', () => stop.abort());
  const question = `Send ${load}, to ${printable(host)}? [y/N] `;
  const answer = await lines.question(question, { signal: stop.signal }).catch(() => '');
  lines.close();
  if (!/^\s*y(?:es)?\s*$/i.test(answer)) throw new Problem(`Nothing was sent to ${host}.`);
}

/** Of every `.senior-backend/load-test.json` from the working directory upwards: what a team forbids, no folder below allows. */
async function forbiddenHosts(): Promise<readonly string[]> {
  const files = await findProjectFiles('load-test.json');
  return files.flatMap(({ path, text }) => readForbiddenHosts(path, text));
}
