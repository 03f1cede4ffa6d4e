/** RFC 9110 §9.2.2: may be sent again when a connection that was kept alive turns out to be closed (RFC 9112 §9.3.1). */
export const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
