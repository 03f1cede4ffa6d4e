/** Who may be put under load: freely what is ours, after a question what is not, and never what is forbidden. */
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Load, Target } from '../plan.js';

/** `reason` is for people: it says what was found, and for `forbidden` what to do. */
export interface Guard {
  readonly verdict: 'free' | 'confirm' | 'forbidden';
  readonly reason: string;
}

/** `dns.promises.lookup(host, { all: true })`. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>;

export interface HostRules {
  /** Names with `*` for anything: `*.example.com`, `prod-*`, `10.1.*`. */
  readonly forbidden: readonly string[];
  /** Hosts that somebody has said yes to. */
  readonly confirmed: readonly string[];
}

/** Loopback (RFC 1122), private use (RFC 1918, RFC 4193), and "this host". Link-local is not: clouds keep their metadata there. */
const ours = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['0.0.0.0', 32],
] as const) {
  ours.addSubnet(network, prefix, 'ipv4');
}
ours.addSubnet('fc00::', 7, 'ipv6');
ours.addAddress('::1', 'ipv6');
ours.addAddress('::', 'ipv6');

/** A name is ours when every address that it has is. */
export async function guardHost(
  { origin, connection }: Pick<Target, 'origin' | 'connection'>,
  rules: HostRules,
  lookup: Lookup,
): Promise<Guard> {
  const { hostname, host } = new URL(origin);
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  const forbidden = rules.forbidden.find(glob => [...spellings(name), host].some(each => matches(glob, each)));
  if (forbidden !== undefined) {
    return {
      verdict: 'forbidden',
      reason: `${host} is on the list of hosts that are never load-tested (${forbidden}).`,
    };
  }
  if (connection.socketPath !== undefined) return { verdict: 'free', reason: 'The server is on this machine.' };
  const found = await addressesOf(name, lookup);
  const listed = rules.forbidden.find(glob =>
    found.some(address => spellings(address).some(each => matches(glob, each))),
  );
  if (listed !== undefined) {
    return {
      verdict: 'forbidden',
      reason: `${host} is at an address that is never load-tested (${found.join(', ')} matches ${listed}).`,
    };
  }
  if (found.length > 0 && found.every(isOurs))
    return { verdict: 'free', reason: `${host} is on this machine or network.` };
  if (rules.confirmed.some(each => each.toLowerCase() === host || each.toLowerCase() === name)) {
    return { verdict: 'free', reason: `${host} was confirmed before.` };
  }
  const where =
    found.length === 0 ? 'its name has no address' : `its address is ${found.filter(each => !isOurs(each)).join(', ')}`;
  return { verdict: 'confirm', reason: `${host} is not on this machine or a private network: ${where}.` };
}

async function addressesOf(name: string, lookup: Lookup): Promise<readonly string[]> {
  if (isIP(name)) return [name];
  // RFC 6761 §6.3: never another machine.
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1'];
  try {
    return (await lookup(name)).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** An IPv6 address with an IPv4 one in it (RFC 4291 §2.5.5.2, RFC 6052 §2.1) reaches that one: it is both. */
function spellings(address: string): readonly string[] {
  if (isIP(address) !== 6) return [address];
  const hex = new URL(`http://[${address.split('%', 1)[0]}]`).hostname.slice(1, -1);
  const [, high, low] = /^(?:::ffff:|64:ff9b::)(?:([\da-f]{1,4}):)?([\da-f]{1,4})$/.exec(hex) ?? [];
  if (low === undefined) return [address];
  const bits = [Number.parseInt(high ?? '0', 16), Number.parseInt(low, 16)];
  return [address, bits.flatMap(word => [word >> 8, word & 255]).join('.')];
}

function isOurs(address: string): boolean {
  const kind = isIP(address.split('%', 1)[0]!);
  return kind !== 0 && ours.check(address.split('%', 1)[0]!, kind === 6 ? 'ipv6' : 'ipv4');
}

/** Whatever stands between the stars is plain text. No regular expression: a pattern of many stars must not take forever. */
function matches(glob: string, name: string): boolean {
  const pieces = normal(glob).split('*');
  const text = name.toLowerCase();
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (pieces.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, position);
    if (at < 0 || at + piece.length > text.length - last.length) return false;
    position = at + piece.length;
  }
  return true;
}

/** As the URL parser writes hosts. */
function normal(glob: string): string {
  return glob
    .trim()
    .toLowerCase()
    .replace(/\.$/, '')
    .split('.')
    .map(label => (/[^\0-\x7f]/.test(label) && !label.includes('*') ? domainToASCII(label) : label))
    .join('.');
}

export interface Caps {
  readonly connections: number;
  /** Requests a second. */
  readonly rate: number;
}

/** Enough for one machine to bring a service down; more has to be asked for. */
export const defaultCaps: Caps = { connections: 1_000, rate: 10_000 };

export function guardLoad(load: Load, caps: Caps = defaultCaps): Guard {
  const { connections, rate } = peakOf(load);
  const over = (what: string, asked: number, cap: number): Guard => ({
    verdict: 'forbidden',
    reason: `${grouped(asked)} ${what} are more than the ${grouped(cap)} that are allowed. Ask for less, or raise the limit.`,
  });
  if (connections > caps.connections) return over('connections', connections, caps.connections);
  if (rate !== undefined && rate > caps.rate) return over('requests a second', rate, caps.rate);
  return { verdict: 'free', reason: 'Within the limits.' };
}

/** `50 connections, as fast as it answers`; `1,000 requests a second`: for the question before a load. */
export function describeLoad(load: Load): string {
  const { connections, rate } = peakOf(load);
  if (rate !== undefined) return `${grouped(rate)} requests a second`;
  return `${grouped(connections)} ${connections === 1 ? 'connection' : 'connections'}, as fast as it answers`;
}

function peakOf(load: Load): { connections: number; rate?: number } {
  const peak = Math.max(0, ...load.stages.map(({ target }) => target));
  return load.model === 'closed' ? { connections: peak } : { connections: load.maxConnections, rate: peak };
}

function grouped(value: number): string {
  // A request an hour is not none.
  return value.toLocaleString('en-US', value < 1 ? { maximumSignificantDigits: 3 } : {});
}
