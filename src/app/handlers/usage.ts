/** What a handler takes from requests and gives back. */

import type { Scope, Site, Term, Value } from '../interpret/value.js';
import type { tree } from '../parse.js';
import type { Part } from './part.js';

export interface Usage {
  readonly params: Part;
  readonly query: Part;
  readonly headers: Part;
  readonly cookies: Part;
  readonly body: Part;
  /** Multipart files by field, as the middleware that takes them was told. */
  readonly files: Part;
  readonly responses: GivenResponse[];
  /** What is thrown and that nothing of the program catches. */
  readonly thrown: { readonly value: Value; readonly site: Site }[];
  /** Not all of the handlers could be followed. */
  exhausted: boolean;
  /** Calls into packages, with what they were given. */
  readonly calls: Term[];
  /** Where the sources say the type of a request or a part of it: `(req: Request<{ id: string }>)`. */
  readonly types: { readonly value: Value; readonly type: tree.TSType; readonly scope: Scope }[];
}

export interface GivenResponse {
  /** Undefined: it is not known which. */
  readonly status: number | undefined;
  /** Undefined: none. */
  readonly body: Value | undefined;
  readonly contentType: string | undefined;
  readonly headers: ReadonlyMap<string, Value>;
  readonly site: Site;
}
