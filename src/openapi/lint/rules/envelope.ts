/** The one form that the errors of an API have. */
import type { Operation, Response, Shape } from '../../api.js';
import type { Json } from '../../json.js';
import { isObject, member } from '../../values.js';
import { fact, isJson, propertiesOf, resolved, type Spec } from '../spec.js';

export interface ErrorForm {
  readonly response: Response;
  readonly operation: Operation;
  readonly mediaType: string;
  readonly shape: Shape;
  /** Sorted. `<string>` and the like for what is no object. */
  readonly names: readonly string[];
  /** Of these names. */
  readonly required: readonly string[];
}

/** Every error response that says what its JSON looks like; a component is there as often as it is used. */
export function errorForms(spec: Spec): readonly ErrorForm[] {
  return fact(spec, 'error forms', () =>
    spec.api.operations.flatMap(operation =>
      operation.responses.flatMap((response): ErrorForm[] => {
        const isError =
          /^[45]/.test(response.status) || (response.status === 'default' && operation.responses.length > 1);
        const media = isError ? response.media.find(({ type }) => isJson(type)) : undefined;
        if (!media?.shape) return [];
        const form = formOf(spec, media.shape);
        return form ? [{ response, operation, mediaType: media.type, shape: media.shape, ...form }] : [];
      }),
    ),
  );
}

function formOf(spec: Spec, shape: Shape): Pick<ErrorForm, 'names' | 'required'> | undefined {
  return fact(spec, `form of ${shape.at.path}#${shape.at.pointer}`, () => {
    const target = resolved(spec, shape);
    const [type] = target?.types ?? [];
    if (type !== undefined && type !== 'object' && target?.types?.length === 1)
      return { names: [`<${type}>`], required: [] };
    const properties = propertiesOf(spec, target);
    // An object of which nothing is said can have any form.
    if (!properties || properties.size === 0) return undefined;
    const required = [target, ...(target?.allOf ?? []).map(one => resolved(spec, one))].flatMap(
      one => one?.required ?? [],
    );
    return { names: [...properties.keys()].sort(), required: required.filter(name => properties.has(name)) };
  });
}

/** Whether a form has all that makes up the envelope; more than that is fine. */
export function shares(form: Pick<ErrorForm, 'names'>, envelope: Pick<ErrorForm, 'names' | 'required'>): boolean {
  const needed = envelope.required.length > 0 ? envelope.required : envelope.names;
  return needed.every(name => form.names.includes(name));
}

/** The form that most errors have, when most have one; at least two. */
export function envelopeOf(spec: Spec): ErrorForm | undefined {
  return fact(spec, 'envelope', () => {
    const forms = errorForms(spec);
    const counts = new Map<string, { form: ErrorForm; count: number }>();
    for (const form of forms) {
      const key = form.names.join(' ');
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { form, count: 1 });
    }
    const groups = [...counts.values()].sort((a, b) => b.count - a.count).slice(0, 50);
    const sharing = (envelope: ErrorForm) =>
      groups.filter(({ form }) => shares(form, envelope)).reduce((sum, { count }) => sum + count, 0);
    const best = groups.map(({ form }) => ({ form, count: sharing(form) })).sort((a, b) => b.count - a.count)[0];
    return best && best.count >= 2 && best.count > forms.length / 2 ? best.form : undefined;
  });
}

/** RFC 9457 */
const problem: Json = {
  type: 'object',
  required: ['title', 'status'],
  properties: {
    type: { type: 'string', format: 'uri-reference', default: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri-reference' },
  },
};

/** What a standard error response refers to, and the component that has to be there for it. */
export function standardError(spec: Spec): {
  readonly ref: string;
  readonly mediaType: string;
  readonly component?: readonly [string, Json];
} {
  const sections = spec.api.dialect === '2.0' ? ['definitions'] : ['components', 'schemas'];
  const prefix = `#/${sections.join('/')}/`;
  const envelope = envelopeOf(spec);
  const id = envelope?.shape.ref ?? '';
  const file = id.slice(0, Math.max(0, id.indexOf('#')));
  const pointer = id.slice(file.length);
  if (envelope && file !== '') {
    const fragment = pointer === '#' ? '' : encodeURI(pointer);
    return { ref: encodeURI(file).replaceAll('?', '%3F') + fragment, mediaType: envelope.mediaType };
  }
  if (envelope && pointer.startsWith(prefix) && spec.shapes.get(id)?.shape.at.path === spec.api.at.path) {
    return { ref: encodeURI(pointer), mediaType: envelope.mediaType };
  }
  const there = sections.reduce<Json | undefined>((value, key) => member(value, key), spec.loaded.entry.value);
  const fits = (name: string) => {
    const known = member(there, name);
    return known === undefined || (member(member(known, 'properties'), 'title') !== undefined && isObject(known));
  };
  const name = ['Problem', 'ProblemDetails', 'HttpProblem'].find(fits) ?? 'StandardProblem';
  return { ref: prefix + name, mediaType: 'application/problem+json', component: [name, problem] };
}
