// What tests of whole runs share: the worker as built, the server of a known latency in its own process, and plans.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import nodePath from 'node:path';
import { build } from 'esbuild';
import type { Limits, Load, Plan, RequestPlan, Target } from '../../src/loadtest/plan.js';

/** Builds the load worker. @returns where it is, and what removes it. */
export async function buildLoadWorker(name: string): Promise<{ readonly entry: string; remove(): Promise<void> }> {
  // Below the project, for the packages that stay outside of the bundle.
  const entry = nodePath.resolve(__dirname, `../.out/${name}.mjs`);
  await build({
    entryPoints: [nodePath.resolve(__dirname, '../../src/loadtest/engine/worker.ts')],
    outfile: entry,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return { entry, remove: () => rm(entry) };
}

export interface Stats {
  readonly count: number;
  /** Milliseconds that the server let each answer wait, as it measured. */
  readonly waits: readonly number[];
  /** Milliseconds of the server's clock. */
  readonly arrivals: readonly number[];
}

export class LoadServer {
  readonly #child: ChildProcess;
  origin = '';

  constructor() {
    this.#child = spawn(process.execPath, [nodePath.resolve(__dirname, 'loadServer.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  async started(): Promise<this> {
    const [line] = (await once(this.#child.stdout!, 'data')) as [Buffer];
    this.origin = `http://127.0.0.1:${Number(line.toString())}`;
    return this;
  }

  /** Tells and clears. */
  async stats(): Promise<Stats> {
    return (await (await fetch(`${this.origin}/!stats`)).json()) as Stats;
  }

  stop(): void {
    this.#child.kill();
  }
}

export function requestPlan(path: string, more: Partial<RequestPlan> = {}): RequestPlan {
  return {
    ...{ name: `GET ${path}`, weight: 1, method: 'GET', captures: [], expect: [], stopOnFailure: false },
    variants: [{ path, headers: [] }],
    ...more,
  };
}

export function targetOf(origin: string, path: string, flow: Partial<Target['flow']> = {}): Target {
  return {
    name: path,
    origin,
    connection: { http: '1.1', pipelining: 1, tls: { verify: true } },
    flow: {
      ...{ kind: 'oneOf', setup: [], teardown: [], cookies: false, redirects: 0, variables: {} },
      requests: [requestPlan(path)],
      ...flow,
    },
  };
}

export function closed(users: number, thinkMilliseconds = 0): Load {
  return { model: 'closed', stages: [{ target: users, seconds: 0, holdSeconds: 0 }], thinkMilliseconds };
}

export function open(rate: number, maxConnections = 100): Load {
  return { model: 'open', stages: [{ target: rate, seconds: 0, holdSeconds: 0 }], maxConnections };
}

export function planOf(targets: readonly Target[], load: Load, limits: Partial<Limits>): Plan {
  const usual = { warmupSeconds: 0, timeoutMilliseconds: 5000, threads: 1, maxBodyBytes: 1_000_000 };
  return { targets, load, limits: { ...usual, ...limits }, seed: 1 };
}
