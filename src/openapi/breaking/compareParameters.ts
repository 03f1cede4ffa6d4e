/** Parameters of requests, and headers of responses. */
import type { Operation, Parameter, Response } from '../api.js';
import { templateNames } from '../readParameters.js';
import { quoted } from './apiChange.js';
import { capitalized, type Exchange } from './compareMedia.js';
import { defaultChange } from './compareObjects.js';
import { type DirectChange, useShapes } from './comparison.js';
import { facetsOf } from './facets.js';
import { notesOf } from './side.js';

export function compareParameters(exchange: Exchange): void {
  const { comparison, before, after, direction } = exchange;
  const now = new Map(after.parameters.map(parameter => [keyOf(after, parameter), parameter]));
  const old = new Map(before.parameters.map(parameter => [keyOf(before, parameter), parameter]));
  const added = new Map([...now].filter(([key]) => !old.has(key)));
  const note = (change: Omit<DirectChange, 'operation'>) => comparison.direct.push({ ...change, operation: after });
  for (const [key, parameter] of old) {
    const kept = now.get(key);
    if (kept) {
      compareParameter(exchange, parameter, kept);
      continue;
    }
    const moved = [...added].find(([, other]) => other.name === parameter.name);
    const { at: was } = parameter;
    if (moved) {
      const [movedKey, to] = moved;
      added.delete(movedKey);
      const text = `${capitalized(whatOf(parameter))} moved: it is a ${to.in} parameter now.`;
      note({ rule: 'parameter-moved', text, about: aboutOf(parameter), at: to.at, was });
      continue;
    }
    const severity =
      direction === 'response' && !parameter.required
        ? ({ severity: 'warning' } as const)
        : parameter.deprecated
          ? ({ severity: 'warning' } as const)
          : {};
    const text = `${capitalized(whatOf(parameter))} was removed.`;
    note({ rule: 'parameter-removed', ...severity, text, about: aboutOf(parameter), at: parametersOf(after), was });
  }
  for (const parameter of added.values()) parameterAdded(exchange, parameter);
}

function parameterAdded({ comparison, after, direction }: Exchange, parameter: Parameter): void {
  const { at } = parameter;
  const isDue = parameter.required && direction === 'request';
  const hasDefault = notesOf(comparison.after, [parameter.shape]).default !== undefined;
  const text = `${capitalized(whatOf(parameter))} is new${isDue ? ' and required' : ''}.`;
  const about = aboutOf(parameter);
  if (!isDue) comparison.direct.push({ rule: 'parameter-added', operation: after, text, about, at });
  else {
    const severity = hasDefault ? ({ severity: 'warning' } as const) : {};
    comparison.direct.push({ rule: 'required-parameter-added', ...severity, operation: after, text, about, at });
  }
}

function compareParameter(exchange: Exchange, before: Parameter, after: Parameter): void {
  const { comparison, after: operation, direction } = exchange;
  const what = whatOf(after);
  const about = aboutOf(after);
  const places = { at: after.at, was: before.at };
  const note = (change: Pick<DirectChange, 'rule' | 'severity' | 'text'>) =>
    comparison.direct.push({ ...change, about, ...places, operation });
  if (before.name !== after.name && after.in === 'path') {
    const text = `The path parameter ${quoted(before.name)} is called ${quoted(after.name)} now; paths are the same.`;
    note({ rule: 'parameter-renamed', text });
  }
  compareRequired(exchange, before, after, note);
  if (after.deprecated && !before.deprecated)
    note({ rule: 'parameter-deprecated', text: `${capitalized(what)} is deprecated now.` });
  if (isWrittenOtherwise(exchange, before, after))
    note({
      rule: 'parameter-serialization-changed',
      text: `${capitalized(what)} is written in another way: ${writing(before)} before, ${writing(after)} now.`,
    });
  if (direction === 'request') {
    const change = defaultChange(notesOf(comparison.before, [before.shape]), notesOf(comparison.after, [after.shape]));
    if (change) note({ rule: 'request-default-changed', text: capitalized(change(what)) });
  }
  const isText = after.contentType === undefined;
  useShapes(comparison, [before.shape], [after.shape], { operation, what, direction, isText, ...places });
}

function compareRequired(
  { direction }: Exchange,
  before: Parameter,
  after: Parameter,
  note: (change: Pick<DirectChange, 'rule' | 'severity' | 'text'>) => void,
): void {
  if (before.required === after.required) return;
  const what = capitalized(whatOf(after));
  const isSent = direction === 'request';
  if (after.required) {
    const severity = isSent ? {} : ({ severity: 'info' } as const);
    note({ rule: 'parameter-became-required', ...severity, text: `${what} is required now.` });
  } else {
    const severity = isSent ? {} : ({ severity: 'error' } as const);
    note({ rule: 'parameter-became-optional', ...severity, text: `${what} is not required any more.` });
  }
}

/** Styles differ for lists and objects; those that put the name before the value differ for all. */
function isWrittenOtherwise({ comparison }: Exchange, before: Parameter, after: Parameter): boolean {
  if (before.contentType !== after.contentType) return true;
  if (after.contentType !== undefined) return false;
  const isNamed = ({ style }: Parameter) => style === 'label' || style === 'matrix';
  if (before.style !== after.style && (isNamed(before) || isNamed(after))) return true;
  if (before.style === after.style && before.explode === after.explode) return false;
  const old = facetsOf(comparison.before, [before.shape]).byKind;
  const now = facetsOf(comparison.after, [after.shape]).byKind;
  // A schema that says nothing may be a list; nobody has written so.
  const isCompound = (kind: 'array' | 'object') => old.has(kind) && now.has(kind) && (old.size < 6 || now.size < 6);
  return isCompound('array') || isCompound('object');
}

function writing({ style, explode, contentType }: Parameter): string {
  return contentType === undefined ? `style ${style}${explode ? ', exploded' : ''}` : quoted(contentType);
}

export function compareHeaders(exchange: Exchange, before: Response, after: Response): void {
  const { comparison, after: operation, direction } = exchange;
  const nameOf = ({ name }: Parameter) => name.toLowerCase();
  const now = new Map(after.headers.map(header => [nameOf(header), header]));
  const old = new Set(before.headers.map(nameOf));
  const note = (change: Omit<DirectChange, 'operation' | 'about'>, header: Parameter) =>
    comparison.direct.push({ ...change, operation, about: `response ${after.status} header ${nameOf(header)}` });
  const called = (header: Parameter) => `the header ${quoted(header.name)} of the ${after.status} response`;
  for (const header of before.headers) {
    const kept = now.get(nameOf(header));
    if (!kept) {
      const severity = header.required ? {} : ({ severity: 'warning' } as const);
      const text = `${capitalized(called(header))} was removed.`;
      note({ rule: 'response-header-removed', ...severity, text, at: after.at, was: header.at }, header);
      continue;
    }
    const places = { at: kept.at, was: header.at };
    if (header.required && !kept.required)
      note(
        {
          rule: 'response-header-became-optional',
          text: `${capitalized(called(kept))} may be missing now.`,
          ...places,
        },
        kept,
      );
    if (kept.required && !header.required)
      note(
        {
          rule: 'response-header-became-required',
          text: `${capitalized(called(kept))} is always there now.`,
          ...places,
        },
        kept,
      );
    const use = { operation, what: called(kept), direction, isText: kept.contentType === undefined, ...places };
    useShapes(comparison, [header.shape], [kept.shape], use);
  }
  for (const header of after.headers)
    if (!old.has(nameOf(header)))
      note({ rule: 'response-header-added', text: `${capitalized(called(header))} is new.`, at: header.at }, header);
}

/** By place and name; of paths by its number, whatever its name. */
function keyOf({ path }: Operation, { in: place, name }: Parameter): string {
  if (place === 'path') return `path ${templateNames(path).indexOf(name)}`;
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

function whatOf({ in: place, name }: Parameter): string {
  return `the ${place} parameter ${quoted(name)}`;
}

function aboutOf({ in: place, name }: Parameter): string {
  return `${place} ${name}`;
}

function parametersOf({ at, parameters }: Operation) {
  return parameters.length > 0 ? { path: at.path, pointer: `${at.pointer}/parameters` } : at;
}
