/**
 * How many values a walk through `root` meets when objects that are shared count each time. Thirty schemas that each refer
 * twice to the next one have a thousand million. An object inside itself counts nothing.
 */
export function expandedSize(root: unknown): number {
  const sizes = new Map<object, number>();
  const sizeOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    sizes.set(value, 0);
    let size = 1;
    for (const inner of Object.values(value)) size += sizeOf(inner);
    sizes.set(value, size);
    return size;
  };
  return sizeOf(root);
}
