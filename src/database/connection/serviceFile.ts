/** pg_service.conf: connections by name. */
import { Problem } from '../../text/problem.js';
import { checkName } from './problems.js';

/**
 * The parameters of one service; undefined when the file does not have it.
 * @throws Problem with the line that cannot be read.
 * @see https://www.postgresql.org/docs/current/libpq-pgservice.html
 */
export function readService(text: string, service: string, path: string): Map<string, string> | undefined {
  let found: Map<string, string> | undefined;
  let isHere = false;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = { path, position: { line: index, character: 0 } };
    if (line.startsWith('[')) {
      if (isHere) return found;
      isHere = line === `[${service}]`;
      if (isHere) found = new Map();
    } else if (isHere) {
      const equals = line.indexOf('=');
      if (equals <= 0) throw new Problem('A line of the service file has no "=". Write name=value.', place);
      const name = line.slice(0, equals).trim();
      if (name === 'service' || name === 'servicefile')
        throw new Problem('A service cannot name another service. Write its parameters here.', place);
      checkName(name);
      if (!found!.has(name)) found!.set(name, line.slice(equals + 1).trim());
    }
  }
  return found;
}
