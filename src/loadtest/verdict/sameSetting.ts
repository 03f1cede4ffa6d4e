/** Whether two reports can be compared at all: made on the same kind of machine, with the same load. */
import type { Load } from '../plan.js';
import type { Report } from '../report.js';

export interface Setting {
  /** Why they cannot be compared; empty: they can. */
  readonly obstacles: readonly string[];
  /** What differs and weakens a comparison. */
  readonly caveats: readonly string[];
}

export function sameSetting(base: Report, now: Report): Setting {
  const obstacles: string[] = [];
  const caveats: string[] = [];
  const differ = (what: string, then: string | number, later: string | number, into: string[]) => {
    if (then !== later) into.push(`${what} was ${then}, now ${later}`);
  };
  const [a, b] = [base.machine, now.machine];
  differ('the processor', a.cpu, b.cpu, obstacles);
  differ('the number of cores', a.cores, b.cores, obstacles);
  differ('the platform', a.platform, b.platform, obstacles);
  differ('Node.js', major(a.node), major(b.node), obstacles);
  if (major(a.node) === major(b.node)) differ('Node.js', a.node, b.node, caveats);
  // They do not count latency from the same moment.
  differ(
    'what sent the load',
    base.engine?.name ?? 'the built-in engine',
    now.engine?.name ?? 'the built-in engine',
    obstacles,
  );
  if (base.engine && now.engine) differ('k6', base.engine.version, now.engine.version, caveats);
  differ('the load', loadText(base.plan.load), loadText(now.plan.load), obstacles);
  differ('the duration', limitText(base), limitText(now), caveats);
  differ('the warm-up', `${base.plan.limits.warmupSeconds} s`, `${now.plan.limits.warmupSeconds} s`, caveats);
  differ(
    'the timeout',
    `${base.plan.limits.timeoutMilliseconds} ms`,
    `${now.plan.limits.timeoutMilliseconds} ms`,
    caveats,
  );
  for (const [which, report] of [
    ['The baseline', base],
    ['This run', now],
  ] as const) {
    if (report.client.bottlenecks.length > 0) caveats.push(`${which} was limited by the client, not by the server`);
    if (report.endedBy !== 'limit') caveats.push(`${which} ended early`);
  }
  return { obstacles, caveats };
}

function major(version: string): string {
  return /^v?(\d+)/.exec(version)?.[1] ?? version;
}

function limitText({ plan: { limits } }: Report): string {
  return limits.requests === undefined ? `${limits.seconds ?? 0} s` : `${limits.requests} requests`;
}

/** `50 users`, `500 requests a second`, stages as `0 → 50 in 10 s, held 30 s`. */
export function loadText(load: Load): string {
  const what = load.model === 'closed' ? 'users' : 'requests a second';
  const only = load.stages[0];
  const think = load.model === 'closed' && load.thinkMilliseconds > 0 ? `, thinking ${load.thinkMilliseconds} ms` : '';
  if (load.stages.length === 1 && only && only.seconds === 0) {
    return `${only.target} ${only.target === 1 && load.model === 'closed' ? 'user' : what}${think}`;
  }
  const stages = load.stages.map(({ target, seconds, holdSeconds }) => {
    const hold = holdSeconds > 0 ? `, held ${holdSeconds} s` : '';
    return `${seconds > 0 ? `to ${target} in ${seconds} s` : `${target}`}${hold}`;
  });
  return `${what}: ${stages.join('; ')}${think}`;
}
