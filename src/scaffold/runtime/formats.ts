/** String formats as their RFCs have them (JSON Schema 2020-12, validation 7.3; OpenAPI's format registry). */

import { domainToASCII, domainToUnicode } from 'node:url';

// Two hyphens in the third and fourth place say that a label is in Punycode, and nothing else (RFC 5891, section 4.2.3.1).
const label = /^(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const isDay = (text: string) => {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  const days =
    month === 2
      ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
        ? 29
        : 28
      : 30 + ((month + (month >> 3)) & 1);
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
};

/** RFC 3339, section 5.6; a leap second only where it can be: 23:59:60 in UTC. */
function isTime(text: string): boolean {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|([+-])(\d\d):(\d\d))$/i.exec(text);
  if (!match) return false;
  const [hour, minute, second, offsetHour, offsetMinute] = [1, 2, 3, 5, 6].map(group => Number(match[group] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const sign = match[4] === '-' ? 1 : -1;
  const utc = hour * 60 + minute + sign * (offsetHour * 60 + offsetMinute);
  return ((utc % 1440) + 1440) % 1440 === 1439;
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text);

const asciiHostname = /^(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.(?!$)|$))+$/i;

function isHostname(text: string): boolean {
  return asciiHostname.test(text) ? text.length <= 253 : isHostnameOfLabels(text);
}

function isHostnameOfLabels(text: string): boolean {
  return text.length <= 253 && text.split('.').every(part => label.test(part) || isPunycode(part));
}

/** A label of another script, as DNS has it: `xn--…` (RFC 5891, section 4.2). */
function isPunycode(text: string): boolean {
  if (!/^xn--[a-z0-9-]{1,59}$/i.test(text)) return false;
  const decoded = domainToUnicode(text);
  return isWideLabel(decoded) && domainToASCII(decoded) === text.toLowerCase();
}

function isWideHostname(text: string): boolean {
  const parts = text.split(/[.\u3002\uff0e\uff61]/);
  const isLabel = (part: string) =>
    label.test(part) || isPunycode(part) || (isWideLabel(part) && domainToASCII(part).length <= 63);
  return parts.every(isLabel) && domainToASCII(text).length <= 253;
}

/** RFC 5892: letters, digits and marks, and the few characters that depend on those beside them. */
function isWideLabel(text: string): boolean {
  return (
    /^(?!..--|-|\p{M})(?:[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\u00b7\u0375\u05f3\u05f4\u06fd\u06fe\u0f0b\u200c\u3007\u30fb-]|\u200d)+(?<!-)$/u.test(
      text,
    ) &&
    !/[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]/.test(text) &&
    !/(?<!l)\u00b7|\u00b7(?!l)|\u0375(?!\p{Script=Greek})|(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u.test(text) &&
    !(
      /\u30fb/.test(text) &&
      !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text.replaceAll('\u30fb', ''))
    ) &&
    !(/[\u0660-\u0669]/.test(text) && /[\u06f0-\u06f9]/.test(text)) &&
    !/(?<![\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a\u1714\u1734\u17d2\u1a60\u1b44])\u200d/u.test(
      text,
    )
  );
}

function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** RFC 4291, section 2.2. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [place, part] of parts.entries()) {
      if (/^[0-9a-f]{1,4}$/i.test(part)) groups++;
      else if (index === halves.length - 1 && place === parts.length - 1 && isIpv4(part)) groups += 2;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** RFC 5321, section 4.1.2, without comments; quoted local parts and address literals included. */
function isEmail(text: string, localPart: RegExp): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (!localPart.test(local) && !/^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/.test(local)) return false;
  const literal = /^\[(?:IPv6:(.+)|(.+))\]$/i.exec(domain);
  if (literal) return literal[1] === undefined ? isIpv4(literal[2]!) : isIpv6(literal[1]);
  return localPart === atoms ? isHostname(domain) : /^[^\s@.]+(?:\.[^\s@.]+)*$/u.test(domain);
}
const atoms = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const wideAtoms = /^[^\s@".(),:;<>[\\\]]+(?:\.[^\s@".(),:;<>[\\\]]+)*$/u;

/** RFC 3986, its characters and escapes; the host in brackets is an IPv6 address. */
function isUriText(text: string, allowed: RegExp): boolean {
  if (!allowed.test(text) || /%(?![0-9a-f]{2})/i.test(text)) return false;
  const authority = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/i.exec(text)?.[1];
  if (authority !== undefined) {
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    const match = /^(?:\[([^[\]]*)\]|[^[\]:]*)(?::\d*)?$/.exec(host);
    if (!match || /[[\]@]/.test(authority.slice(0, Math.max(0, authority.lastIndexOf('@'))))) return false;
    if (match[1] !== undefined && !isIpv6(match[1]) && !/^v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+$/i.test(match[1]))
      return false;
  }
  const rest = authority === undefined ? text : text.slice(text.indexOf('//') + 2 + authority.length);
  return !/[[\]]/.test(rest) && (rest.match(/#/g)?.length ?? 0) <= 1;
}
const uriText = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/;
const iriText = /^[^\x00-\x20<>"{}|\\^`\x7f]*$/u;
const scheme = /^[a-z][a-z0-9+.-]*:/i;
// A first segment with a colon would be a scheme (RFC 3986, section 4.2).
const isReference = (text: string) => scheme.test(text) || !/^[^/?#]*:/.test(text);

// RFC 6570, section 2; an apostrophe in a literal is left to RFC 3986 (erratum 6937).
const variable = String.raw`(?:\w|%[0-9a-f]{2})(?:\.?(?:\w|%[0-9a-f]{2}))*(?::[1-9]\d{0,3}|\*)?`;
const uriTemplate = new RegExp(
  String.raw`^(?:[^\x00-\x20"<>\\^\x60{|}%\x7f]|%[0-9a-f]{2}|\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\})*$`,
  'iu',
);

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': text =>
    /^.{10}[t ]/i.test(text) && isDate(text.slice(0, 10)) && text[10] !== ' ' && isTime(text.slice(11)),
  date: isDate,
  time: isTime,
  // RFC 3339, appendix A.
  duration: text =>
    /^P(?:\d+W|(?=.)(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?=\d)(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/.test(
      text,
    ),
  email: text => isEmail(text, atoms),
  'idn-email': text => isEmail(text, wideAtoms),
  hostname: isHostname,
  'idn-hostname': isWideHostname,
  ipv4: isIpv4,
  ipv6: isIpv6,
  uri: text => scheme.test(text) && isUriText(text, uriText),
  'uri-reference': text => isReference(text) && isUriText(text, uriText),
  iri: text => scheme.test(text) && isUriText(text, iriText),
  'iri-reference': text => isReference(text) && isUriText(text, iriText),
  'uri-template': text => uriTemplate.test(text),
  // RFC 9562, section 4: any version, any variant.
  uuid: text => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
  // RFC 4648, section 4.
  byte: text => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  'json-pointer': text => /^(?:\/(?:[^~/]|~[01])*)*$/u.test(text),
  'relative-json-pointer': text => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/u.test(text),
  regex: text => {
    try {
      new RegExp(text, 'u');
      return true;
    } catch {
      return false;
    }
  },
};

/** True when a text has a format; a format that is not known here says nothing. */
export function isFormat(name: string, text: string): boolean {
  return !Object.hasOwn(formats, name) || formats[name]!(text);
}
