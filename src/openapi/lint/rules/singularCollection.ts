import { type ApiRule, onceIfThroughout, type Violation } from '../rule.js';
import { pathAt } from '../spec.js';
import { isParameter, literalOf, segmentsOf, wordsOf } from './segments.js';

/** Words without another plural, or with one that does not end in s. */
const plurals = new Set(
  'people children men women data media metadata criteria indices vertices matrices series species news staff equipment information feedback software hardware inventory content music merchandise aircraft sheep fish police personnel stock history auth config configuration search trivia schemata lookup settings me self'.split(
    ' ',
  ),
);

export const singularCollection: ApiRule = {
  id: 'singular-collection',
  title: 'The path of a collection is in the singular',
  category: 'path',
  level: 'hint',
  check: spec => {
    const wrong = new Map<string, Violation>();
    const collections = new Set<string>();
    for (const path of spec.paths) {
      const segments = segmentsOf(path);
      for (const [index, segment] of segments.entries()) {
        const next = segments[index + 1];
        if (next === undefined || !isParameter(next) || segment.includes('{') || !namesOne(segment, next)) continue;
        collections.add(segment);
        const words = wordsOf(literalOf(segment)).map(word => word.toLowerCase());
        // `codes_of_conduct`
        const last = (words.includes('of') ? words[words.indexOf('of') - 1] : words.at(-1)) ?? '';
        if (isPlural(last) || wrong.has(segment)) continue;
        const message = `"${segment}" is followed by ${next}, so it is a collection: in the plural, the list and its elements share one path.`;
        wrong.set(segment, { at: pathAt(spec, path), part: 'key', message });
      }
    }
    return onceIfThroughout([...wrong.values()], collections.size);
  },
};

/** What is done to the thing that the parameter names: `/download/{id}`. */
const actions =
  /^(?:un)?(?:delete|download|upload|restore|cancel|check|resolve|validate|verify|approve|reject|accept|decline|activate|deactivate|enable|disable|archive|publish|export|import|preview|render|generate|convert|send|start|stop|retry|refresh|follow|block|mute|lock|claim|redeem|track|view|read|show|compare|clone|copy|move|login|logout|search|query|find|filter|sort|count|random|latest|current|default|custom|all|own|mine|new|add|remove|update|create|edit|get|set|list)$/;

/** Whether the parameter picks an element: `/user/{userId}`, `/user/{id}`, not `/status/{status}` or `/from/{date}`. */
function namesOne(segment: string, parameter: string): boolean {
  const name = parameter
    .slice(1, -1)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const noun = segment.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (!/^[a-z]{3}/.test(noun) || /^v\d|^(?:by|from|with|for|since|until)/.test(noun) || actions.test(noun))
    return false;
  if (/^(?:id|uuid|guid|slug|key)$/.test(name)) return true;
  const stem = name.replace(/(?:id|uuid|guid|slug|key|name|number|code)$/, '');
  return stem !== name && stem.length > 2 && (noun.endsWith(stem) || stem.endsWith(noun) || stem.startsWith(noun));
}

function isPlural(word: string): boolean {
  return (
    plurals.has(word) ||
    /(?:[^su]|u[^s]|[aeiou]us)s$/.test(word) ||
    /(?:ies|ses|xes|ches|shes|zes)$/.test(word) ||
    !/[a-z]$/.test(word)
  );
}
