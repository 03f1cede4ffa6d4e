/** Gives a component, tag or operation another name, with all that refers to it. */
import type { Range, TextEdit } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import type { SourceDocument } from '../document.js';
import type { Span } from '../parsed.js';
import { pointerTokens } from '../pointer.js';
import { isObject } from '../values.js';
import type { Mention } from './mentions.js';
import { toRange } from './place.js';
import { type Found, isComponent, mentionsOf, spanOfMention } from './references.js';
import { rewritten, scalarAt } from './scalar.js';
import { encodeToken, isSameNode, isSameTarget, mappedByName, nodeIn, targetOf, traceOf } from './target.js';
import type { World } from './world.js';

export interface RenameStart {
  /** The name as it stands at the place. */
  readonly range: Range;
  readonly name: string;
}

/** Whether what was found can be renamed, and what it is called now. @throws Problem when it cannot. */
export function renameStart(world: World, document: SourceDocument, found: Found): RenameStart {
  const { target, mention, span } = found;
  if (target.kind !== 'node') return { range: toRange(document, span), name: target.name };
  const { node } = target;
  const tokens = pointerTokens(node.pointer);
  if (!isComponent(world, node.document, tokens)) {
    throw new Problem(
      'This name is part of the API itself. Only components, tags, operationIds and security schemes are renamed.',
    );
  }
  const part = mention && nameInMention(world, mention, node);
  if (mention && !part) throw new Problem('This reference does not name its target. Rename it where it is defined.');
  return { range: toRange(document, part?.span ?? span), name: tokens.at(-1)! };
}

/**
 * All edits of a rename. Quotes, escapes and the rest of each reference stay as they are.
 * @throws Problem when the name cannot be given: taken, not allowed, or a file that does not parse.
 */
export function renameEdits(world: World, found: Found, name: string): readonly TextEdit[] {
  const { target } = found;
  for (const document of world.loaded.documents.values()) {
    const broken = document.findings.find(({ severity }) => severity === 'error');
    if (broken) {
      const position = broken.range.start;
      const message = `This file does not parse, so references may be missed: ${broken.message} Mend it first.`;
      throw new Problem(message, { path: document.path, position });
    }
  }
  const edits = new Map<string, TextEdit>();
  const add = (document: SourceDocument, span: Span | undefined, text: string) => {
    if (span) edits.set(`${document.path}:${span[0]}`, { path: document.path, range: toRange(document, span), text });
  };
  if (target.kind === 'node') {
    const { document } = target.node;
    const tokens = pointerTokens(target.node.pointer);
    checkName(world, document, tokens, name);
    const { key, value } = document.spansOf(tokens) ?? {};
    const outer = document.spansOf(tokens.slice(0, -1))?.value;
    if (!key || !value || !outer || key[0] < outer[0] || key[1] > outer[1]) {
      throw new Problem('This name comes through a YAML alias or merge key. Rename it where it is written.', {
        path: document.path,
      });
    }
    add(document, key, rewritten(document, scalarAt(document, key, tokens.at(-1)!), name, true));
  } else {
    checkOtherName(world, target.kind, target.apis, name);
    const what = target.kind === 'tag' ? 'declaredTag' : 'declaredOperation';
    for (const mention of world.mentions) {
      if (mention.what === what && isSameTarget(targetOf(world, mention)!, target)) addWhole(mention);
    }
  }
  for (const mention of mentionsOf(world, target)) {
    if (target.kind !== 'node') addWhole(mention);
    else {
      const part = nameInMention(world, mention, target.node);
      if (part?.isWhole) addWhole(mention);
      else if (part) add(mention.document, part.span, part.write(name));
    }
  }
  return [...edits.values()];

  function addWhole(mention: Mention): void {
    const { document, tokens, text } = mention;
    const spans = document.spansOf(tokens);
    const span = mention.what === 'scheme' ? spans?.key : spans?.value;
    if (span) add(document, span, rewritten(document, scalarAt(document, span, text), name, mention.what === 'scheme'));
  }
}

interface NamePart {
  readonly span: Span;
  /** The name is all that the scalar says. */
  readonly isWhole: boolean;
  readonly write: (name: string) => string;
}

/** Where in a mention the name of a node is; undefined when it is meant by another way, such as an anchor. */
function nameInMention(
  world: World,
  mention: Mention,
  node: NonNullable<ReturnType<typeof nodeIn>>,
): NamePart | undefined {
  const { document, tokens, text, what } = mention;
  const whole = spanOfMention(mention);
  if (!whole) return undefined;
  const byName = what === 'mapping' ? mappedByName(world, mention) : undefined;
  if ((byName && isSameNode(byName, node)) || (what === 'scheme' && !text.includes('#'))) {
    return { span: whole, isWhole: true, write: name => name };
  }
  const trace = traceOf(world, mention);
  const index = trace.findIndex(one => one && isSameNode(one, node));
  const hash = text.indexOf('#');
  if (index < 0 || hash < 0) return undefined;
  // A slash may be written %2F: fragments are decoded before they are split.
  const separators = [...text.slice(hash + 1).matchAll(/\/|%2f/gi)].map(
    found => [hash + 1 + found.index, hash + 1 + found.index + found[0].length] as const,
  );
  const start = separators[index]?.[1];
  if (start === undefined || separators.length !== trace.length) return undefined;
  const end = separators[index + 1]?.[0] ?? text.length;
  const spans = document.spansOf(tokens);
  const span = what === 'scheme' ? spans?.key : spans?.value;
  const scalar = span && scalarAt(document, span, text);
  if (!scalar) return undefined;
  if (!scalar.offsets) {
    // A reference on several lines: all of it is written anew.
    const write = (name: string) => {
      const now = text.slice(0, start) + encodeToken(name) + text.slice(end);
      return rewritten(document, scalar, now, what === 'scheme');
    };
    return { span: scalar.span, isWhole: false, write };
  }
  const write = (name: string) => {
    const encoded = encodeToken(name);
    return scalar.style === 'single' ? encoded.replaceAll("'", "''") : encoded;
  };
  return { span: [scalar.offsets[start]!, scalar.offsets[end]!], isWhole: false, write };
}

/** OpenAPI 3.1.1 §4.8.7.1: what the keys of `components` may look like. */
const componentName = /^[a-zA-Z0-9._-]+$/;

function checkName(world: World, document: SourceDocument, tokens: readonly string[], name: string): void {
  const inComponents = tokens[0] === 'components' && tokens.length === 3;
  if (
    inComponents
      ? !componentName.test(name)
      : !isWritable(name) || (name.startsWith('x-') && world.apis.includes(document))
  ) {
    const allowed = inComponents ? ' Letters, digits, ".", "_" and "-" are allowed.' : '';
    throw new Problem(`${JSON.stringify(name)} cannot be the name of a component.${allowed} Choose another one.`);
  }
  const siblings = nodeIn(document, tokens.slice(0, -1))?.value;
  if (name !== tokens.at(-1) && isObject(siblings) && Object.hasOwn(siblings, name)) {
    throw new Problem(`There is a ${JSON.stringify(name)} already beside it. Choose another name.`, {
      path: document.path,
    });
  }
}

function checkOtherName(world: World, kind: 'tag' | 'operation', apis: readonly SourceDocument[], name: string): void {
  if (!isWritable(name)) throw new Problem(`${JSON.stringify(name)} cannot be a name. Choose another one.`);
  const what = kind === 'tag' ? 'declaredTag' : 'declaredOperation';
  const taken = world.mentions.find(mention => mention.what === what && mention.text === name);
  if (taken && isSameTarget(targetOf(world, taken)!, { kind, name, apis })) {
    const noun = kind === 'tag' ? 'tag' : 'operation';
    throw new Problem(
      `There is ${noun === 'tag' ? 'a tag' : 'an operation'} ${JSON.stringify(name)} already. Choose another name.`,
    );
  }
}

function isWritable(name: string): boolean {
  return (
    name.trim() === name &&
    name !== '' &&
    !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]|[\ud800-\udfff](?![\udc00-\udfff])/.test(name)
  );
}
