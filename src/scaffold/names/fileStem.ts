// The device names of Windows are taken with any extension: `con.routes.ts` cannot be made there.
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/;
const longest = 60;

/**
 * A kebab-case file name stem for a title, portable and distinct from those in `taken` (to which it is added, with the last number that its stem was given) also where
 * case does not count. Letters and digits of any script stay; undefined when the title has none.
 */
export function fileStem(title: string, taken: Map<string, number>): string | undefined {
  const words = title
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/(\p{Lu}{2,})(\p{Lu}\p{Ll})/gu, '$1-$2')
    .replace(/([\p{Ll}\p{N}])(\p{Lu}\p{Ll})/gu, '$1-$2')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/(^|-)\p{M}+/gu, '$1')
    .replace(/^-+|-+$/g, '');
  if (words === '') return undefined;
  const short = [...words].slice(0, longest).join('').replace(/-+$/, '');
  const stem = devices.test(short) ? `${short}-group` : short;
  const foldedStem = folded(stem);
  for (let count = (taken.get(foldedStem) ?? 0) + 1; ; count++) {
    const candidate = count === 1 ? stem : `${stem}-${count}`;
    if (taken.has(folded(candidate))) continue;
    taken.set(folded(candidate), 1).set(foldedStem, count);
    return candidate;
  }
}

function folded(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase();
}
