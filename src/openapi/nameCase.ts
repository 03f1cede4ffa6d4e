/** Names that code can have, out of names that people write in descriptions. Identifiers of ECMAScript. */

/** The words of a name: runs of identifier characters, in their own case. */
function words(text: string, alsoSplit: RegExp): string[] {
  return text
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split(/[^\p{ID_Continue}$]+/u)
    .flatMap(part => part.split(alsoSplit))
    .filter(part => part !== '');
}

const upperFirst = (word: string) => {
  const first = String.fromCodePoint(word.codePointAt(0)!);
  // 'ß'.toUpperCase() is two letters: such a letter stays.
  const upper = first.toUpperCase();
  return (upper.length === first.length ? upper : first) + word.slice(first.length);
};

const startable = (name: string) => (name === '' || /^[$_\p{ID_Start}]/u.test(name) ? name : `_${name}`);

/** `list-users` → `listUsers`, `users/list` → `usersList`, `listUsers` and `list_users` as they are; '' when nothing is left. */
export function camelName(text: string): string {
  const parts = words(text, /(?!)/);
  return startable(parts.map((part, index) => (index === 0 ? part : upperFirst(part))).join(''));
}

/** `user-list` and `user_list` → `UserList`, `User.Profile` → `UserProfile`, `v1_0` → `V1_0`; '' when nothing is left. */
export function pascalName(text: string): string {
  return startable(
    words(text, /[_$]+/)
      .map(upperFirst)
      .reduce((name, part) => (/\d$/.test(name) && /^\d/.test(part) ? `${name}_${part}` : name + part), ''),
  );
}

/** What an operation without an operationId is called: `GET /users/{id}/posts` → `getUsersByIdPosts`. */
export function operationName(method: string, path: string): string {
  const words = path.replace(/\{([^{}]*)\}/g, ' by $1 ');
  return camelName(`${method.toLowerCase()} ${words}`) || 'operation';
}
