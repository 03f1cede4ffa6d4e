import type { ObjectOf } from '../../inventory.js';
import type { Behaviour } from '../behaviour.js';
import type { Statement } from '../statement.js';

/** Families with what was added to them by itself; what came with a class is part of that class. */
export const operatorFamilyBehaviour: Behaviour<'operatorFamily'> = {
  word: 'OPERATOR FAMILY',
  hasOwner: true,
  rank: 62,
  create: family => [{ sql: family.is.create }, ...change(family, 'ADD', family.is.members)],
  drop: ({ address }) => [{ sql: `DROP OPERATOR FAMILY ${address}` }],
  alter: (from, to) => {
    const lost = from.is.members.filter(member => !to.is.members.includes(member));
    const won = to.is.members.filter(member => !from.is.members.includes(member));
    return { statements: [...change(to, 'DROP', lost.map(numbered)), ...change(to, 'ADD', won)] };
  },
};

function change(
  { address }: ObjectOf<'operatorFamily'>,
  verb: 'ADD' | 'DROP',
  members: readonly string[],
): readonly Statement[] {
  if (members.length === 0) return [];
  return [{ sql: `ALTER OPERATOR FAMILY ${address} ${verb}\n  ${members.join(',\n  ')}` }];
}

/** DROP wants the number and the types only: `OPERATOR 1 (a, b)`, `FUNCTION 1 (a, b)`. */
function numbered(member: string): string {
  const [, word, number, rest = ''] = /^(OPERATOR|FUNCTION) (\d+) (.*)$/.exec(member)!;
  if (word === 'FUNCTION') return `FUNCTION ${number} ${firstList(rest)}`;
  const name = /^(?:"(?:[^"]|"")*"|[^."]+)\.[^\s\w("]+/.exec(rest)?.[0] ?? '';
  return `OPERATOR ${number} ${firstList(rest.slice(name.length))}`;
}

/** `(a, numeric(3,2))` of a text that begins with it. */
function firstList(text: string): string {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '(') depth++;
    else if (!isQuoted && character === ')' && --depth === 0) return text.slice(0, at + 1);
  }
  return text;
}
