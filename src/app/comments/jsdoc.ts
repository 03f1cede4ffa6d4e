/** What a JSDoc comment says: https://jsdoc.app */

export interface DocComment {
  /** The text before the first tag; '' when there is none. */
  readonly text: string;
  /** In the order of the comment; names without `@`, in lower case. */
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

/** `content` without stars. Tags begin a line. */
export function parseDoc(content: string): DocComment {
  const parts = content.split(/^[ \t]*@(?=[A-Za-z])/m);
  const tags = parts.slice(1).map(part => {
    const name = /^[A-Za-z][\w-]*/.exec(part)![0];
    return { name: name.toLowerCase(), text: unlinked(part.slice(name.length)) };
  });
  return { text: unlinked(parts[0]!).trim(), tags };
}

/** `{@link User}` → `User` */
function unlinked(text: string): string {
  return text.replace(/\{@\w+\s+([^{}|]*?)(?:\|([^{}]*))?\}/g, (_, target: string, label?: string) =>
    (label ?? target).trim(),
  );
}

/** The text of the first tag of a name. */
export function tagText(doc: DocComment, ...names: readonly string[]): string | undefined {
  const found = doc.tags.find(({ name }) => names.includes(name));
  return found && (found.text.trim() || undefined);
}

export function hasTag(doc: DocComment, name: string): boolean {
  return doc.tags.some(tag => tag.name === name);
}

/** Lines of a paragraph belong together. */
export function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.trim())
    .filter(Boolean);
}

export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
