/** Ways to count in a text: the parser speaks of bytes and code points, editors of UTF-16 units. */

const nonAscii = /[^\0-\x7f]/;

/**
 * UTF-8 byte offsets → UTF-16 offsets of a text. Lone surrogates take three bytes, as emscripten's stringToUTF8 writes them. Offsets
 * beyond the end become the text's length, ones inside a character its start. The table is made on first use.
 */
export function byteOffsets(text: string): (byteOffset: number) => number {
  if (!nonAscii.test(text)) return byte => Math.min(byte, text.length);
  let table: Uint32Array | undefined;
  return byte => {
    table ??= byteTable(text);
    return table[byte] ?? text.length;
  };
}

function byteTable(text: string): Uint32Array {
  const table = new Uint32Array(text.length * 3);
  let bytes = 0;
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at)!;
    const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let i = 0; i < size; i++) table[bytes++] = at;
    at += point < 0x10000 ? 1 : 2;
  }
  return table.subarray(0, bytes);
}

/** The UTF-16 offset of a code point. */
export function codePointOffset(text: string, codePoints: number): number {
  if (!nonAscii.test(text)) return Math.min(codePoints, text.length);
  let at = 0;
  for (let left = codePoints; left > 0 && at < text.length; left--) at += text.codePointAt(at)! < 0x10000 ? 1 : 2;
  return at;
}
