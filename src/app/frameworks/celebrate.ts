/** celebrate's names of a request's parts: https://github.com/arb/celebrate#segments */
import { literal, type Site, type Term, type Value } from '../interpret/value.js';

const segments = {
  ...{ BODY: 'body', QUERY: 'query', PARAMS: 'params', HEADERS: 'headers', COOKIES: 'cookies' },
  SIGNEDCOOKIES: 'signedCookies',
};

/** Undefined: another package. All but `Segments` stays as it is written. */
export function celebratePackage(name: string): Value | undefined {
  if (name !== 'celebrate') return undefined;
  const whole: Value = {
    kind: 'host',
    host: {
      name,
      get: (key, site) => (key === 'default' ? whole : key === 'Segments' ? named(site) : written(key, site)),
    },
  };
  return whole;
}

function named(site: Site): Value {
  const properties = new Map(Object.entries(segments).map(([key, value]) => [key, { value: literal(value), site }]));
  return { kind: 'members', properties, open: false, site };
}

function written(name: string, site: Site): Term {
  return {
    kind: 'term',
    site,
    is: { form: 'member', object: { kind: 'term', site, is: { form: 'package', name: 'celebrate' } }, name },
  };
}
