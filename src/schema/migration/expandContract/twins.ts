/** A column and its twin, which is to take its place: both are kept in step while old and new code run side by side. */
import type { DiffContext } from '../../diff/behaviour.js';
import { columnSettings } from '../../diff/behaviours/columnChanges.js';
import { columnBehaviour } from '../../diff/behaviours/columns.js';
import { metaStatements } from '../../diff/meta.js';
import type { Statement } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { newName, quoteName, quoteNames, truncateName } from '../../print.js';
import { backfillStatement, dollarTag } from '../online/backfill.js';
import { concurrently } from '../online/indexes.js';
import { validateStatement } from '../online/validate.js';

type Column = ObjectOf<'column'>;

export interface Twins {
  /** As it will be, under its last name. */
  readonly column: Column;
  /** Quoted names of the one that is there, of its twin, and of the column in the end. */
  readonly old: string;
  readonly twin: string;
  readonly final: string;
  readonly oldType: string;
  /** SQL that makes a value of one from a value of the other. */
  readonly forth: (value: string) => string;
  readonly back: (value: string) => string;
  /** SQL of the source about the column, with the twin's name in its place. */
  readonly ofTwin: (sql: string) => string;
  readonly indexes: readonly ObjectOf<'index'>[];
  readonly constraints: readonly ObjectOf<'constraint'>[];
}

export interface TwinStages {
  readonly expand: readonly Statement[];
  readonly backfill: readonly Statement[];
  readonly contract: readonly Statement[];
}

export function twinStages(twins: Twins, context: DiffContext): TwinStages {
  const { column, old, twin, forth } = twins;
  const { table, type, collation } = column.is;
  const collate = collation === undefined ? '' : ` COLLATE ${collation}`;
  const fill = backfillStatement({
    table,
    set: `${twin} = ${forth(old)}`,
    where: `${twin} IS NULL AND ${old} IS NOT NULL`,
  });
  return {
    expand: [{ sql: `ALTER TABLE ${table} ADD COLUMN ${twin} ${type}${collate}` }, ...keepInStep(twins)],
    backfill: [fill],
    contract: [...prepared(twins, context), ...swapped(twins, context)],
  };
}

function syncName({ column, twin }: Twins): string {
  const relation = column.is.table.split('.').at(-1)!.replaceAll('"', '');
  return quoteName(truncateName(`zz_sync_${relation}_${twin.replaceAll('"', '')}`));
}

function functionName(twins: Twins): string {
  return `${quoteName(twins.column.schema ?? 'public')}.${syncName(twins)}`;
}

/** Only new code writes the twin. Triggers run in the order of their names: this one sees what others have made of the row. */
function keepInStep(twins: Twins): readonly Statement[] {
  const { column, old, twin, forth, back } = twins;
  const differs = (a: string, b: string) => `(${a})::text IS DISTINCT FROM (${b})::text`;
  const body = `
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.${twin} IS NULL THEN
      NEW.${twin} := ${forth(`NEW.${old}`)};
    ELSE
      NEW.${old} := ${back(`NEW.${twin}`)};
    END IF;
  ELSIF ${differs(`NEW.${old}`, `OLD.${old}`)} THEN
    NEW.${twin} := ${forth(`NEW.${old}`)};
  ELSIF ${differs(`NEW.${twin}`, `OLD.${twin}`)} AND ${differs(`NEW.${twin}`, forth(`NEW.${old}`))} THEN
    NEW.${old} := ${back(`NEW.${twin}`)};
  END IF;
  RETURN NEW;
END
`;
  const tag = dollarTag(body);
  return [
    { sql: `CREATE FUNCTION ${functionName(twins)}() RETURNS trigger LANGUAGE plpgsql AS ${tag}${body}${tag}` },
    {
      sql: `CREATE TRIGGER ${syncName(twins)} BEFORE INSERT OR UPDATE ON ${column.is.table} FOR EACH ROW EXECUTE FUNCTION ${functionName(twins)}()`,
    },
  ];
}

const temporary = (name: string): string => quoteName(truncateName(`new_${name}`));

/** Indexes, constraints and NOT NULL of the twin: all that takes its time. */
function prepared(twins: Twins, { version }: DiffContext): readonly Statement[] {
  const { column, twin, ofTwin } = twins;
  const { table, notNull } = column.is;
  const alter = `ALTER TABLE ${table}`;
  const statements: Statement[] = [];
  for (const index of twins.indexes) {
    const sql = ofTwin(index.is.create).replace(
      /^CREATE (UNIQUE )?INDEX (?:"(?:[^"]|"")+"|\S+) /,
      (_all, unique = '') => `CREATE ${unique}INDEX CONCURRENTLY ${temporary(index.name)} `,
    );
    statements.push(concurrently({ sql }, sql));
  }
  for (const { is, name } of twins.constraints) {
    if (is.type === 'unique') {
      const columns = ofTwin(`(${quoteNames(is.columns)})`);
      const sql = `CREATE UNIQUE INDEX CONCURRENTLY ${temporary(name)} ON ${table} USING btree ${columns}${nullsOf(is)}`;
      statements.push(concurrently({ sql }, sql));
      continue;
    }
    statements.push({
      sql: `${alter} ADD CONSTRAINT ${temporary(name)} ${ofTwin(is.definition)}${is.validated ? ' NOT VALID' : ''}`,
    });
    if (is.validated) statements.push(validateStatement(alter, temporary(name), table));
  }
  if (!notNull?.validated) return statements;
  const check = temporary(`${column.name}_not_null`);
  const condition = version >= 180000 ? `NOT NULL ${twin}` : `CHECK (${twin} IS NOT NULL)`;
  statements.push(
    { sql: `${alter} ADD CONSTRAINT ${check} ${condition} NOT VALID` },
    validateStatement(alter, check, table),
  );
  if (version < 180000) {
    statements.push(
      { sql: `${alter} ALTER COLUMN ${twin} SET NOT NULL` },
      { sql: `${alter} DROP CONSTRAINT ${check}` },
    );
  }
  return statements;
}

function nullsOf({ definition }: ObjectOf<'constraint'>['is']): string {
  return definition.startsWith('UNIQUE NULLS NOT DISTINCT') ? ' NULLS NOT DISTINCT' : '';
}

/** The twin takes the place of the old one, in a moment. */
function swapped(twins: Twins, context: DiffContext): readonly Statement[] {
  const { column, old, twin, final } = twins;
  const { table, notNull } = column.is;
  const alter = `ALTER TABLE ${table}`;
  const relation = context.target.get(column.parent!)?.name ?? '';
  const statements: Statement[] = [
    { sql: `DROP TRIGGER ${syncName(twins)} ON ${table}` },
    { sql: `DROP FUNCTION ${functionName(twins)}()` },
    {
      sql: `${alter} DROP COLUMN ${old}`,
      hazards: [{ kind: 'breaksClients', reason: `Code that wants ${old} as it was fails from here on.` }],
    },
  ];
  if (twin !== final) statements.push({ sql: `${alter} RENAME COLUMN ${twin} TO ${final}` });
  for (const { name, schema } of twins.indexes) {
    statements.push({
      sql: `ALTER INDEX ${quoteName(schema ?? 'public')}.${temporary(name)} RENAME TO ${quoteName(name)}`,
    });
  }
  for (const { is, name, address } of twins.constraints) {
    const [, timing = ''] =
      /((?: NOT DEFERRABLE| DEFERRABLE)?(?: INITIALLY (?:DEFERRED|IMMEDIATE))?)$/.exec(is.definition) ?? [];
    const sql =
      is.type === 'unique'
        ? `${alter} ADD CONSTRAINT ${address} UNIQUE USING INDEX ${temporary(name)}${timing}`
        : `${alter} RENAME CONSTRAINT ${temporary(name)} TO ${address}`;
    statements.push({ sql });
  }
  if (notNull?.validated && context.version >= 180000) {
    const own = quoteName(notNull.name ?? newName(relation, [column.name], 'not_null', () => false));
    statements.push({ sql: `${alter} RENAME CONSTRAINT ${temporary(`${column.name}_not_null`)} TO ${own}` });
  }
  const given = context.target.get(`default ${table}.${column.address}`);
  if (given?.kind === 'default')
    statements.push({ sql: `${alter} ALTER COLUMN ${final} SET DEFAULT ${given.is.expression}` });
  const meta = metaStatements(columnBehaviour as never, undefined, column, context);
  return [...statements, ...columnSettings(undefined, column, context), ...meta];
}
