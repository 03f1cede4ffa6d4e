/** What a note is about that says that something could not be read: drift says nothing of it. */
export type About =
  /** A route for paths below this one, as the program has it, of which OpenAPI has no words. */
  | { readonly what: 'paths'; readonly below: string }
  /** A route for paths that cannot be told from others. */
  | { readonly what: 'any-path' }
  /** A route for everything else that comes: a page that is not found, the front end. */
  | { readonly what: 'all-paths' }
  /** The path of the route is partly a guess. */
  | { readonly what: 'guessed-path' }
  /** A route for methods that are not in the description. */
  | { readonly what: 'methods' }
  /** What the route answers. */
  | { readonly what: 'answers' }
  /** A whole file. */
  | { readonly what: 'file' }
  /** A detail of values: what a schema, a type, a comment says. */
  | { readonly what: 'detail' };

export const detail: About = { what: 'detail' };
