/** Recommendations name an option of the command line; in the editor there are other ways. */
import type { Recommendation } from '../../loadtest/verdict/verdict.js';

/** Where the editor has what the option does. */
const ways: Readonly<Record<string, string>> = {
  '--rate': 'A rate is typed into the question for the load: 200/s 30s.',
  '--connections': 'They are typed into the question for the load: 50 x 30s.',
  '--threads': 'The setting seniorBackend.loadTest.engine leaves the load to k6.',
  '--find-limit': 'To find it: Copy as Command, and add --find-limit in a terminal.',
};

/** With the way of the editor at the end of the detail. */
export function inEditor(recommendations: readonly Recommendation[]): readonly Recommendation[] {
  return recommendations.map(({ option, ...rest }) => {
    const way = option !== undefined && Object.hasOwn(ways, option) ? ways[option] : undefined;
    return way === undefined ? rest : { ...rest, detail: `${rest.detail} ${way}` };
  });
}
