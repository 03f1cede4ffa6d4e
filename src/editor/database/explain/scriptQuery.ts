/** In the thread: SQL in string and template literals of TypeScript and JavaScript. */
import { parseSource, type tree, walk } from '../../../app/parse.js';
import { nextToken } from '../../../schema/reading/tokens.js';
import { Problem } from '../../../text/problem.js';
import type { FoundQuery, QueryPlace } from './explainCalls.js';

interface Literal {
  readonly node: tree.Expression;
  /** Of a tagged template, or of several texts put together. */
  readonly isPart: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * The SQL that is selected: a literal with its quotes, something that holds one, or a part of what is in it. Without a selection it is the
 * literal around the cursor. Interpolations become `${…}`, each in one piece.
 * @throws Problem when there is none, or several.
 */
export function queryInScript({ text, start, end }: QueryPlace, fileName: string): FoundQuery {
  const from = start + blanksBefore(text.slice(start, end));
  const to = Math.max(from, start + text.slice(start, end).trimEnd().length);
  const literals = literalsOf(text, fileName);
  const allAround = literals.filter(one => one.start <= from && to <= one.end);
  const around = allAround.at(-1);
  if (from === to) {
    const whole = allAround.filter(({ isPart }) => !isPart).at(-1);
    if (whole) return queryOf(text, whole);
    throw new Problem(
      'There is no SQL at the cursor. Place it in a string or template literal that holds a query, or select one.',
    );
  }
  const isInside = around && (around.start < from || to < around.end);
  const within = literals.filter(one => from <= one.start && one.end <= to);
  if (isInside || within.length === 0) return partOf(text, from, to, around, fileName);
  const outermost = within.filter(
    one => !within.some(other => other !== one && other.start <= one.start && one.end <= other.end),
  );
  if (outermost.length === 1) return queryOf(text, outermost[0]!);
  const queries = outermost.map(one => queryOf(text, one)).filter(query => beginsAsQuery(query.text));
  if (queries.length === 1) return queries[0]!;
  throw new Problem(
    queries.length > 1
      ? `There are ${queries.length} queries in the selection. Select one of them.`
      : 'There is no query in the selection. Select a string or template literal that holds one.',
  );
}

const beginnings = new Set(['select', 'insert', 'update', 'delete', 'merge', 'with', 'values', 'create', 'table']);

function beginsAsQuery(sql: string): boolean {
  const token = nextToken(sql, 0);
  return (
    token !== undefined && (token.kind === 'sign' || beginnings.has(sql.slice(token.start, token.end).toLowerCase()))
  );
}

/** In the order of the text, those around others before them. */
function literalsOf(text: string, fileName: string): readonly Literal[] {
  const { file } = parseSource(text, fileName);
  const found: Literal[] = [];
  if (!file) return found;
  walk(file, (node, parent) => {
    if (!isText(node)) return undefined;
    const isPart =
      parent?.type === 'TaggedTemplateExpression' || (parent?.type === 'BinaryExpression' && isText(parent));
    found.push({ node, isPart, start: node.start ?? 0, end: node.end ?? 0 });
    return undefined;
  });
  return found;
}

/** A text in quotes or backticks, with a tag or without, and several of them put together. */
function isText(node: tree.Node): node is tree.Expression {
  if (node.type === 'BinaryExpression') return node.operator === '+' && (isText(node.left) || isText(node.right));
  return node.type === 'StringLiteral' || node.type === 'TemplateLiteral' || node.type === 'TaggedTemplateExpression';
}

function queryOf(text: string, { node, start, end }: Literal): FoundQuery {
  return { text: sqlOf(text, node), start, end };
}

function sqlOf(text: string, node: tree.Node): string {
  switch (node.type) {
    case 'StringLiteral':
      return node.value;
    case 'TaggedTemplateExpression':
      return sqlOf(text, node.quasi);
    case 'TemplateLiteral':
      return node.quasis
        .map(({ value }, at) => {
          const inner = node.expressions[at];
          return (value.cooked ?? value.raw) + (inner ? interpolation(text, inner) : '');
        })
        .join('');
    case 'BinaryExpression':
      if (node.operator === '+' && isText(node)) return sqlOf(text, node.left) + sqlOf(text, node.right);
      return interpolation(text, node);
    default:
      return interpolation(text, node);
  }
}

/** Longer ones are hard to read in a question, and the reader of placeholders gives up on very long ones. */
const longest = 80;

/** `${user.id}`; braces inside would end it too early. */
function interpolation(text: string, { start, end }: tree.Node): string {
  const source = text
    .slice(start ?? 0, end ?? 0)
    .replace(/\s+/g, ' ')
    .replaceAll('{', '(')
    .replaceAll('}', ')');
  // Two that differ behind the cut are two.
  const cut = source.length > longest ? `${source.slice(0, longest)}… #${start}` : source;
  return `\${${cut}}`;
}

/** A part of a literal's inside, read as if it had its quotes; what is in no literal is taken as it is. */
function partOf(text: string, from: number, to: number, around: Literal | undefined, fileName: string): FoundQuery {
  const selected = text.slice(from, to);
  const found = { start: from, end: to };
  if (around?.node.type === 'StringLiteral') {
    const quote = text[around.start] ?? '"';
    const [whole] = literalsOf(`(${quote}${selected}${quote})`, fileName);
    if (whole?.node.type === 'StringLiteral') return { ...found, text: whole.node.value };
  }
  const source = `(\`${selected}\`)`;
  const { errors } = parseSource(source, fileName);
  const [template] = literalsOf(source, fileName);
  if (template?.node.type === 'TemplateLiteral' && errors.length === 0)
    return { ...found, text: sqlOf(source, template.node) };
  if (around)
    throw new Problem('The selection ends within an interpolation. Select the whole query, or all of a part of it.');
  return { ...found, text: selected };
}

function blanksBefore(selected: string): number {
  return selected.length - selected.trimStart().length;
}
