const width = 120;

/** Breaks the lines that are too long at their widest bracket, one member a line. Comments stay as they are. */
export function reflow(text: string): string {
  let out = '';
  for (const line of text.split('\n')) out += `${line.length <= width ? line : wrapped(line)}\n`;
  return out.slice(0, -1);
}

function wrapped(line: string): string {
  if (line.length <= width || /^\s*(?:\*|\/[*/])/.test(line)) return line;
  const group = widestGroup(line);
  if (group === undefined || group.end - group.start < 40) return line;
  const { start, end, separators } = group;
  const separator = separators.length > 0 ? line[separators[0]!]! : ',';
  // A type in parentheses takes no comma.
  if (separators.length === 0 && !(line[start] === '(' && /[\w>]$/.test(line.slice(0, start)))) return line;
  const indent = `${/^\s*/.exec(line)![0]}  `;
  const cuts = [start, ...separators, end];
  const members = cuts.slice(1).map((cut, index) => line.slice(cuts[index]! + 1, cut).trim());
  const lines = members.filter(member => member !== '').map(member => wrapped(`${indent}${member}${separator}`));
  return `${line.slice(0, start + 1)}\n${lines.join('\n')}\n${indent.slice(2)}${line.slice(end)}`;
}

interface BracketGroup {
  readonly start: number;
  readonly end: number;
  /** Where `;` or `,` stand between its members. */
  readonly separators: readonly number[];
}

/** The widest pair of brackets that is in no other; undefined when brackets are left open. */
function widestGroup(line: string): BracketGroup | undefined {
  let widest: BracketGroup | undefined;
  let depth = 0;
  let angles = 0;
  let start = 0;
  let separators: number[] = [];
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (character === "'" || character === '"') {
      for (index++; index < line.length && line[index] !== character; index++) if (line[index] === '\\') index++;
    } else if (character === '(' || character === '[' || character === '{') {
      if (depth === 0) {
        start = index;
        separators = [];
        angles = 0;
      }
      depth++;
    } else if (character === ')' || character === ']' || character === '}') {
      depth--;
      if (depth < 0) return undefined;
      if (depth === 0 && (widest === undefined || index - start > widest.end - widest.start)) {
        widest = { start, end: index, separators };
      }
    } else if (depth === 1 && character === '<') angles++;
    else if (depth === 1 && character === '>' && line[index - 1] !== '=') angles--;
    else if (depth === 1 && angles === 0 && (character === ',' || character === ';')) separators.push(index);
  }
  return depth === 0 ? widest : undefined;
}
