/** .pgpass: passwords by host, port, database and user. */

export interface PasswordPlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Where servers have their sockets unless told otherwise; there, a password is looked for under localhost. */
export const socketFolders = ['/var/run/postgresql', '/run/postgresql', '/tmp'];

/**
 * The first line that fits; undefined when none does. A field `*` fits everything; `\:` and `\\` stand for `:` and `\`.
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function findPassword(text: string, { host, port, database, user }: PasswordPlace): string | undefined {
  const hosts = socketFolders.includes(host) ? [host, 'localhost'] : [host];
  for (const line of text.split(/\r\n|\n/)) {
    if (line.startsWith('#') || line === '') continue;
    const fields = fieldsOf(line);
    if (fields.length < 5) continue;
    const [h, p, d, u, password] = fields as [Field, Field, Field, Field, Field];
    if (fits(h, ...hosts) && fits(p, String(port)) && fits(d, database) && fits(u, user)) return password.value;
  }
  return undefined;
}

interface Field {
  readonly value: string;
  readonly isWildcard: boolean;
}

function fits({ value, isWildcard }: Field, ...wanted: readonly string[]): boolean {
  return isWildcard || wanted.includes(value);
}

/** The fifth field goes to the end of the line, escapes apart. */
function fieldsOf(line: string): Field[] {
  const fields: Field[] = [];
  let value = '';
  let raw = '';
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (letter === ':' && fields.length < 4) {
      fields.push({ value, isWildcard: raw === '*' });
      value = '';
      raw = '';
      continue;
    }
    if (letter === '\\' && at + 1 < line.length) {
      at++;
      raw += letter;
    }
    value += line[at];
    raw += line[at];
  }
  return [...fields, { value, isWildcard: false }];
}
