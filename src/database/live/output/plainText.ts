/** Text of a database must not move the cursor, change a terminal's title, turn the direction of a line, or end one. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(unprintable, '\uFFFD');
}

/** The same for SQL, whose lines stay: a name may hold the end of one. */
export function printableSql(sql: string): readonly string[] {
  return sql.split('\n').map(line => line.replace(/\t/g, '    ').replace(unprintable, '\uFFFD'));
}

const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Statements are looked up by their beginning. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** Parts of a message: what stands in backticks is a name or code. With an odd backtick (a name may hold one) all is text. */
export function partsOf(message: string): readonly { readonly isCode: boolean; readonly text: string }[] {
  const pieces = message.split('`');
  if (pieces.length % 2 === 0) return [{ isCode: false, text: message }];
  return pieces.map((text, at) => ({ isCode: at % 2 === 1 && text !== '', text })).filter(({ text }) => text !== '');
}
