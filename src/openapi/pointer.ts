/** JSON pointers, RFC 6901. */

/** `a/b~c` → `a~1b~0c`. */
export function escapeToken(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

/** The pointer of a member or element. */
export function childPointer(pointer: string, token: string | number): string {
  return `${pointer}/${typeof token === 'number' ? token : escapeToken(token)}`;
}

/** `/a~1b/0` → `['a/b', '0']`; '' → []. A missing leading slash is forgiven. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === '') return [];
  const body = pointer.startsWith('/') ? pointer.slice(1) : pointer;
  return body.split('/').map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function pointerFrom(tokens: readonly string[]): string {
  return tokens.map(token => `/${escapeToken(token)}`).join('');
}
