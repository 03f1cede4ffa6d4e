export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Zero-based line and UTF-16 character, as VS Code counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly path: string;
  readonly range: Range;
  readonly text: string;
  /** The file does not exist yet: `text` is all of it. */
  readonly newFile?: boolean;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Something worth saying about a place in a file. `rule` is a kebab-case id that says what is wrong. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Absolute path of the file. */
  readonly path: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
}

export const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
