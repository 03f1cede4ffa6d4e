/** `overrides` and `except`: what holds for some files, or for some parts of them. */
import nodePath from 'node:path';
import type { SourceDocument } from '../../document.js';
import type { Json } from '../../json.js';
import { isObject, member } from '../../values.js';
import { levelFrom } from './definition.js';
import { matchesGlob } from './glob.js';
import { type RulesetReading, say } from './reading.js';

/** Where the overrides are that hold for the description as a whole; those for parts of it are noted. */
export function overridesFor(reading: RulesetReading, document: SourceDocument): string[][] {
  const list = member(document.value, 'overrides');
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).flatMap((entry, index) => {
    const tokens = ['overrides', String(index)];
    const files = member(entry, 'files');
    if (!Array.isArray(files)) {
      say(reading, document, tokens, 'An override names its "files": ["v1/**/*.yaml"].');
      return [];
    }
    let whole = false;
    for (const pattern of (files as readonly Json[]).filter(one => typeof one === 'string')) {
      const [glob = '', pointer] = pattern.split('#');
      if (!isMeant(reading, document, glob)) continue;
      if (pointer === undefined) whole = true;
      else notePointer(reading, pointer, member(entry, 'rules'));
    }
    return whole ? [tokens] : [];
  });
}

/** Spectral 5's way to say it: `except: { "api.yaml#/paths": [rule] }`. */
export function noteExceptions(reading: RulesetReading, document: SourceDocument): void {
  const except = member(document.value, 'except');
  for (const [pattern, rules] of isObject(except) ? Object.entries(except) : []) {
    const [glob = '', pointer = ''] = pattern.split('#');
    if (!isMeant(reading, document, glob) || !Array.isArray(rules)) continue;
    for (const rule of rules as readonly Json[]) {
      if (typeof rule === 'string') reading.pointerLevels.push({ rule, pointer: decoded(pointer), level: 'off' });
    }
  }
}

function notePointer(reading: RulesetReading, pointer: string, rules: Json | undefined): void {
  for (const [rule, value] of isObject(rules) ? Object.entries(rules) : []) {
    const level = levelFrom(value);
    if (level !== undefined && level !== 'on') reading.pointerLevels.push({ rule, pointer: decoded(pointer), level });
  }
}

function isMeant({ spec }: RulesetReading, document: SourceDocument, glob: string): boolean {
  const relative = nodePath.relative(nodePath.dirname(document.path), spec).replaceAll('\\', '/');
  return matchesGlob(relative, glob);
}

function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}
