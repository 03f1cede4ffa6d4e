/** What a server says against a statement of a script, for people. */
import type { Statement } from '../schema/statement.js';
import { lineStarts, positionAt } from '../text/lines.js';
import { Problem } from '../text/problem.js';
import { refusalWords } from './refusalWords.js';
import type { Script } from './scriptStatements.js';
import type { DatabaseError } from './session.js';

/** A statement that the server did not take. */
export interface Refusal {
  readonly script: Script;
  readonly statement: Statement;
  readonly error: DatabaseError;
}

/** The first that does not just wait for what another one of them would make. */
export function firstCause(waiting: readonly Refusal[]): Refusal {
  const made = new Set(waiting.flatMap(({ statement }) => namesMadeBy(statement)));
  return waiting.find(one => !made.has(missingName(one) ?? '')) ?? waiting[0]!;
}

function namesMadeBy({ commands }: Statement): readonly string[] {
  return commands.flatMap(command => {
    if (!command.kind.startsWith('create') || !('name' in command) || command.name === undefined) return [];
    return [typeof command.name === 'string' ? command.name : (command.name as { readonly name: string }).name];
  });
}

/** `relation "shop.users" does not exist`, `function f(integer) does not exist` → the name without its schema. */
function missingName({ error: { server } }: Refusal): string | undefined {
  const [, quoted, called] = /"([^"]+)"|\b(?:function|procedure|aggregate) ([^\s(]+)\(/.exec(server.message) ?? [];
  return (quoted ?? called)?.split('.').at(-1);
}

/** With the place of what the server complains about. */
export function refusalProblem({
  error: { server },
  statement: { start, end },
  script: { path, text },
}: Refusal): Problem {
  const [offset] = server.position === undefined ? [0] : [offsetOf(text.slice(start, end), server.position)];
  const hint = [server.detail, server.hint].filter(Boolean).map(words => ` ${words}`);
  return new Problem(`${refusalWords(server)}${hint.join('')}`, {
    path,
    position: positionAt(lineStarts(text), start + offset),
  });
}

/** UTF-16 offset of the 1-based position that a server counts in code points. */
function offsetOf(sql: string, position: number): number {
  let offset = 0;
  for (let left = position - 1; left > 0 && offset < sql.length; left--) {
    offset += sql.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}
