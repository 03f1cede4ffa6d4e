/** What a script asks the environment for: secrets, and values that may be some, never stand in it. */

export interface Known {
  /** For people: `the header Authorization`. */
  readonly what: string;
  /** Undefined: whoever runs the script knows it. */
  readonly value: string | undefined;
}

export interface ScriptEnvironment {
  readonly byName: Map<string, Known>;
  /** Of all names: where it is not people who set them, so that none is one that k6 or the system knows. */
  readonly prefix: string;
}

/** The name under which it is to be found: two that have the same name and differ do not overwrite each other. */
export function nameInEnvironment(wanted: string, known: Known, environment: ScriptEnvironment): string {
  const { byName, prefix } = environment;
  for (let turn = 1; ; turn++) {
    const name = prefix + (turn === 1 ? wanted : `${wanted}_${turn}`);
    const other = byName.get(name);
    if (!other) byName.set(name, known);
    if (!other || (other.what === known.what && other.value === known.value)) return name;
  }
}

/** `my-token` → `MY_TOKEN`. */
export function environmentName(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
