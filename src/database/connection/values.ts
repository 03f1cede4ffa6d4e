/**
 * How values of a server come out, whichever engine gives them: boolean, int2, int4, oid, float4 and float8 as JavaScript has them,
 * json and jsonb parsed, and arrays of these, of text, name, varchar, char and int8 as arrays. Everything else is the text that the server writes: int8
 * and numeric since a number would round them, dates and times since a Date would lose the time zone and microseconds.
 */
type Parse = (text: string) => unknown;

const toNumber: Parse = Number;
const toBoolean: Parse = text => text === 't';
const toJson: Parse = text => JSON.parse(text);
const asText: Parse = text => text;

/** By the oids of pg_type, which never change. */
const scalars = new Map<number, Parse>([
  [16, toBoolean],
  [21, toNumber],
  [23, toNumber],
  [26, toNumber],
  [700, toNumber],
  [701, toNumber],
  [114, toJson],
  [3802, toJson],
]);

const arrays = new Map<number, Parse>(
  (
    [
      [1000, toBoolean],
      [1005, toNumber],
      [1007, toNumber],
      [1028, toNumber],
      [1021, toNumber],
      [1022, toNumber],
      [199, toJson],
      [3807, toJson],
      // "char", name, int8, text, bpchar, varchar.
      [1002, asText],
      [1003, asText],
      [1016, asText],
      [1009, asText],
      [1014, asText],
      [1015, asText],
    ] as const
  ).map(([oid, parse]) => [oid, text => parseArray(text, parse)]),
);

/** What turns the text of a value of this type into what callers get. */
export function parserOf(typeOid: number): (text: string) => unknown {
  return scalars.get(typeOid) ?? arrays.get(typeOid) ?? asText;
}

/** An array as array_out writes it: `{1,NULL,"a \"b\""}`, nested ones, and with bounds before it: `[0:1]={1,2}`. */
export function parseArray(text: string, parse: Parse): unknown[] {
  let at = text.indexOf('{') + 1;
  return items();

  function items(): unknown[] {
    const found: unknown[] = [];
    while (at < text.length) {
      const letter = text[at]!;
      if (letter === '}') {
        at++;
        return found;
      }
      if (letter === ',') at++;
      else if (letter === '{') {
        at++;
        found.push(items());
      } else found.push(letter === '"' ? quoted() : bare());
    }
    return found;
  }

  function quoted(): unknown {
    let value = '';
    for (at++; at < text.length && text[at] !== '"'; at++) {
      if (text[at] === '\\') at++;
      value += text[at];
    }
    at++;
    return parse(value);
  }

  function bare(): unknown {
    const start = at;
    while (at < text.length && text[at] !== ',' && text[at] !== '}') at++;
    const value = text.slice(start, at);
    return value === 'NULL' ? null : parse(value);
  }
}
