import type { ObjectOf } from '../../inventory.js';
import { quoteLiteral } from '../../print.js';
import type { Behaviour, Change, DiffContext } from '../behaviour.js';
import type { Hazard, Statement } from '../statement.js';
import { comesFromParent, goesWithParent, parentsOf } from './inheritance.js';
import { storageChanges, storageOptions } from './options.js';

type Constraint = ObjectOf<'constraint'>;

export const constraintBehaviour: Behaviour<'constraint'> = {
  word: 'CONSTRAINT',
  rank: 120,
  reference: ({ address, is }) => `${address} ON ${is.table}`,
  names: constraint => (hasIndex(constraint) ? [`relation ${indexOf(constraint)}`] : []),
  create: (constraint, context) => {
    if (comesFromParent(constraint, context)) return validatedAlone(constraint, context) ? [validate(constraint)] : [];
    const hazards = newConstraintHazards(constraint);
    return [
      { sql: `${alterSql(constraint)} ADD ${constraintSql(constraint)}`, ...(hazards.length > 0 && { hazards }) },
      ...indexSettings(undefined, constraint, context),
    ];
  },
  drop: (constraint, context) =>
    goesWithParent(constraint, context)
      ? []
      : [{ sql: `${alterSql(constraint, true)} DROP CONSTRAINT ${constraint.address}` }],
  alter: alterConstraint,
};

const timing = /(?: NOT DEFERRABLE| DEFERRABLE)?(?: INITIALLY (?:DEFERRED|IMMEDIATE))?$/;

/** `CONSTRAINT users_pkey PRIMARY KEY (id) WITH (fillfactor='70')` */
export function constraintSql({ address, is }: Constraint): string {
  const index = [
    ...(is.type !== 'exclusion' && Object.keys(is.options).length > 0 ? [` WITH (${storageOptions(is.options)})`] : []),
    ...(is.type !== 'exclusion' && is.tablespace !== undefined ? [` USING INDEX TABLESPACE ${is.tablespace}`] : []),
  ].join('');
  const definition = index === '' ? is.definition : is.definition.replace(timing, suffix => index + suffix);
  return `CONSTRAINT ${address} ${definition}`;
}

function alterConstraint(from: Constraint, to: Constraint, context: DiffContext): Change {
  const [old, now] = [plain(from), plain(to)];
  const statements: Statement[] = [];
  const say = (clause: string, ...hazards: Hazard[]) =>
    statements.push({ sql: `${alterSql(to)} ${clause}`, ...(hazards.length > 0 && { hazards }) });
  const isFollowing = to.is.type === 'check' && !from.is.local && !to.is.local;
  if (old !== now) {
    if (to.is.type !== 'foreignKey' || old.replace(timing, '') !== now.replace(timing, '')) return 'replace';
    const when = timing.exec(now)?.[0] || ' NOT DEFERRABLE';
    say(`ALTER CONSTRAINT ${to.address}${when}`);
  }
  if (from.is.validated && !to.is.validated) return 'replace';
  if (!from.is.validated && to.is.validated && (!isFollowing || validatedAlone(to, context))) {
    statements.push(validate(to));
  }
  // What was only inherited is declared here, too: the server merges the two.
  if (to.is.type === 'check' && to.is.inherited && from.is.inherited && to.is.local && !from.is.local) {
    say(`ADD ${constraintSql(to)}`);
  }
  return { statements: [...statements, ...indexSettings(from, to, context)] };
}

function validate(constraint: Constraint): Statement {
  const { address, is } = constraint;
  return { sql: `ALTER TABLE ${is.table} VALIDATE CONSTRAINT ${address}`, hazards: checksRows(constraint) };
}

/** Whether the constraint of a child is validated, while that of its parent is not. */
function validatedAlone({ is, address }: Constraint, { target }: DiffContext): boolean {
  if (!is.validated) return false;
  const partition = target.get(`partition ${is.table}`);
  const parents = partition?.kind === 'partition' ? [partition.is.of] : parentsOf(is.table, target);
  return parents.some(parent => {
    const above = target.get(`constraint ${parent} ${address}`);
    return above?.kind === 'constraint' && !above.is.validated;
  });
}

/** What the index of a constraint has besides: a comment, CLUSTER, REPLICA IDENTITY, and as changes storage parameters and tablespace. */
export function indexSettings(
  from: Constraint | undefined,
  to: Constraint,
  { target }: DiffContext,
): readonly Statement[] {
  if (!hasIndex(to)) return [];
  const { table } = to.is;
  const index = indexOf(to);
  const statements: Statement[] = [];
  if (from && to.is.type !== 'exclusion') {
    for (const clause of storageChanges(from.is.options, to.is.options)) {
      statements.push({ sql: `ALTER INDEX ${index} ${clause}` });
    }
  }
  if ((from || to.is.type === 'exclusion') && from?.is.tablespace !== to.is.tablespace) {
    statements.push({ sql: `ALTER INDEX ${index} SET TABLESPACE ${to.is.tablespace ?? 'pg_default'}` });
  }
  const { indexComment } = to.is;
  if (from?.is.indexComment !== indexComment) {
    const text = indexComment === undefined ? 'NULL' : quoteLiteral(indexComment);
    statements.push({ sql: `COMMENT ON INDEX ${index} IS ${text}` });
  }
  return [...statements, ...tableMarks(from, to, to.address, target.partsOf(to.parent!).some(isClustered), table)];
}

/** CLUSTER ON and REPLICA IDENTITY USING INDEX. `isStillClustered`: by whichever index, in the target. */
export function tableMarks(
  from: { readonly is: Marks } | undefined,
  to: { readonly is: Marks },
  name: string,
  isStillClustered: boolean,
  table: string,
): readonly Statement[] {
  const statements: string[] = [];
  if (to.is.clustered && !from?.is.clustered) statements.push(`ALTER TABLE ${table} CLUSTER ON ${name}`);
  if (from?.is.clustered && !to.is.clustered && !isStillClustered) {
    statements.push(`ALTER TABLE ${table} SET WITHOUT CLUSTER`);
  }
  if (to.is.replicaIdentity && !from?.is.replicaIdentity) {
    statements.push(`ALTER TABLE ONLY ${table} REPLICA IDENTITY USING INDEX ${name}`);
  }
  return statements.map(sql => ({ sql }));
}

interface Marks {
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
}

export function isClustered(part: { readonly kind: string; readonly is: object }): boolean {
  return (part.kind === 'index' || part.kind === 'constraint') && (part as { is: Marks }).is.clustered;
}

function hasIndex({ is: { type } }: Constraint): boolean {
  return type === 'primaryKey' || type === 'unique' || type === 'exclusion';
}

/** An index is in the schema of its table. */
function indexOf({ is, address }: Constraint): string {
  return is.table.replace(/(?:"(?:[^"]|"")*"|[^."]*)$/, () => address);
}

function plain({ is }: Constraint): string {
  return is.definition.replace(/ NOT VALID$/, '');
}

/** A key of a partitioned table is made for itself: those of its partitions are attached to it. */
function alterSql({ is }: Constraint, isDrop = false): string {
  const isKey = is.type === 'primaryKey' || is.type === 'unique' || is.type === 'exclusion';
  return `ALTER TABLE ${isKey && is.partitioned && !isDrop ? 'ONLY ' : ''}${is.table}`;
}

function newConstraintHazards(constraint: Constraint): readonly Hazard[] {
  const { is, address } = constraint;
  if (hasIndex(constraint)) {
    return [
      { kind: 'locks', reason: `Nobody can use ${is.table} while the index of ${address} is built.` },
      { kind: 'dependsOnData', reason: `It fails when rows of ${is.table} contradict it.` },
    ];
  }
  return is.validated ? checksRows(constraint) : [];
}

function checksRows({ is }: Constraint): readonly Hazard[] {
  return [
    { kind: 'scansTable', reason: `All rows of ${is.table} are checked.` },
    { kind: 'dependsOnData', reason: `It fails when a row of ${is.table} does not comply.` },
  ];
}
