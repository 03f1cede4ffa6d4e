/** What has to happen to each object, before the order of it is known. */
import { isDeepStrictEqual } from 'node:util';
import type { InventoryObject, ObjectId } from '../inventory.js';
import type { Alteration, Behaviour, Behaviours, Change, DiffContext } from './behaviour.js';
import { domainsToSwap } from './containedDomains.js';
import { metaStatements } from './meta.js';
import { isRetyped, partitionedBy } from './partitionKey.js';
import { retype } from './retype.js';
import type { Statement } from './statement.js';
import { attachmentsOfTwins } from './twins.js';

export interface Changes {
  /** To be dropped: removed, or replaced. */
  readonly dropped: ReadonlySet<ObjectId>;
  /** To be made: added, replaced or swapped. */
  readonly created: ReadonlySet<ObjectId>;
  /** Types of which the old one is renamed first and dropped last. Among `dropped` and `created`, too. */
  readonly swapped: ReadonlySet<ObjectId>;
  /**
   * Columns whose type is dropped and made anew: they are text in between, so that no value is lost. Among `dropped` and `created`, too:
   * dropping one means that it becomes text, making it that it gets its type.
   */
  readonly detoured: ReadonlySet<ObjectId>;
  /** Statements for what stays. */
  readonly altered: ReadonlyMap<ObjectId, readonly Statement[]>;
}

/** Kinds whose objects are converted instead of replaced when a type that they need is swapped. */
const typeKinds = new Set(['enum', 'domain', 'composite', 'range']);

/** Which objects come, go, are made anew and are altered. `anew`: those that are not to be altered. */
export function changesOf(context: DiffContext, behaviours: Behaviours, anew: ReadonlySet<ObjectId>): Changes {
  const { source, target } = context;
  const dropped = new Set(source.objects.filter(({ id }) => !target.get(id)).map(({ id }) => id));
  const created = new Set(target.objects.filter(({ id }) => !source.get(id)).map(({ id }) => id));
  const swapped = new Set<ObjectId>();
  const detoured = new Set<ObjectId>();
  const alterations = new Map<ObjectId, Alteration>();
  const retyped = new Set<ObjectId>();
  const pending: ObjectId[] = [...dropped];

  function replace(id: ObjectId): void {
    if (created.has(id) || dropped.has(id)) return;
    const partitioned = partitionedBy(source.get(id), source);
    if (partitioned !== undefined && !dropped.has(partitioned)) {
      replace(partitioned);
      return;
    }
    alterations.delete(id);
    dropped.add(id);
    created.add(id);
    pending.push(id);
  }

  function swap(id: ObjectId): void {
    if (swapped.has(id) || !target.get(id)) return;
    swapped.add(id);
    replace(id);
  }

  /** Whether the need is made again, and needed then, too: an alteration of the dependent cannot come in between. */
  function isStillNeeded(id: ObjectId, need: ObjectId): boolean {
    return created.has(need) && (target.get(id)?.needs.includes(need) ?? false);
  }

  /** Whether the dependent would be altered while a call of its could mean the old routine and a new one of the same name. */
  function isOverloaded({ kind, id }: InventoryObject, routine: InventoryObject): boolean {
    if (!madeAnewFreely.has(kind) || !isRoutine(routine)) return false;
    const needs = target.get(id)?.needs ?? [];
    return needs.some(need => {
      const other = target.get(need);
      return other && isRoutine(other) && other.name === routine.name && other.id !== routine.id;
    });
  }

  /** A partition is only detached for its tables; what a table has from its parent stays when that one goes, or it leaves that one. */
  function staysWithout(dependent: InventoryObject, need: InventoryObject): boolean {
    if (dependent.kind === 'partition') return need.kind === 'column' || need.kind === 'constraint';
    // A foreign key only waits for the partitions of what it references.
    if (dependent.kind === 'constraint' && (need.kind === 'partition' || need.kind === 'indexPartition')) return true;
    if (dependent.kind !== need.kind || (need.kind !== 'column' && need.kind !== 'constraint')) return false;
    if (dependent.name !== need.name || dependent.parent === need.parent) return false;
    const after = target.get(dependent.id);
    return dropped.has(need.parent!) || (after !== undefined && !after.needs.includes(need.id));
  }

  /** Whether there may be values of the old type that are none of the new one. */
  function isNarrower(id: ObjectId): boolean {
    const [before, after] = [source.get(id), target.get(id)];
    if (before?.kind !== 'enum' || after?.kind !== 'enum') return true;
    return before.is.values.some(value => !after.is.values.includes(value));
  }

  /** Whether the column of a table that stays can be text while its type is made anew. */
  function isDetour(dependent: InventoryObject): boolean {
    if (dependent.kind !== 'column' || created.has(dependent.id) || dropped.has(dependent.parent!)) return false;
    const after = target.get(dependent.id);
    if (after?.kind !== 'column' || dependent.is.foreign) return false;
    const { generated, identity } = dependent.is;
    return !generated && !identity && !after.is.generated && dependent.is.type === after.is.type;
  }

  /** What the server could attach in the place of another is not there when it attaches. */
  function replaceTwins(): void {
    for (const index of target.objects) {
      if (index.kind !== 'index' || !created.has(`partition ${index.is.table}`)) continue;
      if (attachmentsOfTwins(index, target).length > 0) replace(index.id);
    }
  }

  /** The index of a partition goes with the index that it is attached to, but not with the table of that. */
  function attachedTo({ needs }: InventoryObject, above: ObjectId): readonly ObjectId[] {
    if (dropped.has(source.get(above)?.parent ?? '')) return [];
    return needs.filter(need => need !== above && /^(?:index|constraint) /.test(need));
  }

  for (const from of source.objects) {
    const to = target.get(from.id);
    if (!to || (isDeepStrictEqual(from.is, to.is) && !anew.has(from.id))) continue;
    const change = anew.has(from.id) ? 'replace' : alter(behaviours, from, to, context);
    if (change === 'replace') replace(from.id);
    else if (change === 'swap') swap(from.id);
    else {
      alterations.set(from.id, change);
      if (isRetyped(from, to)) {
        const partitioned = partitionedBy(from, source);
        if (partitioned !== undefined) replace(partitioned);
      }
      if (change.disturbs) pending.push(from.id);
    }
  }
  for (const id of domainsToSwap(context)) swap(id);
  const next = () => {
    if (pending.length === 0) replaceTwins();
    return pending.pop();
  };
  for (let id = next(); id !== undefined; id = next()) {
    const disturbs = alterations.get(id)?.disturbs;
    const gone = dropped.has(id);
    if (gone) for (const part of source.partsOf(id)) replace(part.id);
    for (const dependent of source.dependentsOf(id)) {
      if (disturbs && !disturbs(dependent)) continue;
      if (gone && staysWithout(dependent, source.get(id)!)) continue;
      if (swapped.has(id) && typeKinds.has(dependent.kind)) swap(dependent.id);
      else if (swapped.has(id) && isConvertible(dependent)) {
        if (created.has(dependent.id) || dropped.has(dependent.id) || retyped.has(dependent.id)) continue;
        const partitioned = partitionedBy(dependent, source);
        if (partitioned !== undefined) {
          replace(partitioned);
          continue;
        }
        retyped.add(dependent.id);
        // What the column would have become by itself is part of it.
        alterations.set(
          dependent.id,
          retype(dependent, target.get(dependent.id)!, alterations.get(dependent.id), isNarrower(id), context),
        );
        pending.push(dependent.id);
      } else if (
        !gone ||
        !alterations.has(dependent.id) ||
        isStillNeeded(dependent.id, id) ||
        isOverloaded(dependent, source.get(id)!)
      ) {
        if (gone && isType(id) && isDetour(dependent)) detoured.add(dependent.id);
        replace(dependent.id);
      }
      if (gone && dependent.kind === 'indexPartition') for (const index of attachedTo(dependent, id)) replace(index);
    }
  }
  const altered = new Map<ObjectId, readonly Statement[]>();
  for (const from of source.objects) {
    const to = target.get(from.id);
    if (!to || dropped.has(from.id)) continue;
    const statements = [
      ...(alterations.get(from.id)?.statements ?? []),
      ...metaStatements(behaviours[from.kind] as Behaviour<never>, from, to, context),
    ];
    // Without statements it has its place in the order all the same: what it disturbs makes room before its parent changes it.
    if (statements.length > 0 || alterations.get(from.id)?.disturbs) altered.set(from.id, statements);
  }
  return { dropped, created, swapped, detoured, altered };
}

/** What holds no data, and needs nothing more to be made anew than to be altered. */
const madeAnewFreely = new Set<InventoryObject['kind']>([
  'view',
  'rule',
  'trigger',
  'policy',
  'default',
  'function',
  'procedure',
]);

function isRoutine({ kind }: InventoryObject): boolean {
  return kind === 'function' || kind === 'procedure' || kind === 'aggregate';
}

/** What columns can be of. */
function isType(id: ObjectId): boolean {
  return /^(?:enum|domain|composite|range|baseType|extension) /.test(id);
}

function isConvertible(dependent: InventoryObject): boolean {
  return dependent.kind === 'column' && !dependent.is.generated;
}

function alter(behaviours: Behaviours, from: InventoryObject, to: InventoryObject, context: DiffContext): Change {
  // The ids are equal, so the kinds are.
  return (behaviours[from.kind] as Behaviour<typeof from.kind>).alter(from as never, to as never, context);
}
