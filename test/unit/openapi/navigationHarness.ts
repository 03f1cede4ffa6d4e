/** A workspace in memory, with places marked by `¦`. */
import path from 'node:path';
import { SpecNavigator } from '../../../src/openapi/navigation/navigator.js';
import type { Range, TextEdit } from '../../../src/text/finding.js';
import { lineStarts, positionAt } from '../../../src/text/lines.js';

export const root = path.resolve('/work space');

export interface Workspace {
  readonly navigator: SpecNavigator;
  readonly texts: Map<string, string>;
  /** What is asked at the mark. */
  readonly asked: {
    readonly path: string;
    readonly position: { readonly line: number; readonly character: number };
    readonly root: string;
    readonly allowOutside: boolean;
  };
  /** `api.yaml 3: text of the range` */
  readonly show: (location: { readonly path: string; readonly range: Range }) => string;
}

/** @param open the files that editors hold: all of them, or these. */
export function workspace(files: Readonly<Record<string, string>>, open?: readonly string[]): Workspace {
  const texts = new Map<string, string>();
  let asked: Workspace['asked'] | undefined;
  for (const [name, marked] of Object.entries(files)) {
    const file = path.join(root, name);
    const at = marked.indexOf('¦');
    const text = marked.replace('¦', '');
    texts.set(file, text);
    if (at >= 0) {
      const position = positionAt(lineStarts(text), at);
      asked = { path: file, position, root, allowOutside: false };
    }
  }
  const navigator = new SpecNavigator(async file => texts.get(file));
  navigator.setFiles([...texts.keys()]);
  for (const [file, text] of texts) {
    if (!open || open.includes(path.relative(root, file))) navigator.sources.setText(file, text);
  }
  if (!asked) throw new Error('there is no mark');
  const show = ({ path: file, range }: { readonly path: string; readonly range: Range }) => {
    const text = texts.get(file)!;
    const starts = lineStarts(text);
    const offset = ({ line, character }: Range['start']) => starts[line]! + character;
    const said = text.slice(offset(range.start), offset(range.end));
    return `${path.relative(root, file).split(path.sep).join('/')} ${range.start.line + 1}: ${said}`;
  };
  return { navigator, texts, asked, show };
}

/** The texts after edits. */
export function edited(texts: ReadonlyMap<string, string>, edits: readonly TextEdit[]): Map<string, string> {
  const result = new Map(texts);
  for (const [file, text] of texts) {
    const starts = lineStarts(text);
    const offset = ({ line, character }: Range['start']) => starts[line]! + character;
    const own = edits.filter(edit => edit.path === file).sort((a, b) => offset(b.range.start) - offset(a.range.start));
    let now = text;
    for (const { range, text: added } of own) {
      now = now.slice(0, offset(range.start)) + added + now.slice(offset(range.end));
    }
    result.set(file, now);
  }
  return result;
}

export async function definition(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { navigator, asked, show } = workspace(files);
  return ((await navigator.definition(asked))?.targets ?? []).map(show);
}

export async function references(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { navigator, asked, show } = workspace(files);
  return ((await navigator.references(asked, true)) ?? []).map(show);
}

/** The texts of all files after a rename, by their names. */
export async function renamed(files: Readonly<Record<string, string>>, name: string): Promise<Record<string, string>> {
  const { navigator, asked, texts } = workspace(files);
  const after = edited(texts, (await navigator.rename(asked, name)).edits);
  return Object.fromEntries(
    [...after].map(([file, text]) => [path.relative(root, file).split(path.sep).join('/'), text]),
  );
}

/** What is offered at the mark, as it would be inserted. */
export async function offers(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { navigator, asked } = workspace(files);
  return ((await navigator.completion(asked)) ?? []).map(({ insert }) => insert);
}

export async function hover(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { navigator, asked } = workspace(files);
  return (await navigator.hover(asked))?.markdown;
}
