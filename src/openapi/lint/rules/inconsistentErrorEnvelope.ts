import type { ApiRule } from '../rule.js';
import { envelopeOf, errorForms, shares } from './envelope.js';

export const inconsistentErrorEnvelope: ApiRule = {
  id: 'inconsistent-error-envelope',
  title: 'An error has another form than the others',
  category: 'response',
  level: 'info',
  check: function* (spec) {
    const envelope = envelopeOf(spec);
    if (!envelope) return;
    const usual = envelope.required.length > 0 ? envelope.required : envelope.names;
    const said = new Set<string>();
    for (const form of errorForms(spec)) {
      if (shares(form, envelope)) continue;
      const { at, ref } = form.shape;
      const key = ref ?? `${at.path}#${at.pointer}`;
      if (said.has(key)) continue;
      said.add(key);
      const missing = usual.filter(name => !form.names.includes(name));
      const message = `Most errors of this API have ${listed(usual)}; this one has no ${listed(missing, 'or')}. With one form clients need one way to read errors.`;
      yield { at, part: 'key', message };
    }
  },
};

function listed(names: readonly string[], word = 'and'): string {
  const quoted = names.slice(0, 6).map(name => JSON.stringify(name));
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
}
