/** Entity tags: a change says which version of a row it is about, and is refused when somebody else was faster. */
import { HttpError } from './http.js';

/** The tag of a row: PostgreSQL gives it another `xmin` with each change. */
export function etagOf(xmin: string | null | undefined): string {
  return `"${xmin ?? ''}"`;
}

/** Whether If-None-Match names this tag: the caller has this version already. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).includes(etag);
}

/** What `xmin` must be among, by If-Match; undefined: anything. A weak tag never matches (RFC 9110, section 13.1.1). */
export function wantedVersions(ifMatch: string | undefined): readonly string[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return tagsOf(ifMatch, false).map(tag => tag.slice(1, -1));
}

export const preconditionFailed = () =>
  new HttpError(412, 'PRECONDITION_FAILED', 'It was changed since. Read it again, and decide anew.');

function tagsOf(header: string, weak = true): readonly string[] {
  return [...header.matchAll(/(W\/)?("[^"]*")/g)].flatMap(([, isWeak, tag]) =>
    tag !== undefined && (weak || isWeak === undefined) ? [tag] : [],
  );
}
