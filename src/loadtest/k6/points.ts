/** The lines that k6 writes with `--out json`: https://grafana.com/docs/k6/latest/results-output/real-time/json/ */
import { StringDecoder } from 'node:string_decoder';
import * as z from 'zod/mini';

/** A measured value. */
export interface Point {
  readonly metric: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Metrics that are read; the lines of others are not even parsed. */
export const readMetrics = [
  'load_begun',
  'http_req_duration',
  'http_req_waiting',
  'http_req_connecting',
  'http_req_tls_handshaking',
  'data_sent',
  'data_received',
  'dropped_iterations',
  'vus',
] as const;

const Line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Metric'), metric: z.string() }),
  z.object({
    type: z.literal('Point'),
    metric: z.string(),
    data: z.object({
      time: z.string(),
      value: z.number(),
      tags: z.nullish(z.record(z.string(), z.string())),
    }),
  }),
]);

/** k6's own lines have a few hundred characters. */
const longestLine = 256 * 1024;
const wanted = new Set<string>(readMetrics);

/** Cuts what k6 prints into Points, however the bytes come; holds no more than one line. */
export class PointReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onPoint: (point: Point) => void;
  #rest = '';

  constructor(onPoint: (point: Point) => void) {
    this.#onPoint = onPoint;
  }

  /** @throws SyntaxError with the beginning of a line that is none of k6's */
  push(bytes: Uint8Array): void {
    const text = this.#rest + this.#decoder.write(bytes as Buffer);
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from);
      if (end < 0) break;
      this.#read(text.slice(from, end));
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > longestLine) throw unreadable(this.#rest);
  }

  /** The last line, when no line break follows it. @throws SyntaxError */
  end(): void {
    const last = this.#rest;
    this.#rest = '';
    this.#read(last);
  }

  #read(line: string): void {
    if (line.length > longestLine) throw unreadable(line);
    const metric = metricOf(line);
    if ((metric !== undefined && !wanted.has(metric)) || line.trim() === '') return;
    const read = Line.safeParse(parsed(line));
    if (!read.success) throw unreadable(line);
    if (read.data.type === 'Metric') return;
    const { time, value, tags } = read.data.data;
    const at = Date.parse(time);
    if (Number.isNaN(at)) throw unreadable(line);
    this.#onPoint({ metric: read.data.metric, at, value, tags: tags ?? {} });
  }
}

/** Newer versions write it first, older ones last: tags, which hold outside text, are neither. */
function metricOf(line: string): string | undefined {
  return (/^\{"metric":"(\w+)"/.exec(line) ?? /"metric":"(\w+)"\}\r?$/.exec(line))?.[1];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function unreadable(line: string): SyntaxError {
  return new SyntaxError(line.slice(0, 120));
}
