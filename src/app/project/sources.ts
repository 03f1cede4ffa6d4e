/** The source files of an application, as the reader asks for them. */

export interface Sources {
  /** Absolute path of the folder that is read. */
  readonly root: string;
  /** Absolute paths of the program's own files, sorted; tests, built files and dependencies are not among them. */
  readonly programs: readonly string[];
  /** A file's text. Undefined: it is not there. Also for files outside of the folder that a program imports. */
  read(path: string): string | undefined;
}

export const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** Whether a file is a program of the application, by its path relative to the folder that is read. */
export function isProgram(relative: string): boolean {
  const parts = relative.split(/[\\/]/);
  const name = parts.at(-1)!;
  if (!sourceExtensions.some(extension => name.endsWith(extension)) || /\.d\.[cm]?ts$/.test(name)) return false;
  if (/\.(test|spec|stories|config|bench|e2e)\.[cm]?[jt]sx?$/.test(name) || /\.min\.js$/.test(name)) return false;
  return !parts.slice(0, -1).some(part => isSkippedFolder(part));
}

/** Folders in which no programs of the application itself are looked for. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith('.') || skipped.has(name);
}

const skipped = new Set([
  ...['node_modules', 'bower_components', 'dist', 'build', 'out', 'coverage', 'public', 'static', 'vendor'],
  ...['test', 'tests', '__tests__', '__mocks__', 'e2e', 'fixtures', 'cypress'],
]);
