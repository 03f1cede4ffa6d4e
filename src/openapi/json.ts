/** A JSON value. Objects come from parsers with a null prototype or own keys only: `__proto__` is a key like any other. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
