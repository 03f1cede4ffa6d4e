/** Names of schemas that are part of what the API sends, since a discriminator without a mapping compares with them. */
import { pointerTokens } from '../pointer.js';
import type { Node } from '../resolve.js';
import { member, step } from '../values.js';
import { isSameNode, nodeIn, targetOf } from './target.js';
import { pointerOf, type World } from './world.js';

/** Whether the name of a schema is the value of a discriminator somewhere (3.1.1 §4.8.25; 2.0, "Composition and Inheritance"). */
export function isImpliedValue(world: World, node: Node): boolean {
  const means = (one: World['mentions'][number]) => {
    const target = targetOf(world, one);
    return target?.kind === 'node' && isSameNode(target.node, node);
  };
  const isChosen = world.mentions.some(mention => {
    const { what, document, tokens } = mention;
    if (what !== 'ref' || !/^(?:oneOf|anyOf)$/.test(tokens.at(-3) ?? '')) return false;
    const choice = nodeIn(document, tokens.slice(0, -3));
    return choice && isDiscriminated(choice) && means(mention) && !isMapped(world, choice, means);
  });
  if (isChosen) return true;
  const own = pointerTokens(node.pointer);
  const bases = member(node.value, 'allOf');
  if (!Array.isArray(bases)) return false;
  const mentions = world.mentionsIn.get(node.document.path) ?? [];
  return bases.slice(0, 100).some((base, index) => {
    if (typeof member(base, '$ref') !== 'string') return false;
    const pointer = pointerOf([...own, 'allOf', String(index), '$ref']);
    const mention = mentions.find(one => one.tokens.length === own.length + 3 && pointerOf(one.tokens) === pointer);
    const target = mention && targetOf(world, mention);
    return target?.kind === 'node' && isDiscriminated(target.node) && !isMapped(world, target.node, means);
  });
}

function isDiscriminated({ value }: Node): boolean {
  return step(value, 'discriminator') !== undefined;
}

function isMapped(
  world: World,
  { document, pointer }: Node,
  means: (one: World['mentions'][number]) => boolean,
): boolean {
  const inside = `${pointer}/discriminator/`;
  const all = world.mentionsIn.get(document.path) ?? [];
  return all.some(one => one.what === 'mapping' && pointerOf(one.tokens).startsWith(inside) && means(one));
}
