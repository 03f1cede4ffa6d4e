// https://www.iana.org/assignments/http-status-codes, with what large providers send besides.
const codes: readonly (readonly [string, string])[] = [
  ['Status1XX', '100 | 101 | 102 | 103'],
  ['Status2XX', '200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226'],
  ['Status3XX', '300 | 301 | 302 | 303 | 304 | 305 | 307 | 308'],
  [
    'Status4XX',
    '400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418 | ' +
      '421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451',
  ],
  ['Status5XX', '500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511'],
];

/** `StatusCode` and `Status4XX`, as far as the operations' types name them. */
export function statusTypes(operations: readonly string[]): string[] {
  const all = operations.some(text => /\bStatusCode\b/.test(text));
  const used = codes.filter(([name]) => (all && isFinal(name)) || operations.some(text => text.includes(name)));
  const types = used.map(([name, members]) => {
    const line = `export type ${name} = ${members};`;
    return line.length <= 120
      ? `${line}\n`
      : `export type ${name} =\n${members.replace(/(?:^| )(?:\| )?(?=\d)/g, '\n  | ').slice(1)};\n`;
  });
  if (all)
    types.unshift(
      `export type StatusCode = ${codes
        .map(([name]) => name)
        .filter(isFinal)
        .join(' | ')};\n`,
    );
  return types;
}

/** What is sent before the answer (RFC 9110, section 15.2) is not the answer: a handler cannot return it. */
function isFinal(name: string): boolean {
  return name !== 'Status1XX';
}

/** The type of the status of a response that is declared for a range or as the default. */
export function statusType(status: string, others: readonly string[]): string {
  if (/^\d{3}$/.test(status)) return status;
  const exact = others.filter(other => /^\d{3}$/.test(other));
  if (status === 'default') {
    const taken = others.filter(other => other !== 'default').map(other => statusType(other, []));
    return taken.length === 0 ? 'StatusCode' : `Exclude<StatusCode, ${taken.join(' | ')}>`;
  }
  const taken = exact.filter(other => other.startsWith(status[0]!));
  return taken.length === 0 ? `Status${status}` : `Exclude<Status${status}, ${taken.join(' | ')}>`;
}
