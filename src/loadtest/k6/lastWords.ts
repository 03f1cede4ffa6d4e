/** The end of what k6 wrote to stderr, as one sentence for people. */
import * as z from 'zod/mini';
import { mask } from '../maskPlan.js';

const Logged = z.object({ level: z.optional(z.string()), msg: z.string(), error: z.optional(z.string()) });

const longest = 400;
/** Shorter ones would mask half of every sentence. */
const shortestSecret = 4;

/**
 * The last error, else the last line.
 * @param values of the script's environment: none of them is shown, nor what stands in a query
 */
export function wordsOfFailure(text: string, values: Readonly<Record<string, string>>): string {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  const logged = lines.flatMap(line => logOf(line) ?? []);
  const last = logged.findLast(({ level }) => level === 'error' || level === 'fatal' || level === 'panic');
  const chosen = last ?? logged.at(-1);
  // A crash of Go says what it was first.
  const crash = lines.find(line => /^(?:panic|fatal error|runtime):/.test(line));
  const said = crash ?? (chosen ? [chosen.msg, chosen.error].filter(Boolean).join(': ') : (lines.at(-1) ?? ''));
  const secrets = Object.values(values).filter(value => value.length >= shortestSecret);
  const masked = secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((sum, secret) => sum.replaceAll(secret, mask), said);
  const plain = masked
    .replace(/\?[^\s"'`]*/g, `?${mask}`)
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

function logOf(line: string): z.output<typeof Logged> | undefined {
  try {
    const read = Logged.safeParse(JSON.parse(line));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
