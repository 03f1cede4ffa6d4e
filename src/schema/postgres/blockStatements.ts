/**
 * The statements of a PL/pgSQL block, with whether they are certain to run. Only its structure is read (the manual's chapter 41):
 * what the statements say is for the SQL parser.
 */
import { isSign, isWords, type Source, wordAt } from './source.js';

export interface BlockStatement {
  /** Its tokens, without the `;`. */
  readonly from: number;
  readonly to: number;
  /** Behind a condition, in a loop, under an exception handler or after a RETURN that may have happened. */
  readonly conditional: boolean;
}

interface Reading {
  readonly source: Source;
  readonly found: BlockStatement[];
  readonly count: number;
  at: number;
  /** A RETURN was seen. */
  left: boolean;
}

/** Never throws; what is not understood ends the reading. */
export function blockStatements(source: Source): readonly BlockStatement[] {
  const reading: Reading = { source, found: [], count: source.tokens.length, at: 0, left: false };
  readBlock(reading, false);
  return reading.found;
}

function word({ source, at }: Reading): string | undefined {
  return wordAt(source, at);
}

/** [<<label>>] [DECLARE …] BEGIN statements [EXCEPTION WHEN … THEN statements] END [label]; */
function readBlock(reading: Reading, conditional: boolean): void {
  skipLabel(reading);
  if (word(reading) === 'declare') skipTo(reading, 'begin');
  if (word(reading) !== 'begin') {
    reading.at = reading.count;
    return;
  }
  reading.at++;
  const first = reading.found.length;
  readStatements(reading, conditional, ['exception', 'end']);
  if (word(reading) === 'exception') {
    for (let at = first; at < reading.found.length; at++) {
      reading.found[at] = { ...reading.found[at]!, conditional: true };
    }
    // Handlers run only when something failed: on a schema that is built from nothing they do not.
    const handled = reading.found.length;
    reading.at++;
    while (word(reading) === 'when') {
      skipTo(reading, 'then');
      reading.at++;
      readStatements(reading, true, ['when', 'end']);
    }
    reading.found.length = handled;
  }
  skipPastSemicolon(reading);
}

function readStatements(reading: Reading, conditional: boolean, ends: readonly string[]): void {
  while (reading.at < reading.count && !ends.includes(word(reading) ?? '')) {
    const before = reading.at;
    readStatement(reading, conditional || reading.left);
    if (reading.at === before) reading.at++;
  }
}

function readStatement(reading: Reading, conditional: boolean): void {
  const { source } = reading;
  if (isSign(source, reading.at, '<<')) {
    skipLabel(reading);
    return;
  }
  if (readStructure(reading, conditional)) return;
  const from = reading.at;
  skipToSemicolon(reading);
  if (reading.at > from) reading.found.push({ from, to: reading.at, conditional });
  reading.at++;
}

/** False: it is no statement that holds others. */
function readStructure(reading: Reading, conditional: boolean): boolean {
  switch (word(reading)) {
    case 'declare':
    case 'begin':
      readBlock(reading, conditional);
      return true;
    case 'if':
      readBranches(reading, ['elsif', 'elseif', 'else', 'end']);
      return true;
    case 'case':
      reading.at++;
      skipTo(reading, 'when');
      readBranches(reading, ['when', 'else', 'end']);
      return true;
    case 'for':
    case 'foreach':
    case 'while':
    case 'loop':
      skipTo(reading, 'loop');
      reading.at++;
      readStatements(reading, true, ['end']);
      skipPastSemicolon(reading);
      return true;
    case 'return':
      reading.left = true;
      skipPastSemicolon(reading);
      return true;
    default:
      return false;
  }
}

/** IF … THEN … ELSIF … THEN … ELSE … END IF; and WHEN … THEN … ELSE … END CASE; */
function readBranches(reading: Reading, ends: readonly string[]): void {
  while (reading.at < reading.count && word(reading) !== 'end') {
    if (word(reading) !== 'else') skipTo(reading, 'then');
    reading.at++;
    readStatements(reading, true, ends);
  }
  skipPastSemicolon(reading);
}

function skipLabel(reading: Reading): void {
  const { source, at } = reading;
  if (isSign(source, at, '<<') && isSign(source, at + 2, '>>')) reading.at += 3;
}

/** To the word outside of brackets and of CASE expressions, which have words of their own. */
function skipTo(reading: Reading, wanted: string): void {
  const { source } = reading;
  let brackets = 0;
  let cases = 0;
  for (; reading.at < reading.count; reading.at++) {
    if (isSign(source, reading.at, '(')) brackets++;
    else if (isSign(source, reading.at, ')')) brackets--;
    else if (brackets === 0 && cases === 0 && isWords(source, reading.at, wanted)) return;
    else if (isWords(source, reading.at, 'case')) cases++;
    else if (cases > 0 && isWords(source, reading.at, 'end')) cases--;
  }
}

function skipToSemicolon(reading: Reading): void {
  while (reading.at < reading.count && !isSign(reading.source, reading.at, ';')) reading.at++;
}

function skipPastSemicolon(reading: Reading): void {
  skipToSemicolon(reading);
  reading.at++;
}
