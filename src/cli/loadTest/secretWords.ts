/** `--secret bearerAuth=API_TOKEN`. */
import { secretVariable } from '../../loadtest/scenario/security.js';
import { Problem } from '../../text/problem.js';

/** @throws Problem */
export function parseSecret(typed: string): { readonly scheme: string; readonly variable: string } {
  const [, scheme, variable] = /^(.+)=([A-Za-z_][A-Za-z0-9_]*)$/.exec(typed) ?? [];
  if (scheme !== undefined && variable !== undefined) return { scheme, variable };
  throw new Problem('--secret is SCHEME=VARIABLE, the name of an environment variable: bearerAuth=API_TOKEN.');
}

/** By the variable of the flow: where its value is to be found. @throws Problem */
export function secretNamesOf(typed: readonly string[]): Record<string, string> {
  return Object.fromEntries(typed.map(parseSecret).map(({ scheme, variable }) => [secretVariable(scheme), variable]));
}
