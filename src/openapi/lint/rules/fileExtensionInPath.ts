import { type ApiRule, onceIfThroughout } from '../rule.js';
import { pathAt } from '../spec.js';
import { segmentsOf } from './segments.js';

export const fileExtensionInPath: ApiRule = {
  id: 'file-extension-in-path',
  title: 'A path ends with a file extension',
  category: 'path',
  level: 'hint',
  check: spec => {
    const wrong = spec.paths.flatMap(path => {
      const segments = segmentsOf(path);
      const extension = /[^./]\.(?:json|xml|html?|php|aspx?|jsp|do|cgi|ya?ml)$/i.exec(segments.at(-1) ?? '');
      // Files that are looked for by these very names: /openapi.json, /.well-known/jwks.json.
      if (!extension || (segments.length === 1 && !path.includes('{')) || path.includes('/.well-known/')) return [];
      const suffix = extension[0].slice(1);
      const message = `The path ends with "${suffix}". Which format is sent is said by Accept and Content-Type, so that the address stays when the format changes.`;
      return [{ at: pathAt(spec, path), part: 'key' as const, message }];
    });
    return onceIfThroughout(wrong, spec.paths.length);
  },
};
