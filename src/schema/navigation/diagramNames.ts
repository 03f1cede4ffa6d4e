/**
 * Names as Mermaid's erDiagram can say them. Its lexer (packages/mermaid/src/diagrams/er/parser/erDiagram.jison) takes any name of an
 * entity in quotes but for a few characters, and for attributes single words only.
 */
import type { TypeRef } from '../catalog.js';

/** Words that the lexer reads as something else than a name, in any case. */
const words = new Set(
  'erdiagram title acctitle accdescr direction style classdef class subgraph end one only many zero to optionally u o'.split(
    ' ',
  ),
);

/** An entity. What even quotes cannot hold becomes an entity code, which Mermaid shows as the character. */
export function entityName(name: string): string {
  if (/^[A-Za-z]\w*$/.test(name) && !words.has(name.toLowerCase())) return name;
  return `"${entityCodes(name)}"`;
}

/** The words beside a relation. */
export function roleName(text: string): string {
  return `"${entityCodes(text)}"`;
}

/** A column. @returns a name that is one word, and the real one as a comment where that is another. */
export function attributeName(name: string): { readonly word: string; readonly comment: string } {
  const word = attributeWord(name);
  return { word, comment: word === name ? '' : ` "${entityCodes(name)}"` };
}

const short: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'char',
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
  'bit varying': 'varbit',
};

/** A type in one word: `varchar(20)`, `timestamptz`, `double_precision`, `text[]`. Two modifiers would need a comma, and are left out. */
export function attributeType({ name, modifiers, array }: TypeRef): string {
  const [length, scale] = modifiers;
  const modifier = length !== undefined && scale === undefined ? `(${length})` : '';
  return `${attributeWord(short[name] ?? name)}${modifier}${array ? '[]' : ''}`;
}

function attributeWord(name: string): string {
  const word = name.replace(/[^A-Za-z0-9_\u00c0-\uffff]/g, '_');
  // A digit begins no word, and these three are marks of their own.
  return /^(?:\d|(?:pk|fk|uk)$|$)/i.test(word) ? `_${word}` : word;
}

function entityCodes(text: string): string {
  return (
    text
      .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
      .replace(/["#%\\;`<>&~]/g, sign => `#${sign.charCodeAt(0)};`)
      // Anywhere in a line, even between quotes, these two words set the direction.
      .replace(/(direction) (?=TB|BT|RL|LR)/gi, '$1#32;')
  );
}
