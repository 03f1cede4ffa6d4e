/** What is made anew for each request: `{{$uuid}}`, `{{$randomInt 1 100}}`. */
import { Problem } from '../../text/problem.js';
import { nextHex, nextInteger, nextUuid, type Random } from './random.js';

/** What a builtin may know of the request that it is made for. */
export interface Moment {
  readonly random: Random;
  /** Of the iteration, over all users. */
  readonly count: number;
  readonly userIndex: number;
}

export type Builtin = (moment: Moment) => string;

const known =
  '$uuid, $index, $user, $now, $timestamp, $randomInt 1 100, $randomHex 8, $env.NAME, $secret.name, $braces';

/**
 * @param text `$randomInt 1 100`
 * @throws Problem for a name that does not exist and for wrong arguments.
 */
export function parseBuiltin(text: string, where: string): Builtin {
  const [name, ...words] = text.split(/\s+/);
  const wrong = (how: string): Problem => new Problem(`In ${where}, {{${text}}} is wrong: write ${how}.`);
  if (name === '$randomInt') {
    const [low, high] = words.map(Number);
    if (words.length !== 2 || !Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low! > high!) {
      throw wrong('two whole numbers, the smaller one first, like {{$randomInt 1 100}}');
    }
    return ({ random }) => String(nextInteger(random, low!, high!));
  }
  if (name === '$randomHex') {
    const digits = Number(words[0]);
    if (words.length !== 1 || !Number.isInteger(digits) || digits < 1 || digits > 100_000) {
      throw wrong('how many digits, from 1 to 100000, like {{$randomHex 8}}');
    }
    return ({ random }) => nextHex(random, digits);
  }
  const plain = builtins.get(name!);
  if (!plain) throw new Problem(`In ${where}, {{${text}}} is not known. There are ${known}.`);
  if (words.length > 0) throw wrong(`{{${name}}}`);
  return plain;
}

const builtins = new Map<string, Builtin>([
  ['$uuid', ({ random }) => nextUuid(random)],
  ['$index', ({ count }) => String(count)],
  ['$user', ({ userIndex }) => String(userIndex)],
  ['$now', () => new Date().toISOString()],
  ['$timestamp', () => String(Date.now())],
  ['$braces', () => '{{'],
]);
