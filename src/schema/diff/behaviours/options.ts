import { quoteLiteral, quoteName } from '../../print.js';

type Options = Readonly<Record<string, string>>;

/** `fillfactor='70', toast.autovacuum_enabled='false'`, in order of name; empty without options. */
export function storageOptions(options: Options): string {
  return sorted(options)
    .map(([name, value]) => `${storageName(name)}=${quoteLiteral(value)}`)
    .join(', ');
}

/** The clauses SET (…) and RESET (…) that lead from one to the other. */
export function storageChanges(from: Options, to: Options): readonly string[] {
  const set = Object.fromEntries(Object.entries(to).filter(([name, value]) => from[name] !== value));
  const gone = Object.keys(from)
    .filter(name => !(name in to))
    .sort();
  return [
    ...(gone.length > 0 ? [`RESET (${gone.map(storageName).join(', ')})`] : []),
    ...(Object.keys(set).length > 0 ? [`SET (${storageOptions(set)})`] : []),
  ];
}

/** `toast.fillfactor` has two names. */
function storageName(name: string): string {
  return name
    .split('.')
    .map(part => quoteName(part))
    .join('.');
}

/** ` OPTIONS (host 'a', port '1')`, with a blank before it; empty without options. */
export function foreignOptions(options: Options): string {
  const list = sorted(options).map(([name, value]) => `${quoteName(name)} ${quoteLiteral(value)}`);
  return list.length > 0 ? ` OPTIONS (${list.join(', ')})` : '';
}

/** `OPTIONS (ADD a '1', SET b '2', DROP c)`; undefined when they are equal. */
export function foreignOptionChanges(from: Options, to: Options): string | undefined {
  const list = [
    ...sorted(from).flatMap(([name]) => (name in to ? [] : [`DROP ${quoteName(name)}`])),
    ...sorted(to).flatMap(([name, value]) => {
      if (from[name] === value) return [];
      return [`${name in from ? 'SET' : 'ADD'} ${quoteName(name)} ${quoteLiteral(value)}`];
    }),
  ];
  return list.length > 0 ? `OPTIONS (${list.join(', ')})` : undefined;
}

function sorted(options: Options): [string, string][] {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
}
