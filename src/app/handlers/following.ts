/** What following a route has at hand. */
import type { FoundRoute } from '../frameworks/flatten.js';
import type { Interpreter } from '../interpret/interpreter.js';
import type { Observation } from '../interpret/machine.js';
import type { Callable, Site, Value } from '../interpret/value.js';
import { type Part, partOf } from './part.js';
import type { Reply } from './reply.js';
import type { Usage } from './usage.js';

/** Steps that following one handler may take: services that it calls are followed too. */
const enough = 40_000;

export interface Following {
  readonly interpreter: Interpreter;
  readonly route: FoundRoute;
  readonly usage: Usage;
  readonly reply: Reply;
  /** Whether the last handler is being followed: the one that answers. */
  readonly phase: { own: boolean };
}

/** Runs `work`; what is thrown in it and not caught is handed to `thrown`. */
export function watched(
  { interpreter, usage }: Following,
  work: () => void,
  thrown: (value: Value, site: Site) => void,
): void {
  const watcher = (observation: Observation) => {
    if (observation.kind === 'call') usage.calls.push(observation.term);
    else if (observation.kind === 'annotated') usage.types.push(observation);
    else if (observation.kind === 'throw') thrown(observation.value, observation.site);
  };
  const { refusing } = interpreter;
  refusing.needs.length = 0;
  refusing.certain = true;
  interpreter.exhausted = false;
  interpreter.watching(watcher, () => interpreter.apart(work, enough));
  usage.exhausted ||= interpreter.exhausted;
  for (const value of refusing.needs) need(partOf(value));
}

/** What has to be there has to be in something that is there. */
function need(part: Part | undefined): void {
  for (let at = part; at; at = at.parent) at.needed = true;
}

/** The functions in a handler: itself, or what a package's function wraps (`asyncHandler(fn)`). */
export function functionsIn(value: Value, depth = 0): Callable[] {
  if (value.kind === 'function') return [value];
  if (value.kind === 'choice') return value.values.flatMap(one => functionsIn(one, depth));
  if (value.kind === 'list' && depth < 4) return value.items.flatMap(one => functionsIn(one, depth + 1));
  if (value.kind === 'term' && value.is.form === 'call' && depth < 4)
    return value.is.args.flatMap(one => functionsIn(one, depth + 1));
  return [];
}
