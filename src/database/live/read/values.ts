/** A moment that the server gave as seconds since 1970. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** SQL: a moment as seconds since 1970. */
export function epochSql(expression: string): string {
  return `extract(epoch from ${expression})::float8`;
}
