/** In which order the files of a program run. */

/** Specifiers that a text seems to import; only the order of loading depends on it. */
export function importsIn(text: string): string[] {
  return Array.from(
    text.matchAll(/(?:\bfrom\s*|\brequire\(\s*|\bimport\s*\(?\s*)['"]([^'"\n]+)['"]/g),
    match => match[1]!,
  );
}

/** A program starts at a file that no other imports: where imports go in circles, the order depends on it. */
export function rootsFirst(files: readonly string[], imports: ReadonlyMap<string, readonly string[]>): string[] {
  const imported = new Set([...imports].flatMap(([file, others]) => others.filter(other => other !== file)));
  return [...files.filter(file => !imported.has(file)), ...files.filter(file => imported.has(file))];
}
