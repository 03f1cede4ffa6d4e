/** From text to values: what a schema lets a piece of text become, and nothing more. */

/**
 * What a text may become. A list is a choice. Text that is not what it should be stays text, for the validator to
 * reject with a good message: "abc" never becomes NaN, "5" becomes a number only where the spec has one.
 */
export type WireType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | { readonly items: WireType }
  | { readonly properties: Readonly<Record<string, WireType>>; readonly rest?: WireType }
  | readonly WireType[];

/** Nested values as written, before types: `filter[a][b]=1`. */
export type Tree = string | Tree[] | Map<string, Tree>;

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const wholeNumber = /^-?\d+$/;

/** Text to values, where the type says so. */
export function typed(tree: Tree, type: WireType): unknown {
  if (typeof tree === 'string') {
    const items = Array.isArray(type) && !allows(type, 'string') ? undefined : itemsOf(type);
    if (items !== undefined && !Array.isArray(type)) return [typed(tree, items)];
    return scalar(tree, type);
  }
  if (Array.isArray(tree)) {
    const items = itemsOf(type);
    return tree.map(item => typed(item, items ?? 'string'));
  }
  const items = itemsOf(type);
  const object = objectOf(type);
  if (items !== undefined && !object && [...tree.keys()].every((key, index) => key === String(index))) {
    return [...tree.values()].map(item => typed(item, items));
  }
  return Object.fromEntries(
    [...tree].flatMap(([key, value]) => {
      // As parseJson has it.
      if (key === '__proto__') return [];
      const own = object && Object.hasOwn(object.properties, key) ? object.properties[key] : object?.rest;
      return [[key, typed(value, own ?? 'string')]];
    }),
  );
}

function scalar(text: string, type: WireType): unknown {
  if (allows(type, 'number') && jsonNumber.test(text)) {
    const value = Number(text);
    // Beyond 2^53 two ids become one: such text is left for the validator to reject.
    if (Number.isFinite(value) && (!wholeNumber.test(text) || Number.isSafeInteger(value))) return value;
  }
  if (allows(type, 'boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (allows(type, 'null') && text === 'null' && !allows(type, 'string')) return null;
  return text;
}

export function allows(type: WireType, name: 'string' | 'number' | 'boolean' | 'null'): boolean {
  return type === name || (Array.isArray(type) && type.some(choice => allows(choice, name)));
}

export function itemsOf(type: WireType): WireType | undefined {
  if (typeof type === 'string') return undefined;
  if ('items' in type) return type.items;
  return Array.isArray(type) ? firstOf(type, itemsOf) : undefined;
}

export function objectOf(type: WireType): Extract<WireType, { properties: unknown }> | undefined {
  if (typeof type === 'string') return undefined;
  if ('properties' in type) return type;
  return Array.isArray(type) ? firstOf(type, objectOf) : undefined;
}

function firstOf<T>(choices: readonly WireType[], pick: (type: WireType) => T | undefined): T | undefined {
  for (const choice of choices) {
    const found = pick(choice);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON.parse without `__proto__`: such a key changes the prototype of whatever it is later assigned to. */
export function parseJson(text: string): unknown {
  return mayHavePrototypes(text) ? withoutPrototypes(JSON.parse(text)) : JSON.parse(text);
}

/** True when a JSON text may have a key called `__proto__`, however it is spelt. */
export function mayHavePrototypes(text: string): boolean {
  return text.includes('__proto__') || text.includes('\\u005f') || text.includes('\\u005F');
}

/** Takes the keys called `__proto__` out of a value, without recursion: it may be as deep as its sender likes. */
export function withoutPrototypes<T>(value: T): T {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) continue;
    Reflect.deleteProperty(one, '__proto__');
    for (const inner of Object.values(one)) if (typeof inner === 'object' && inner !== null) open.push(inner);
  }
  return value;
}
