import type { Enabled, ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import type { Behaviour, DiffContext } from '../behaviour.js';
import type { Statement } from '../statement.js';

/** `on` takes DISABLE and its kin: `ALTER TABLE t`; `what`: `TRIGGER x`. */
function enabledStatement(on: string, what: string, enabled: Enabled): Statement {
  const words = { origin: 'ENABLE', disabled: 'DISABLE', replica: 'ENABLE REPLICA', always: 'ENABLE ALWAYS' };
  return { sql: `${on} ${words[enabled]}${what === '' ? '' : ` ${what}`}` };
}

const ruleEnabled = (rule: ObjectOf<'rule'>) =>
  enabledStatement(`ALTER TABLE ${rule.is.table}`, `RULE ${quoteName(rule.name)}`, rule.is.enabled);

export const ruleBehaviour: Behaviour<'rule'> = {
  word: 'RULE',
  rank: 170,
  reference: ({ name, is }) => `${quoteName(name)} ON ${is.table}`,
  create: rule => [{ sql: rule.is.create }, ...(rule.is.enabled === 'origin' ? [] : [ruleEnabled(rule)])],
  drop: ({ name, is }) => [{ sql: `DROP RULE ${quoteName(name)} ON ${is.table}` }],
  alter: (from, to) => ({
    statements: [
      ...(from.is.create === to.is.create
        ? []
        : [{ sql: to.is.create.replace(/^CREATE RULE/, 'CREATE OR REPLACE RULE') }]),
      ...(from.is.enabled === to.is.enabled ? [] : [ruleEnabled(to)]),
    ],
  }),
};

const triggerEnabled = (trigger: ObjectOf<'trigger'>) =>
  enabledStatement(`ALTER TABLE ${trigger.is.table}`, `TRIGGER ${quoteName(trigger.name)}`, trigger.is.enabled);

export const triggerBehaviour: Behaviour<'trigger'> = {
  word: 'TRIGGER',
  rank: 180,
  reference: ({ name, is }) => `${quoteName(name)} ON ${is.table}`,
  create: trigger => {
    if (isClone(trigger)) return [triggerEnabled(trigger)];
    return [{ sql: trigger.is.create }, ...(trigger.is.enabled === 'origin' ? [] : [triggerEnabled(trigger)])];
  },
  drop: (trigger, context) => {
    if (isClone(trigger)) return likeParent(trigger, context);
    return [{ sql: `DROP TRIGGER ${quoteName(trigger.name)} ON ${trigger.is.table}` }];
  },
  alter: (from, to, { version }) => {
    if (isClone(from) !== isClone(to)) return 'replace';
    if (from.is.create === to.is.create) return { statements: [triggerEnabled(to)] };
    // Takes a weaker lock than DROP TRIGGER (PostgreSQL manual, CREATE TRIGGER), and leaves the trigger enabled.
    if (version < 140000 || from.is.isConstraint || to.is.isConstraint) return 'replace';
    const replace = { sql: to.is.create.replace(/^CREATE TRIGGER/, 'CREATE OR REPLACE TRIGGER') };
    return { statements: [replace, ...(to.is.enabled === 'origin' ? [] : [triggerEnabled(to)])] };
  },
};

/** Of the trigger of a partitioned table, with a state of its own. */
function isClone({ is }: ObjectOf<'trigger'>): boolean {
  return is.create === '';
}

/** The clone has no state of its own any more: it gets the parent's, if both are there. */
function likeParent(trigger: ObjectOf<'trigger'>, { target }: DiffContext): readonly Statement[] {
  const original = trigger.needs.map(id => target.get(id)).find(need => need?.kind === 'trigger');
  if (original?.kind !== 'trigger' || trigger.parent === undefined || !target.get(trigger.parent)) return [];
  return [triggerEnabled({ ...trigger, is: { ...trigger.is, enabled: original.is.enabled } })];
}

const eventTriggerEnabled = ({ address, is }: ObjectOf<'eventTrigger'>) =>
  enabledStatement(`ALTER EVENT TRIGGER ${address}`, '', is.enabled);

export const eventTriggerBehaviour: Behaviour<'eventTrigger'> = {
  word: 'EVENT TRIGGER',
  hasOwner: true,
  rank: 200,
  create: trigger => [
    { sql: trigger.is.create },
    ...(trigger.is.enabled === 'origin' ? [] : [eventTriggerEnabled(trigger)]),
  ],
  drop: ({ address }) => [{ sql: `DROP EVENT TRIGGER ${address}` }],
  alter: (from, to) => (from.is.create === to.is.create ? { statements: [eventTriggerEnabled(to)] } : 'replace'),
};
