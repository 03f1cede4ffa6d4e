/** One line on the terminal that repaints while a load runs. */

import { count, milliseconds, percent, rate, span } from '../../loadtest/output/format.js';
import type { Snapshot } from '../../loadtest/report.js';
import type { Printer } from '../print.js';

export interface LiveLine {
  show(snapshot: Snapshot): void;
  /** Leaves an empty line behind. */
  clear(): void;
}

interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Silent where nobody watches: no terminal, a dumb one, CI, `--json`. */
export function createLiveLine(
  printer: Printer,
  screen: Screen,
  environment: Readonly<Record<string, string | undefined>>,
): LiveLine {
  const ci = environment['CI'] ?? '';
  const isWatched =
    screen.isTTY === true && !printer.json && environment['TERM'] !== 'dumb' && (ci === '' || ci === 'false');
  if (!isWatched) return { show: () => undefined, clear: () => undefined };
  let isDrawn = false;
  return {
    show(snapshot) {
      const width = (screen.columns || 80) - 1;
      screen.write(`\r\u001b[2K${printer.style('dim', fitted(liveParts(snapshot), width))}`);
      isDrawn = true;
    },
    clear() {
      if (isDrawn) screen.write('\r\u001b[2K');
      isDrawn = false;
    },
  };
}

/** All of it, else without the bar, else as much as there is room for. */
function fitted({ bar, parts }: LiveParts, width: number): string {
  const whole = [...bar, ...parts].join('  ');
  if (whole.length <= width) return whole;
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}

interface LiveParts {
  readonly bar: readonly string[];
  /** The most telling first. */
  readonly parts: readonly string[];
}

/** `12 s left`, `4,120 req/s`, `p50 1.20 ms`, … Several targets: of the one that has its turn; failures of all. */
function liveParts({ phase, progress, remainingSeconds, targets }: Snapshot): LiveParts {
  if (phase === 'setup') return { bar: [], parts: ['setting up'] };
  if (phase === 'stopping' || phase === 'done') return { bar: [], parts: ['ending'] };
  const turns = targets.map(({ interval }) => interval);
  const now = turns.reduce((most, each) => (each.requests > most.requests ? each : most), turns[0]!);
  const requests = targets.reduce((sum, { total }) => sum + total.requests, 0);
  const failed = targets.reduce((sum, { total }) => sum + total.failed, 0);
  const latency = (name: string, value: number) => `${name} ${value > 0 ? milliseconds(value) : '–'}`.padEnd(11);
  const left = remainingSeconds === undefined ? [] : [`${span(Math.ceil(remainingSeconds)).padStart(4)} left`];
  return {
    bar: progress === undefined ? [] : [barOf(progress)],
    parts: [
      ...(phase === 'warmup' ? ['warming up'] : left),
      rate(now.perSecond).padStart(11),
      latency('p50', now.p50),
      latency('p95', now.p95),
      latency('p99', now.p99),
      ...(failed === 0 ? ['no errors'] : [`${count(failed)} failed`, percent(failed / Math.max(1, requests))]),
    ],
  };
}

function barOf(progress: number): string {
  const full = Math.max(0, Math.min(20, Math.round(progress * 20)));
  return '█'.repeat(full) + '░'.repeat(20 - full);
}
