const lineWidth = 120;

/** `name(a, b)` without a semicolon, each argument on its own line where one line is too short for all. */
export function callSource(indent: string, name: string, args: readonly string[]): string {
  const line = `${indent}${name}(${args.join(', ')})`;
  if (line.length < lineWidth) return line;
  return `${indent}${name}(\n${args.map(arg => `${indent}  ${arg},\n`).join('')}${indent})`;
}
