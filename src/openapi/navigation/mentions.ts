/** Every place of a description where something is named: references, and what refers by a name. */
import type { SourceDocument } from '../document.js';
import type { Json } from '../json.js';
import { isObject } from '../values.js';
import { type Form, kindOf, memberForm } from './forms.js';

/** A place that names something. */
export interface Mention {
  /**
   * `ref`: a URI reference. `mapping`: a schema's name or a reference. `scheme`: a key of a security requirement. `tag` and
   * `operation`: by name. The last two declare such a name.
   */
  readonly what: 'ref' | 'mapping' | 'scheme' | 'tag' | 'operation' | 'declaredTag' | 'declaredOperation';
  readonly document: SourceDocument;
  /** To the scalar; of `scheme`, to what stands behind the key. */
  readonly tokens: readonly string[];
  readonly text: string;
  /** What is expected to be there. */
  readonly form: Form;
}

/** What walking has seen. Kinds of objects are kept as they were first reached, and each is walked once. */
export interface Walked {
  readonly mentions: Mention[];
  readonly forms: Map<object, Form>;
}

const byName: Partial<Record<Form, Mention['what']>> = {
  tagName: 'tag',
  operationName: 'operation',
  operationId: 'declaredOperation',
  declaredTag: 'declaredTag',
  operationRef: 'ref',
  mappingTarget: 'mapping',
};

/** Notes all mentions in a value of a form, except in what was walked before. */
export function walk(
  walked: Walked,
  document: SourceDocument,
  start: { readonly value: Json; readonly tokens: readonly string[]; readonly form: Form },
): void {
  const tokens = [...start.tokens];
  const mention = (what: Mention['what'], text: string, form: Form) =>
    walked.mentions.push({ what, document, tokens: [...tokens], text, form });
  const visit = (value: Json, form: Form): void => {
    if (form === 'data') return;
    if (typeof value === 'string') {
      const what = byName[form];
      if (what) mention(what, value, form === 'operationRef' ? 'operation' : form);
      return;
    }
    if (typeof value !== 'object' || value === null || walked.forms.has(value)) return;
    walked.forms.set(value, form);
    if (Array.isArray(value)) {
      const inner = kindOf(form);
      for (let index = 0; index < value.length; index++) {
        tokens.push(String(index));
        visit((value as readonly Json[])[index]!, inner);
        tokens.pop();
      }
      return;
    }
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      const inner = value[key]!;
      tokens.push(key);
      if ((key === '$ref' || key === '$dynamicRef') && typeof inner === 'string') mention('ref', inner, form);
      else if (form === 'requirement') mention('scheme', key, 'securityScheme');
      else visit(inner, memberForm(form, key));
      tokens.pop();
    }
  };
  visit(start.value, start.form);
}
