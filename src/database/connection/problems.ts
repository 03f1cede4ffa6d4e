/** What is wrong with a connection's description. No message repeats more of it than names and harmless values. */
import { Problem } from '../../text/problem.js';
import { isParameter, variables } from './parameters.js';

/** A parameter's value that cannot be used. It is not repeated: a password that ran out of its quotes may be a part of it. */
export function wrongValue(name: string, expected: string): Problem {
  const variable = variables[name];
  return new Problem(`The value of ${name}${variable ? ` (or ${variable})` : ''} cannot be used: write ${expected}.`);
}

export function unknownParameter(name: string): Problem {
  const near = nearest(name);
  return new Problem(
    `The connection has a parameter "${name}" that PostgreSQL does not know.${near ? ` Did you mean ${near}?` : ' Leave it out.'}`,
  );
}

function nearest(name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.keys(variables).find(known => {
    if (known === wanted || known.replaceAll('_', '') === wanted.replaceAll(/[_-]/g, '')) return true;
    return (
      known.length === wanted.length && [...known].filter((letter, index) => letter !== wanted[index]).length === 1
    );
  });
}

/** Of what is read from words or a service file: throws for a name that nobody knows, which is shown as `shown`. */
export function checkName(shown: string, name = shown): void {
  if (!isParameter(name)) throw unknownParameter(shown);
}

/** @throws Problem that names the values that there are. */
export function oneOf<const Value extends string>(name: string, value: string, values: readonly Value[]): Value {
  const found = values.find(known => known === value);
  if (found === undefined) throw wrongValue(name, `one of ${values.join(', ')}`);
  return found;
}

/** Something that libpq can do and we cannot; ignoring it would make the connection less safe than what was asked for. */
export function unsupported(name: string, instead: string): never {
  throw new Problem(`${name} is not supported here. ${instead}`);
}
