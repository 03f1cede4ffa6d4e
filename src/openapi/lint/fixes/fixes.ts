/** Fixes for what Spectral and the reader find. */
import type { Finding, Fix } from '../../../text/finding.js';
import { locateFinding, locatePlace, type SourceDocument } from '../../document.js';
import { pointerFrom } from '../../pointer.js';
import { below, type Spec, type Written, writtenAt } from '../spec.js';
import { addOperationId, replaceOperationId } from './operationIds.js';
import { missingParameters, type ReadingFix, unusedParameters } from './pathParameters.js';
import { renamePath, trimAddress } from './slashes.js';
import { declareTag } from './tags.js';

/** By Spectral's rule. `place` is what the diagnostic names. */
const spectralFixes: Readonly<Record<string, (spec: Spec, place: Written) => readonly Fix[]>> = {
  'operation-operationId': (spec, place) => addOperationId(spec, ownerOf(spec, place)),
  'operation-operationId-unique': (spec, place) => replaceOperationId(spec, ownerOf(spec, place)),
  'path-keys-no-trailing-slash': (_, place) => renamePath(place),
  'oas3-server-trailing-slash': (_, place) => trimAddress(place),
  'oas2-host-trailing-slash': (_, place) => trimAddress(place),
  'operation-tag-defined': declareTag,
};

export function fixesForSpectral(
  spec: Spec,
  rule: string,
  document: SourceDocument,
  tokens: readonly string[],
): readonly Fix[] {
  const make = Object.hasOwn(spectralFixes, rule) ? spectralFixes[rule] : undefined;
  const place = make && writtenAt(spec, { path: document.path, pointer: pointerFrom(tokens) });
  return place ? make(spec, place) : [];
}

/** The operation, also when the diagnostic names its operationId. */
function ownerOf(spec: Spec, place: Written): Written {
  const { document, tokens } = place;
  if (tokens.at(-1) !== 'operationId') return place;
  return writtenAt(spec, { path: document.path, pointer: pointerFrom(tokens.slice(0, -1)) }) ?? place;
}

/** The reader's findings, with their fixes. */
export function withFixes(spec: Spec, findings: readonly Finding[]): readonly Finding[] {
  const has = (rule: string) => findings.some(finding => finding.rule === rule);
  const known: readonly ReadingFix[] = [
    ...(has('missing-path-parameter') ? missingParameters(spec) : []),
    ...(has('unused-path-parameter') ? unusedParameters(spec) : []),
  ];
  if (known.length === 0) return findings;
  const byPlace = new Map<string, ReadingFix[]>();
  for (const one of known) {
    const key = placeKey(spec, one);
    if (key !== undefined) byPlace.set(key, [...(byPlace.get(key) ?? []), one]);
  }
  return findings.map(finding => {
    const { rule, path, range, message } = finding;
    const found = byPlace.get(`${rule}\n${path}\n${range.start.line}:${range.start.character}`);
    const fix = found?.find(({ name }) => message.includes(name));
    return fix ? { ...finding, fixes: fix.fixes() } : finding;
  });
}

function placeKey(spec: Spec, { rule, at }: ReadingFix): string | undefined {
  const written = writtenAt(spec, below(at));
  if (!written) return undefined;
  const { document } = written;
  const range =
    (rule === 'missing-path-parameter' && locatePlace(document, at.pointer)?.key) ||
    locateFinding(document, at.pointer);
  return `${rule}\n${at.path}\n${range.start.line}:${range.start.character}`;
}
