/** A short view of what a reference means, as Markdown in which everything of the file is text. */
import { escapeMarkdown } from '../../text/markup.js';
import type { Json } from '../json.js';
import { pointerTokens } from '../pointer.js';
import { isObject, member } from '../values.js';
import { type Form, kindOf } from './forms.js';
import { code, typeWords } from './hoverType.js';
import type { Target } from './target.js';
import { targetOf } from './target.js';
import type { World } from './world.js';

const mostProperties = 15;
const mostText = 400;

const titles: Partial<Record<string, string>> = {
  requestBody: 'request body',
  pathItem: 'path',
  mediaType: 'media type',
  securityScheme: 'security scheme',
};

/** @param form what is expected at the place that refers to it. */
export function hoverText(world: World, target: Target, form: Form, folderOf: (path: string) => string): string {
  if (target.kind !== 'node') return namedText(world, target);
  const { node } = target;
  const tokens = pointerTokens(node.pointer);
  const known = typeof node.value === 'object' && node.value !== null ? world.forms.get(node.value) : undefined;
  const kind = kindOf(form === 'unknown' && known ? known : form);
  const title = kind === 'unknown' || kind === 'data' ? '' : `${titles[kind] ?? kind} `;
  const [path = '', method = ''] = tokens.slice(-2);
  const name =
    kind === 'operation' ? `${method.toUpperCase()} ${path}` : (tokens.at(-1) ?? folderOf(node.document.path));
  const lines = [`**${title}${escapeMarkdown(line(name))}**${summary(node.value, kind)}`, ...body(node.value, kind)];
  lines.push(`_${escapeMarkdown(folderOf(node.document.path))}_`);
  return lines.join('\n\n');
}

function namedText(world: World, target: Exclude<Target, { kind: 'node' }>): string {
  const what = target.kind === 'tag' ? 'declaredTag' : 'declaredOperation';
  const lines = [`**${target.kind} ${escapeMarkdown(line(target.name))}**`];
  const found = world.mentions.find(one => {
    const own = one.what === what && one.text === target.name ? targetOf(world, one) : undefined;
    return own && own.kind !== 'node' && own.apis.some(api => target.apis.includes(api));
  });
  if (!found) return [...lines, 'It is not declared.'].join('\n\n');
  let value: Json | undefined = found.document.value;
  for (const token of found.tokens.slice(0, -1)) {
    value = Array.isArray(value) ? (value as readonly Json[])[Number(token)] : member(value, token);
  }
  if (target.kind === 'operation') {
    const [path = '', method = ''] = found.tokens.slice(-3, -1);
    lines.push(code(`${method.toUpperCase()} ${path}`));
  }
  return [...lines, ...words(member(value, 'summary')), ...words(member(value, 'description'))].join('\n\n');
}

function summary(value: Json, kind: string): string {
  const text = kind === 'schema' || kind === 'unknown' ? ownType(value) : typeOfOthers(value, kind);
  return text === '' ? '' : ` ${code(text)}`;
}

/** Values are listed below it. */
function ownType(schema: Json): string {
  if (!isObject(schema) || !Array.isArray(schema['enum'])) return typeWords(schema, 0);
  return schema['type'] === undefined ? '' : typeWords({ ...schema, enum: [] }, 0);
}

function typeOfOthers(value: Json, kind: string): string {
  const text = (key: string) => {
    const found = member(value, key);
    return typeof found === 'string' ? found : '';
  };
  if (kind === 'parameter') {
    const required = member(value, 'required') === true ? ', required' : '';
    const type = typeWords(member(value, 'schema') ?? value, 0);
    return `${text('name')} in ${text('in')}: ${type}${required}`;
  }
  if (kind === 'header') return typeWords(member(value, 'schema') ?? value, 0);
  if (kind === 'securityScheme')
    return [text('type'), text('scheme'), text('in'), text('name')].filter(Boolean).join(' ');
  if (kind === 'requestBody' || kind === 'response') {
    const content = member(value, 'content');
    return isObject(content) ? Object.keys(content).slice(0, 5).join(', ') : '';
  }
  if (kind === 'pathItem' && isObject(value)) {
    const methods = Object.keys(value).filter(key =>
      /^(?:get|put|post|delete|options|head|patch|trace|query)$/.test(key),
    );
    return methods.join(', ').toUpperCase();
  }
  return '';
}

function body(value: Json, kind: string): string[] {
  const lines = [
    ...words(member(value, 'title')),
    ...words(member(value, 'summary')),
    ...words(member(value, 'description')),
  ];
  if (kind === 'schema' || kind === 'unknown') return [...lines, ...properties(value), ...values(value)];
  if (kind === 'example') {
    const example = member(value, 'value') ?? member(value, 'dataValue');
    return example === undefined ? lines : [...lines, code(shortened(JSON.stringify(example)))];
  }
  if (kind !== 'response' && kind !== 'requestBody') return lines;
  const content = member(value, 'content');
  const schema = isObject(content) ? member(Object.values(content)[0], 'schema') : member(value, 'schema');
  return schema === undefined ? lines : [...lines, code(typeWords(schema, 0)), ...properties(schema)];
}

function properties(value: Json): string[] {
  const found = member(value, 'properties');
  if (!isObject(found)) return [];
  const names = Object.keys(found);
  const list = member(value, 'required');
  const required = new Set(Array.isArray(list) ? list : []);
  const rows = names.slice(0, mostProperties).map(name => {
    const about = firstLine(member(found[name], 'description'));
    const optional = required.has(name) ? '' : '?';
    const dash = about === '' ? '' : ` — ${escapeMarkdown(about)}`;
    return `- ${code(`${name}${optional}: ${typeWords(found[name]!, 0)}`)}${dash}`;
  });
  if (names.length > mostProperties) rows.push(`- and ${names.length - mostProperties} more`);
  return rows.length === 0 ? [] : [rows.join('\n')];
}

function values(value: Json): string[] {
  const list = member(value, 'enum');
  if (!Array.isArray(list) || list.length === 0) return [];
  const some = (list as readonly Json[]).slice(0, 20).map(one => code(shortened(JSON.stringify(one))));
  return [`One of ${some.join(', ')}${list.length > 20 ? ` and ${list.length - 20} more` : ''}.`];
}

function words(value: Json | undefined): string[] {
  if (typeof value !== 'string' || value.trim() === '') return [];
  const lines = value
    .slice(0, 4 * mostText)
    .trim()
    .split(/\r\n|\n|\r/)
    .slice(0, 6);
  return [lines.map(one => escapeMarkdown(shortened(one.trim()))).join('  \n')];
}

function firstLine(value: Json | undefined): string {
  return typeof value === 'string'
    ? shortened(
        line(
          value
            .slice(0, mostText)
            .trim()
            .split(/[\r\n]/)[0]!,
        ),
        100,
      )
    : '';
}

function line(text: string): string {
  return text.slice(0, mostText).replace(/\s+/g, ' ');
}

function shortened(text: string, most = mostText): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
