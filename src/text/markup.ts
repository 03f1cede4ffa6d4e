/** Text that is neither markup nor the end of an attribute. What cannot be seen is not its matter. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Nothing in it is Markdown, HTML, a link, a mention or the end of a table's cell. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replace(/[\\`*_{}[\]<>#|~$!]/g, '\\$&')
      .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, '$1\\$2')
      .replace(/(?<=https?|ftp):/gi, '\\:')
      .replace(/(?<=www)\./gi, '\\.')
      // Sites look for mentions after all else: only a word joiner keeps them from it.
      .replace(/@(?=\w)/g, '@\u2060')
  );
}
