import type { DiffContext } from '../behaviour.js';
import type { Hazard } from '../statement.js';

/** What it means that a view or a routine is dropped, unless it is made again. */
export function missed(
  { id, address }: { readonly id: string; readonly address: string },
  { target }: DiffContext,
): readonly Hazard[] {
  return target.get(id) ? [] : [{ kind: 'breaksClients', reason: `Statements that use ${address} fail.` }];
}
