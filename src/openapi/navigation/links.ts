/** Which files a text may refer to, told without parsing it: a workspace has many files that have to do with no API. */
import { type RefPolicy, refTarget, splitRef } from '../targets.js';
import { unquoted } from './yamlLine.js';

const reference =
  /\$(?:ref|dynamicRef)["']?[ \t]*:\s*(?:("(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')|([^\s"'#,{}[\]][^\n\r#,{}[\]]*))/g;
// Only from the beginning of a word: else a long one would be looked at from each of its characters.
const fileName = /(?<![^\s"'#,[\]{}])[^\s"'#,[\]{}]+\.(?:ya?ml|json)(?=["'#\s,}\]]|$)/gi;

/** Absolute paths. What a parser finds is among them, except where a reference is written in several lines. */
export function linkedFiles(path: string, text: string, policy: RefPolicy): ReadonlySet<string> {
  const resources = new Set<string>();
  if (!text.includes('$ref') && !text.includes('$dynamicRef') && !text.includes('mapping')) return resources;
  for (const [, quoted, plain] of text.matchAll(reference)) {
    const ref = quoted === undefined ? plain!.trim() : unquoted(quoted);
    if (!ref.startsWith('#')) resources.add(splitRef(ref).resource);
  }
  for (const [name] of text.matchAll(fileName)) resources.add(name);
  const files = new Set<string>();
  for (const resource of resources) {
    const target = refTarget(resource, path, policy);
    if (target.kind === 'file') files.add(target.path);
  }
  return files;
}
