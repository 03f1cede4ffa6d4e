/** The fewest indexes that pay: the best first, each tried beside those that were chosen before it. */
import { Problem } from '../../text/problem.js';
import type { AdviseOptions } from './adviseOptions.js';
import { type Candidate, leadOf } from './candidates.js';
import type { CostBench } from './costBench.js';
import { entriesPerRow } from './indexSize.js';
import type { Studied } from './study.js';
import type { Workload } from './workload.js';

export interface Measured extends Studied {
  /** Mean cost of its texts as things are. */
  readonly before: number;
}

export interface Chosen {
  readonly candidate: Candidate;
  readonly bytes: number;
  /** Rows a second that are written into it. */
  readonly writes: number;
  /** Costs of queries with all that was chosen, and what they would be without this one. */
  readonly helps: readonly { readonly query: Measured; readonly after: number; readonly without: number }[];
}

export interface Choice {
  readonly queries: readonly Measured[];
  readonly candidates: readonly Candidate[];
  readonly sizes: readonly (number | undefined)[];
  readonly workload: Workload;
  readonly options: AdviseOptions;
}

/**
 * What one row written costs for each entry of an index, in the planner's unit (a page read in sequence): the way down the tree in
 * memory, the entry's log record, and its part of a page that is written some time.
 */
const entryCost = 2;
/** Of its cost as things are, a query has to become cheaper by this part, and by so much, or the index is not for it. */
const leastPart = 0.2;
const leastCost = 10;
/** Less is not worth a word in the reasons. */
const noticed = 0.05;
const mostIndexes = 20;
/** Of equally good ones, up to this part, the smallest is taken. */
const nearlyAsGood = 0.95;

interface Trial {
  readonly place: number;
  readonly net: number;
  readonly helps: boolean;
  /** Number of those chosen before it when it was tried. */
  readonly round: number;
  readonly costs: ReadonlyMap<Measured, number>;
}

export async function chooseIndexes(bench: CostBench, choice: Choice): Promise<readonly Chosen[]> {
  const { candidates, sizes, queries, options } = choice;
  const chosen: number[] = [];
  let costs = new Map(queries.map(query => [query, query.before]));
  let trials: Trial[] = [];
  const places = candidates.map((_, place) => place).filter(place => sizes[place] !== undefined);
  for (const [done, place] of places.entries()) {
    options.onProgress?.({ stage: 'comparing costs', done, total: places.length });
    trials.push(await tryOne(bench, choice, chosen, place, costs));
  }
  while (chosen.length < mostIndexes) {
    trials = trials.filter(({ net, helps }) => net > 0 && helps);
    const best = await freshBest(bench, choice, { chosen, trials, costs });
    if (!best) break;
    chosen.push(best.place);
    trials = trials.filter(({ place }) => place !== best.place);
    costs = new Map([...costs, ...best.costs]);
  }
  return withoutNeedless(bench, choice, chosen);
}

interface State {
  readonly chosen: readonly number[];
  readonly trials: Trial[];
  readonly costs: ReadonlyMap<Measured, number>;
}

/** What a candidate brought beside fewer others it can hardly exceed beside more: only the ones in front are tried again. */
async function freshBest(
  bench: CostBench,
  choice: Choice,
  { chosen, trials, costs }: State,
): Promise<Trial | undefined> {
  for (;;) {
    trials.sort((a, b) => b.net - a.net);
    const [first] = trials;
    if (!first) return undefined;
    const near = trials.filter(({ net }) => net >= nearlyAsGood * first.net);
    const stale = near.filter(({ round }) => round !== chosen.length);
    if (stale.length === 0) {
      const bytes = ({ place }: Trial) => choice.sizes[place] ?? 0;
      return near.reduce((small, one) => (bytes(one) < bytes(small) ? one : small));
    }
    for (const { place } of stale) {
      const again = await tryOne(bench, choice, chosen, place, costs);
      const at = trials.findIndex(trial => trial.place === place);
      if (again.net > 0 && again.helps) trials[at] = again;
      else trials.splice(at, 1);
    }
  }
}

async function tryOne(
  bench: CostBench,
  choice: Choice,
  chosen: readonly number[],
  place: number,
  costs: ReadonlyMap<Measured, number>,
): Promise<Trial> {
  choice.options.signal?.throwIfAborted();
  await bench.use([...chosen, place]);
  const fresh = new Map<Measured, number>();
  let gain = 0;
  let helps = false;
  for (const query of queriesFor(choice, place)) {
    const now = costs.get(query) ?? query.before;
    const cost = await costOf(bench, query);
    if (now - cost >= Math.max(leastCost, leastPart * query.before)) {
      helps = true;
      gain += (now - cost) * rateOf(choice.workload, query);
    }
    fresh.set(query, Math.min(cost, now));
  }
  return { place, net: gain - writeCost(choice, place), helps, round: chosen.length, costs: fresh };
}

/** Those that could use it: it begins with what they look for. */
function queriesFor({ queries, candidates }: Choice, place: number): readonly Measured[] {
  const lead = leadOf(candidates[place]!);
  return queries.filter(({ leads }) => leads.has(lead));
}

async function costOf(bench: CostBench, { texts }: Measured): Promise<number> {
  let sum = 0;
  for (const { sql, cost } of texts) {
    try {
      sum += (await bench.plan(sql)).root.cost;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      sum += cost;
    }
  }
  return sum / texts.length;
}

/** Calls a second; without knowing the time, calls. */
function rateOf({ seconds }: Workload, { query }: Measured): number {
  return query.calls / Math.max(seconds ?? 1, 1);
}

/** Nobody knows how often queries of files run: what writes cost is told then, and not weighed. */
function writeCost({ candidates, workload }: Choice, place: number): number {
  return workload.seconds === undefined ? 0 : writesPerSecond(candidates[place]!) * entryCost;
}

/** Entries a second that the index would take. Deleted rows cost it nothing at once. */
function writesPerSecond(candidate: Candidate): number {
  const { inserted, updated, seconds = 0 } = candidate.table.writes;
  return seconds > 0 ? ((inserted + updated) / seconds) * candidate.fraction * entriesPerRow(candidate) : 0;
}

/** What a later one does as well goes again. */
async function withoutNeedless(bench: CostBench, choice: Choice, all: readonly number[]): Promise<readonly Chosen[]> {
  let kept = [...all];
  const found: Chosen[] = [];
  for (const place of all) {
    const others = kept.filter(one => one !== place);
    const helped = queriesFor(choice, place);
    const after = await costsOf(bench, kept, helped);
    const without = await costsOf(bench, others, helped);
    const helps = helped.flatMap((query, at) => {
      const pair = { query, after: after[at]!, without: without[at]! };
      return pair.without - pair.after >= noticed * query.before ? [pair] : [];
    });
    const gain = helps.reduce(
      (sum, { query, after: cost, without: more }) => sum + (more - cost) * rateOf(choice.workload, query),
      0,
    );
    if (helps.length === 0 || gain <= writeCost(choice, place)) kept = others;
    else {
      const candidate = choice.candidates[place]!;
      found.push({ candidate, bytes: choice.sizes[place] ?? 0, writes: writesPerSecond(candidate), helps });
    }
  }
  return found;
}

async function costsOf(
  bench: CostBench,
  places: readonly number[],
  queries: readonly Measured[],
): Promise<readonly number[]> {
  await bench.use(places);
  const costs: number[] = [];
  for (const query of queries) costs.push(await costOf(bench, query));
  return costs;
}
