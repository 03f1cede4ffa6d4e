/** New columns in a description that was written for fewer: operations share its schemas, which comparing routes leaves to a person. */
import { applyEdits } from '../app/drift/applyEdits.js';
import { type Change, editsOf } from '../app/drift/changes.js';
import { valueUnder } from '../app/drift/described.js';
import { type ReadApiOptions, readApiAndSources } from '../openapi/parse.js';
import { pointerFrom } from '../openapi/pointer.js';
import { isObject, type JsonObject, member } from '../openapi/values.js';

/**
 * @param text of the description at `path`
 * @param document what the tables make of it; schemas of the same name get the properties that they lack
 * @returns the text with them; as it was where they cannot be added without touching anything else
 */
export async function growSchemas(
  path: string,
  text: string,
  document: JsonObject,
  options: Pick<ReadApiOptions, 'root'>,
): Promise<string> {
  const readFile = async (asked: string) => (asked === path ? text : undefined);
  const description = await readApiAndSources(path, { ...options, readFile });
  const { entry } = description.loaded;
  const schemas = member(member(document, 'components'), 'schemas');
  const changes = Object.entries(isObject(schemas) ? schemas : {}).flatMap(([name, schema]) => {
    const tokens = ['components', 'schemas', name];
    const there = valueUnder(entry.value, tokens);
    return isObject(schema) && isObject(there) ? growth(entry.path, tokens, there, schema) : [];
  });
  const edits = editsOf(description, changes);
  if (edits === undefined || edits.length === 0) return text;
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return mark + applyEdits(entry.text, edits);
}

function growth(path: string, tokens: readonly string[], there: JsonObject, wanted: JsonObject): readonly Change[] {
  const [known, properties, required] = [there.properties, wanted.properties, wanted.required];
  if (!isObject(known) || !isObject(properties)) return [];
  const fresh = Object.entries(properties).filter(([name]) => !Object.hasOwn(known, name));
  const at = (key: string) => ({ path, pointer: pointerFrom([...tokens, key]) });
  return fresh.flatMap(([key, value]): Change[] => {
    const added: Change = { kind: 'member', at: at('properties'), key, value };
    const isRequired = Array.isArray(required) && required.includes(key);
    return isRequired ? [added, { kind: 'element', at: at('required'), value: key }] : [added];
  });
}
