/** What people ask for, as they type it. */
import { Problem } from '../../text/problem.js';
import type { Member } from './renameMembers.js';
import { fitOf, readName, type TypedName } from './renameNames.js';

/** What `old=new` says. */
export interface Asked {
  readonly text: string;
  readonly old: TypedName;
  readonly new: TypedName;
}

/** @throws Problem when it is not two names with `=` between them. */
export function readAsked(text: string): Asked {
  const old = readName(text);
  const now = old && text.charAt(old.end) === '=' ? readName(text, old.end + 1) : undefined;
  if (!old || !now || now.end < text.length || old.name.parts.length > 3 || now.name.parts.length > 3) {
    throw new Problem(
      `--rename ${text} is not understood. Write the old name, = and the new one: users=customers, public.users.mail=email; names with upper-case letters or dots in double quotes.`,
    );
  }
  return { text, old: old.name, new: now.name };
}

/** Whether the names that lead to it end with the typed ones. */
export function isNamed(
  { parts, arguments: args }: TypedName,
  { kind, path, arguments: own }: Pick<Member, 'kind' | 'path' | 'arguments'>,
): boolean {
  if (args !== undefined && args.replaceAll(/\s/g, '') !== own.replaceAll(/\s/g, '')) return false;
  const last = parts.at(-1)!;
  if (!fitOf(last, path.at(-1)!, kind === 'enumValue')) return false;
  return endsWith(path.slice(0, -1), parts.slice(0, -1));
}

/** Whether a path ends with typed names. */
export function endsWith(path: readonly string[], typed: TypedName['parts']): boolean {
  if (typed.length > path.length) return false;
  return typed.every((part, at) => fitOf(part, path[path.length - typed.length + at]!));
}
