/** What programs use without declaring it, as far as it helps to put routes together. */
import path from 'node:path';
import { native } from './builtins.js';
import { regularExpression } from './literals.js';
import type { Machine } from './machine.js';
import { declaredType } from './patterns.js';
import { type HostValue, literal, type Member, nothing, type Site, textOf, unknown, type Value } from './value.js';

export function globalOf(machine: Machine, name: string, site: Site): Value {
  if (name === 'process') return processHost;
  if (name === 'URL') return urlHost;
  if (name === 'JSON') return jsonHost;
  if (name === 'RegExp') return regExpHost;
  if (name === '__dirname') return literal(path.dirname(site.path));
  const known =
    name === 'Object'
      ? objectHost(machine)
      : name === 'Array'
        ? arrayHost
        : name === 'Promise'
          ? promiseHost(machine)
          : undefined;
  if (known) return known;
  if (name === 'String' || name === 'Number' || name === 'Boolean' || name === 'parseInt' || name === 'parseFloat') {
    return conversion(name);
  }
  return { kind: 'term', site, is: { form: 'package', name: `global:${name}` } };
}

/** `import.meta` */
export function importMeta(file: string): Value {
  const known: Readonly<Record<string, string>> = { url: fileUrl + file, filename: file, dirname: path.dirname(file) };
  return {
    kind: 'host',
    host: { name: 'import.meta', get: key => (Object.hasOwn(known, key) ? literal(known[key]!) : undefined) },
  };
}

const fileUrl = 'file://';

/** Node's own modules. */
export function nodeModule(name: string): Value | undefined {
  if (name === 'url') return host('url', { fileURLToPath: ([url], site) => filePath(url, site) });
  if (name === 'path' || name === 'path/posix') return pathHost;
  return undefined;
}

function filePath(url: Value | undefined, site: Site): Value {
  const text = textOf(url?.kind === 'host' ? url.host.get?.('href', site) : url);
  return text?.startsWith(fileUrl) ? literal(text.slice(fileUrl.length)) : unknown('a path', site);
}

const jsonTerm = (name: string, site: Site): Value => ({
  kind: 'term',
  site,
  is: { form: 'member', object: { kind: 'term', site, is: { form: 'package', name: 'global:JSON' } }, name },
});

/** `new RegExp('^a', 'u')` */
const regExpHost: Value = {
  kind: 'host',
  host: {
    name: 'RegExp',
    call: ([source, flags], site) => {
      const [text, set] = [textOf(source), flags ? textOf(flags) : ''];
      const known = text === undefined || set === undefined ? undefined : regularExpression(text, set);
      return known ?? unknown('a regular expression', site);
    },
  },
};

/** `JSON.parse(JSON.stringify(value))` is a copy of the value. */
const jsonHost: Value = {
  kind: 'host',
  host: {
    name: 'JSON',
    get: (key, site) => {
      const callee = jsonTerm(key, site);
      const called = (args: readonly Value[]): Value => ({
        kind: 'term',
        site,
        is: { form: 'call', callee, args, construct: false },
      });
      return native(`JSON.${key}`, args => {
        for (const arg of args) if (arg.kind === 'host') arg.host.set?.('(whole)', arg, site);
        return (key === 'parse' && copied(args[0])) || called(args);
      });
    },
  },
};

function copied(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'term' || value.is.form !== 'call' || value.is.callee.kind !== 'term') return undefined;
  const { is } = value.is.callee;
  const json =
    is.form === 'member' && is.object.kind === 'term' && is.object.is.form === 'package' && is.object.is.name;
  return json === 'global:JSON' && is.form === 'member' && is.name === 'stringify' ? value.is.args[0] : undefined;
}

/** `new URL('./routes', import.meta.url)` */
const urlHost: Value = {
  kind: 'host',
  host: {
    name: 'URL',
    call: ([relative, base], site) => {
      const [text, from] = [textOf(relative), textOf(base)];
      if (text === undefined || !from?.startsWith(fileUrl)) return unknown('a URL', site);
      const file = path.resolve(path.dirname(from.slice(fileUrl.length)), text);
      const known: Readonly<Record<string, string>> = { pathname: file, href: fileUrl + file };
      return {
        kind: 'host',
        host: { name: 'URL', get: key => (Object.hasOwn(known, key) ? literal(known[key]!) : undefined) },
      };
    },
  },
};

function host(
  name: string,
  members: Readonly<Record<string, (args: readonly Value[], site: Site) => Value>>,
): HostValue {
  const get = (key: string) => (Object.hasOwn(members, key) ? native(`${name}.${key}`, members[key]!) : undefined);
  return { kind: 'host', host: { name, get } };
}

/** `Number(req.query.page)` is still what came with the request, and tells its type. */
function conversion(name: string): Value {
  return {
    kind: 'host',
    host: {
      name,
      call: ([value], site) => {
        if (value?.kind === 'host') {
          value.host.set?.('(type)', literal(name), site);
          return value;
        }
        if (value?.kind === 'choice') {
          for (const one of value.values) if (one.kind === 'host') one.host.set?.('(type)', literal(name), site);
        }
        if (value?.kind === 'literal' && name === 'String') return literal(String(value.value));
        if (value?.kind === 'literal' && name === 'Number') return literal(Number(value.value));
        return {
          kind: 'term',
          site,
          is: {
            form: 'call',
            callee: { kind: 'term', site, is: { form: 'package', name: `global:${name}` } },
            args: value ? [value] : [],
            construct: false,
          },
        };
      },
      get: (key, site) => ({
        kind: 'term',
        site,
        is: {
          form: 'member',
          object: { kind: 'term', site, is: { form: 'package', name: `global:${name}` } },
          name: key,
        },
      }),
    },
  };
}

const processHost: Value = {
  kind: 'host',
  host: {
    name: 'process',
    get: (key, site) => {
      if (key === 'env')
        return { kind: 'host', host: { name: 'process.env', get: name => unknown(`process.env.${name}`, site) } };
      return key === 'cwd' ? native('process.cwd', () => unknown('the working directory', site)) : undefined;
    },
  },
};

const pathHost: HostValue = {
  kind: 'host',
  host: {
    name: 'path',
    get: key => {
      if (key === 'default' || key === 'posix') return pathHost;
      if (key === 'dirname') {
        return native('path.dirname', ([file], site) => {
          const text = textOf(file);
          return text === undefined ? unknown('a path', site) : literal(path.dirname(text));
        });
      }
      if (key === 'join' || key === 'resolve') {
        return native(`path.${key}`, (args, site) => {
          const texts = args.map(textOf);
          if (texts.includes(undefined)) return unknown('a path', site);
          return literal(key === 'join' ? path.join(...(texts as string[])) : path.resolve(...(texts as string[])));
        });
      }
      return undefined;
    },
  },
};

const arrayHost: Value = host('Array', {
  isArray: ([value], site) =>
    value && ['list', 'members', 'literal', 'function', 'nothing'].includes(value.kind)
      ? literal(value.kind === 'list')
      : unknown('a condition', site),
  from: ([value], site) => value ?? unknown('a list', site),
  of: (args, site) => ({ kind: 'list', items: [...args], open: false, site }),
});

function promiseHost(machine: Machine): Value {
  const all = ([value]: readonly Value[], site: Site): Value => value ?? unknown('a promise', site);
  return {
    kind: 'host',
    host: {
      name: 'Promise',
      get: (key, site) => {
        if (key === 'all' || key === 'resolve') return native(`Promise.${key}`, all);
        if (key === 'reject') {
          return native('Promise.reject', ([value], at) => {
            machine.observe({ kind: 'throw', value: value ?? nothing, site: at });
            return unknown('a rejection', at);
          });
        }
        return { kind: 'term', site, is: { form: 'unknown', why: `Promise.${key}` } };
      },
      call: ([executor], site) => {
        if (!executor) return unknown('a promise', site);
        let resolved: Value = unknown('a promise', site);
        const resolve = native('resolve', ([value]) => {
          resolved = value ?? nothing;
          return nothing;
        });
        const reject = native('reject', ([value], at) => {
          machine.observe({ kind: 'throw', value: value ?? nothing, site: at });
          return nothing;
        });
        machine.call(executor, [resolve, reject], site);
        return resolved;
      },
    },
  };
}

function objectHost(machine: Machine): Value {
  const properties = (value: Value | undefined, site: Site): [string, Member][] | undefined => {
    if (value?.kind === 'members' && !value.open) return [...value.properties];
    if (value?.kind === 'host' && value.host.keys) {
      return value.host.keys().map(key => [key, { value: machine.member(value, key, site), site }]);
    }
    return undefined;
  };
  const listed =
    (make: (key: string, member: Member, site: Site) => Value) =>
    ([value]: readonly Value[], site: Site): Value => {
      if (value?.kind === 'host') value.host.set?.('(whole)', value, site);
      const found = properties(value, site);
      return found
        ? { kind: 'list', items: found.map(([key, member]) => make(key, member, site)), open: false, site }
        : unknown('the members of an object', site);
    };
  return host('Object', {
    keys: listed(key => literal(key)),
    values: listed((_key, member) => member.value),
    entries: listed((key, member, site) => ({ kind: 'list', items: [literal(key), member.value], open: false, site })),
    freeze: ([value]) => value ?? nothing,
    seal: ([value]) => value ?? nothing,
    fromEntries: ([value], site) => {
      const made = new Map<string, Member>();
      const items = value?.kind === 'list' ? value.items : [];
      for (const item of items) {
        const key = item.kind === 'list' ? textOf(item.items[0]) : undefined;
        if (item.kind === 'list' && key !== undefined) made.set(key, { value: item.items[1] ?? nothing, site });
      }
      return { kind: 'members', properties: made, open: value?.kind !== 'list' || value.open, site };
    },
    assign: ([target, ...others], site) => {
      if (target?.kind !== 'members' && target?.kind !== 'function') return target ?? unknown('an object', site);
      for (const other of others) {
        for (const [key, member] of properties(other, site) ?? []) target.properties.set(key, member);
        if (target.kind !== 'members' || properties(other, site)) continue;
        target.open = true;
        if (other.kind === 'host') other.host.set?.('(whole)', other, site);
        // As in a literal: who knows its type can say what is in it.
        if (other.kind === 'host' || other.kind === 'term')
          target.properties.set(`...${target.properties.size}`, { value: other, site });
        const declared = declaredType(target);
        if (declared) machine.observe({ kind: 'annotated', value: target, ...declared });
      }
      return target;
    },
  });
}
