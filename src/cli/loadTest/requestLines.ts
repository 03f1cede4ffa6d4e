/** `--verbose`: the requests as they are sent, secrets masked. */
import type { Plan, RequestPlan, Target } from '../../loadtest/plan.js';
import { printable } from '../print.js';

const mostRequests = 20;
const longestBody = 2000;

/** @param plan masked */
export function requestLines(plan: Plan): string[] {
  return plan.targets.flatMap(target => {
    const { setup, requests, teardown } = target.flow;
    const all = [...setup, ...requests, ...teardown];
    const left = all.length - mostRequests;
    return [
      ...all.slice(0, mostRequests).flatMap(request => ['', ...linesOf(request, target)]),
      ...(left > 0 ? [`… and ${left} more`] : []),
    ];
  });
}

function linesOf({ method, variants }: RequestPlan, { origin, connection }: Target): string[] {
  const { path, headers, body } = variants[0]!;
  const has = (name: string) => headers.some(([each]) => each.toLowerCase() === name);
  const length = body === undefined ? [] : bodyLength(body);
  const more = variants.length > 1 ? [`  … and ${variants.length - 1} variants of it`] : [];
  return [
    `> ${method} ${path} HTTP/${connection.http}`,
    ...(has('host') ? [] : [`> Host: ${new URL(origin).host}`]),
    ...headers.map(([name, value]) => `> ${name}: ${value}`),
    ...(has('content-length') ? [] : length.map(bytes => `> Content-Length: ${bytes}`)),
    ...(body === undefined ? [] : ['>', ...bodyLines(body).map(line => `> ${line}`)]),
    ...more,
  ].map(printable);
}

/** Variables make it another one for each request. */
function bodyLength(body: string | Uint8Array): readonly number[] {
  if (typeof body !== 'string') return [body.length];
  return /\{\{|•••/.test(body) ? [] : [Buffer.byteLength(body)];
}

function bodyLines(body: string | Uint8Array): string[] {
  if (typeof body !== 'string') return [`(${body.length} bytes)`];
  const text = body.length > longestBody ? `${body.slice(0, longestBody)}…` : body;
  return text.split(/\r?\n/);
}
