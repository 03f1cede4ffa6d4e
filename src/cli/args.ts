/** The door of the command line: words become checked, typed options, or a Problem that names the word. */
import { parseArgs } from 'node:util';
import { nearestName } from '../openapi/nearest.js';
import { Problem } from '../text/problem.js';

export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What its value is called in the help; without it the flag takes none. */
  readonly value?: string;
  /** The value may be left out: the next word is one only when this says so, as in `--compare baseline.json` and `--compare URL URL`. */
  readonly isValue?: (word: string) => boolean;
  /** May be given several times. */
  readonly many?: boolean;
  /** As many; and the words up to the next flag are values, too: `--compare a.sql b.sql`. */
  readonly list?: boolean;
  readonly help: string;
  /** Heading in the help, for commands with many flags. */
  readonly group?: string;
}

export interface CommandForm {
  readonly name: string;
  readonly summary: string;
  /** After `senior-backend <name>`. */
  readonly usage: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
}

/** Flags by name as they were written: true, the last value, or every value of a flag that may be repeated. */
export interface Words {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, true | string | readonly string[]>>;
}

export const commonFlags: readonly Flag[] = [
  { name: 'json', help: 'Write only JSON to standard output; words go to standard error' },
  { name: 'verbose', short: 'v', help: 'Say more; show the stack trace of an unexpected error' },
  { name: 'help', short: 'h', help: 'Show this help' },
  { name: 'version', help: 'Show the version' },
];

/** @throws Problem for an unknown flag, with the nearest known one, and for a value that is missing or too many. */
export function parseWords(words: readonly string[], form: CommandForm): Words {
  const known = [...form.flags, ...commonFlags];
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      known.map(({ name, short, value, isValue }) => [
        name,
        {
          type: value === undefined || isValue ? ('boolean' as const) : ('string' as const),
          ...(short && { short }),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const positionals: string[] = [];
  const flags: Record<string, true | string | string[]> = {};
  const taken = new Set<number>();
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'positional' && !taken.has(i)) positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = known.find(({ name }) => name === token.name);
    if (!flag) throw unknownFlag(token.rawName, form.name, known);
    if (flag.value === undefined) {
      if (token.value !== undefined) throw new Problem(`${token.rawName} takes no value.`);
      flags[flag.name] = true;
      continue;
    }
    const next = tokens[i + 1];
    if (flag.isValue && token.value === undefined) {
      const isNext = next?.kind === 'positional' && next.index === token.index + 1 && flag.isValue(next.value);
      flags[flag.name] = isNext ? next.value : (flags[flag.name] ?? true);
      if (isNext) taken.add(i + 1);
      continue;
    }
    const { value } = token;
    // A negative number is a value: what it is for has more to say about it.
    if (value === undefined || value === '' || (!token.inlineValue && /^-(?!\d|$)/.test(value))) {
      const how = value?.startsWith('-') ? ` If ${value} is the value, write --${flag.name}=${value}.` : '';
      throw new Problem(`${token.rawName} needs a value: ${token.rawName} ${flag.value}.${how}`);
    }
    const before = flags[flag.name];
    const more = flag.list ? listedAfter(tokens, i) : [];
    for (const at of more.keys()) taken.add(i + 1 + at);
    const isMany = flag.many || flag.list;
    flags[flag.name] = isMany ? [...(Array.isArray(before) ? before : []), value, ...more] : value;
  }
  return { positionals, flags };
}

/** The words that follow an option's value. */
function listedAfter(tokens: readonly { readonly kind: string; readonly value?: string }[], option: number): string[] {
  const rest = tokens.slice(option + 1);
  const end = rest.findIndex(({ kind }) => kind !== 'positional');
  return rest.slice(0, end < 0 ? rest.length : end).map(({ value }) => value!);
}

function unknownFlag(raw: string, command: string, known: readonly Flag[]): Problem {
  const nearest = nearestName(
    raw.replace(/^-+/, ''),
    known.map(({ name }) => name),
  );
  const hint = nearest !== undefined && raw.startsWith('--') ? ` Did you mean --${nearest}?` : '';
  return new Problem(`${raw} is not a flag of ${command}.${hint} See senior-backend ${command} --help.`);
}

/** @throws Problem naming the nearest command. */
export function unknownCommand(word: string, names: readonly string[]): Problem {
  const nearest = nearestName(word, names);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return new Problem(`${JSON.stringify(word)} is not a command.${hint} See senior-backend --help.`);
}
