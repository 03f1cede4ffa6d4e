/** Damage to API descriptions, all of it drawn from one number, so that a case can be made again. */

export interface Dice {
  /** A whole number from 0 up, below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
}

/** mulberry32 */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * Math.max(1, limit));
  return { below, pick: list => list[below(list.length)]! };
}

const scraps = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    "'",
    '- ',
    '\n',
    '\t',
    '  ',
    '&a ',
    '*a',
    '!!set',
    '<<: ',
    '|\n',
    '>-\n',
    '? ',
    '%YAML 1.1\n',
    '---\n',
  ],
  ...[
    '...\n',
    '#',
    '\0',
    '\uFEFF',
    '\u2028',
    '\uD800',
    '👩‍👩‍👧',
    '\r',
    '__proto__: ',
    '"$ref": ',
    '$ref: "#"',
    '.inf',
    '.nan',
    '-0',
    '1e999',
    '0x1F',
    'null',
  ],
  ...['~', 'true', '\\u0000', '$' + '{x}', '*/', '`', '</script>', '{id}', '../', '/', '?', '#/'],
];

/** Bytes, lines, indentation, ends. */
export function damageText(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  const lines = text.split('\n');
  const line = dice.below(lines.length);
  switch (dice.below(9)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(dice.below(0x300)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + dice.below(60));
    case 2:
      return text.slice(0, at) + text.slice(dice.below(at), at) + text.slice(at);
    case 3:
      return text.slice(0, at);
    case 4:
      return lines.with(line, `${' '.repeat(dice.below(9))}${lines[line]!.trimStart()}`).join('\n');
    case 5:
      return lines.toSpliced(line, 1 + dice.below(4)).join('\n');
    case 6:
      return lines.toSpliced(dice.below(lines.length), 0, ...lines.slice(line, line + 1 + dice.below(12))).join('\n');
    case 7:
      return text.slice(0, at) + dice.pick(scraps) + text.slice(at);
    default: {
      const [key, other] = [/[\w$]+(?=["']?:)/.exec(lines[line]!)?.[0], /[\w$]+(?=["']?:)/.exec(dice.pick(lines))?.[0]];
      return key && other ? lines.with(line, lines[line]!.replace(key, other)).join('\n') : text;
    }
  }
}

type Container = Record<string, unknown> | unknown[];

interface Slot {
  readonly owner: Container;
  readonly key: string;
}

function slots(root: unknown): Slot[] {
  const found: Slot[] = [];
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      found.push({ owner: value as Container, key });
      visit((value as Record<string, unknown>)[key]);
    }
  };
  visit(root);
  return found;
}

const words = [
  ...[
    'type',
    'items',
    'properties',
    'allOf',
    'oneOf',
    'anyOf',
    'not',
    'enum',
    'const',
    'default',
    'example',
    'examples',
    '$ref',
    '$id',
    '$anchor',
  ],
  ...[
    'required',
    'pattern',
    'format',
    'discriminator',
    'mapping',
    'parameters',
    'responses',
    'content',
    'schema',
    'additionalProperties',
    'in',
    'name',
  ],
  ...[
    'get',
    'post',
    'head',
    'query',
    'trace',
    'default',
    '200',
    '4XX',
    '99',
    'requestBody',
    'security',
    'servers',
    'callbacks',
    'links',
    'webhooks',
    'style',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'then',
    '',
    '/',
    '/{}',
    '/{a}{a}',
    '/{__proto__}',
    '/a?b',
    '//',
    'x-a',
    'prefixItems',
    'if',
  ],
  ...[
    '$dynamicRef',
    '$dynamicAnchor',
    '$defs',
    'dependentSchemas',
    'patternProperties',
    'propertyNames',
    'unevaluatedProperties',
    'minLength',
    'maximum',
  ],
];

const refs = [
  ...[
    '#',
    '#/',
    '#/paths',
    '#/components',
    '#/components/schemas',
    '#/info/title',
    '#/components/schemas/__proto__',
    '#/definitions',
    '#foo',
    '',
    ' ',
  ],
  ...[
    '#/%',
    '#/%zz',
    '#/paths/~1',
    '#/~2',
    'other.yaml',
    'other.yaml#/a',
    '../../etc/passwd',
    'http://localhost:1/x',
    'file:///etc/passwd',
    '//',
    ':',
    'x:y',
    '#/x-a/0',
  ],
];

const values: readonly (() => unknown)[] = [
  () => null,
  () => [],
  () => ({}),
  () => '',
  () => 'string',
  () => 0,
  () => -1,
  () => 1e308,
  () => 2 ** 53 + 2,
  () => 0.1,
  () => true,
  () => false,
  () => [null],
  () => [[]],
  () => ['string', 'null'],
  () => ({ type: 'string', pattern: '(a+)+$' }),
  () => ({ type: ['object', 5] }),
  () => ({ $ref: 5 }),
  () => ({ allOf: [{}, null, 5] }),
  () => ({ oneOf: [] }),
  () => 'x'.repeat(70_000),
  () => '`*/\n\u2028',
  () => '2020-13-45T99:99:99Z',
  () => '[',
];

/** Types, places, references, depth, names. The value is changed. */
export function damageTree(root: unknown, dice: Dice): void {
  const all = slots(root);
  if (all.length === 0) return;
  const { owner, key } = dice.pick(all);
  const set = (to: unknown) => {
    Object.defineProperty(owner, key, { value: to, enumerable: true, configurable: true, writable: true });
  };
  const value = (owner as Record<string, unknown>)[key];
  const other = dice.pick(all);
  const taken = (other.owner as Record<string, unknown>)[other.key];
  switch (dice.below(10)) {
    case 0:
      set(dice.pick(values)());
      return;
    case 1:
      set(structuredClone(taken));
      return;
    case 2:
      if (Array.isArray(owner)) owner.splice(Number(key), 1);
      else delete owner[key];
      return;
    case 3:
      set({ $ref: dice.pick([...refs, ...refsTo(root, dice)]) });
      return;
    case 4: {
      const name = dice.pick(words);
      if (Array.isArray(owner)) owner.push(structuredClone(taken));
      else
        Object.defineProperty(owner, name, {
          value: structuredClone(taken),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      return;
    }
    case 5:
      set([value]);
      return;
    case 6:
      set(typeof value === 'object' && value !== null ? Object.values(value)[0] : { value });
      return;
    case 7: {
      let deep: unknown = value;
      const wrap = dice.pick(['items', 'properties', 'allOf', 'additionalProperties', 'not', '[]']);
      for (let level = dice.below(dice.below(2) ? 12 : 450); level > 0; level--) {
        deep =
          wrap === '[]'
            ? [deep]
            : wrap === 'allOf'
              ? { allOf: [deep] }
              : wrap === 'properties'
                ? { properties: { a: deep } }
                : { [wrap]: deep };
      }
      set(deep);
      return;
    }
    case 8: {
      const name = dice.pick(words);
      if (Array.isArray(owner)) {
        set(name);
        return;
      }
      delete owner[key];
      Object.defineProperty(owner, name, { value, enumerable: true, configurable: true, writable: true });
      return;
    }
    default:
      set(
        typeof value === 'string'
          ? dice.pick([...words, ...refs])
          : typeof value === 'number'
            ? -value
            : dice.pick(values)(),
      );
      return;
  }
}

/** References to what is there, circles among them. */
function refsTo(root: unknown, dice: Dice): string[] {
  const found: string[] = [];
  const visit = (value: unknown, pointer: string) => {
    if (typeof value !== 'object' || value === null || found.length > 3000) return;
    for (const key of Object.keys(value)) {
      const inner = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      found.push(`#${inner}`);
      visit((value as Record<string, unknown>)[key], inner);
    }
  };
  visit(root, '');
  return [1, 2, 3].map(() => dice.pick(found));
}
