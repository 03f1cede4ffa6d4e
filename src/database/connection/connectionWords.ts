/** `host=localhost dbname=shop password='it''s'`: libpq's connection strings of words. */
import { Problem } from '../../text/problem.js';
import { checkName } from './problems.js';

const form =
  "Write it as host=localhost dbname=shop user=ann, with values that have spaces in quotes: password='my word'.";

/**
 * Values may be in quotes, where backslashes escape quotes and backslashes; a later word wins, as in libpq.
 * @throws Problem that repeats no value.
 */
export function readConnectionWords(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (at >= text.length) return parameters;
    const name = /^[^\s=]+/.exec(text.slice(at))?.[0] ?? '';
    at += name.length;
    while (/\s/.test(text[at] ?? '')) at++;
    if (name === '' || text[at] !== '=') throw new Problem(`The connection has a word without "=". ${form}`);
    at++;
    while (/\s/.test(text[at] ?? '')) at++;
    // Behind a password that has spaces and no quotes, a name is a part of it.
    checkName(/^\w{1,40}$/.test(name) && !parameters.has('password') ? name : '…', name);
    parameters.set(name, value());
  }

  function value(): string {
    const isQuoted = text[at] === "'";
    if (isQuoted) at++;
    let found = '';
    for (; at < text.length; at++) {
      const letter = text[at]!;
      if (isQuoted ? letter === "'" : /\s/.test(letter)) break;
      if (letter === '\\') at++;
      found += text[at] ?? '';
    }
    if (isQuoted && at >= text.length)
      throw new Problem(`A value of the connection begins with a quote that nothing ends. ${form}`);
    if (isQuoted) at++;
    return found;
  }
}
