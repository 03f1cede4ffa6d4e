import type { LoadTestRequest } from './request.js';

/**
 * The same run from a terminal, quoted for the shell that the editor opens.
 * @param spec relative to where it is run, or absolute.
 * @param schemes security schemes that it needs secrets for: they come from the environment there.
 * @param shell path of the shell.
 * @param k6 that made the load, if one did.
 */
export function commandLine(
  { kind, operation, servers, profile }: LoadTestRequest,
  spec: string,
  schemes: readonly string[],
  shell: string,
  k6?: string,
): string {
  const words = ['senior-backend', 'load-test', spec.startsWith('-') ? `./${spec}` : spec];
  if (operation) {
    const { id, method, path } = operation;
    // What begins like a flag would be one.
    words.push('--operation', id && !id.startsWith('-') ? id : `${method.toUpperCase()} ${path}`);
  }
  for (const server of servers) words.push('--server', server);
  if (servers.length > 1) words.push('--compare');
  if (kind === 'fuzz') words.push('--fuzz');
  if (kind === 'api') words.push('--whole-api', 'mix');
  for (const scheme of schemes) words.push('--secret', `${scheme}=${environmentName(scheme)}`);
  if (profile.model === 'open') words.push('--rate', String(profile.rate));
  else words.push('-c', String(profile.connections));
  words.push('-d', String(profile.seconds));
  if (k6 !== undefined) words.push('--engine', 'k6', ...(k6 === 'k6' ? [] : ['--k6', k6]));
  return words.map(word => quote(word, shell)).join(' ');
}

/** `apiKey` as `API_KEY`. */
function environmentName(scheme: string): string {
  const name = scheme.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  return name.toUpperCase().replace(/^(?=\d)|^$/, '_');
}

/** Text of a description is one word, whatever is in it. */
export function quote(word: string, shell: string): string {
  if (/^[\w./:=@%+-]+$/.test(word) && !(isCmd(shell) && word.includes('%'))) return word;
  if (/(?:pwsh|powershell)(?:\.exe)?$/i.test(shell)) return `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
  // cmd has no quote that holds all: what it would read as its own goes.
  if (isCmd(shell)) return `"${word.replace(/["%!^&|<>\r\n]/g, '')}"`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function isCmd(shell: string): boolean {
  return /cmd(?:\.exe)?$/i.test(shell);
}
