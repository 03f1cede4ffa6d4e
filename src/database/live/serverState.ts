/** The server itself: sessions, replication, settings. */
import { archiverFindings, lagFindings, slotFindings } from './checks/replicationChecks.js';
import { collationFindings, counterFindings, versionFindings } from './checks/serverChecks.js';
import { connectionFindings, preparedFindings, transactionFindings, waitingFindings } from './checks/sessionChecks.js';
import { settingFindings } from './checks/settingChecks.js';
import { countHiddenSessions, readConnections, readPrepared, readTransactions, readWaiting } from './read/activity.js';
import { readArchiver, readReplicas, readSlots, readStandbyLag } from './read/replication.js';
import { type Rights, readCollationChanges, readCounters } from './read/server.js';
import { readCheckpoints, readIsPublicOpen, type Settings } from './read/settings.js';
import type { Looks } from './readOnly.js';
import type { DatabaseFinding, ServerFacts } from './report.js';
import { idleSeconds } from './thresholds.js';
import type { WorkloadSeen } from './workload.js';

export interface ServerSeen {
  readonly server: ServerFacts;
  readonly settings: Settings | undefined;
  readonly workload: WorkloadSeen;
  readonly rights: Rights;
}

const how = '`GRANT pg_monitor` to the role.';

/** @throws DatabaseError when the connection is lost; the signal's reason when it is aborted. */
export async function judgeServer(looks: Looks, seen: ServerSeen): Promise<readonly DatabaseFinding[]> {
  return [
    ...(await judgeSessions(looks)),
    ...(await judgeReplication(looks, seen.rights)),
    ...(await judgeSelf(looks, seen)),
  ];
}

async function judgeSessions(looks: Looks): Promise<readonly DatabaseFinding[]> {
  const connections = await looks.see('connections', readConnections, how);
  const transactions = await looks.see('transactions', session => readTransactions(session, idleSeconds.warning), how);
  const waiting = await looks.see('locks', readWaiting, how);
  const prepared = await looks.see('prepared transactions', readPrepared, how);
  const hidden = (await looks.see('sessions', countHiddenSessions)) ?? 0;
  if (hidden > 0)
    looks.unseen.push({ what: 'sessions', why: `The role sees nothing of ${hidden} sessions of other roles.`, how });
  return [
    ...(connections ? connectionFindings(connections) : []),
    ...transactionFindings(transactions ?? []),
    ...waitingFindings(waiting ?? []),
    ...preparedFindings(prepared ?? []),
  ];
}

async function judgeReplication(looks: Looks, { stats }: Rights): Promise<readonly DatabaseFinding[]> {
  const slots = await looks.see('replication slots', readSlots, how);
  const replicas = (await looks.see('replicas', readReplicas, how)) ?? [];
  const standby = await looks.see('replication lag', readStandbyLag, how);
  const archiver = await looks.see('archiving', readArchiver, how);
  if (replicas.length > 0 && !stats)
    looks.unseen.push({ what: 'replication lag', why: 'The role does not see how late replicas are.', how });
  return [
    ...slotFindings(slots ?? []),
    ...lagFindings(replicas, standby ?? null),
    ...(archiver ? archiverFindings(archiver) : []),
  ];
}

async function judgeSelf(
  looks: Looks,
  { server, settings, workload }: ServerSeen,
): Promise<readonly DatabaseFinding[]> {
  const counters = await looks.see('counters of the database', readCounters);
  const collations = await looks.see('versions of collations', readCollationChanges);
  const checkpoints = await looks.see('checkpoints', readCheckpoints);
  const isPublicOpen = (await looks.see('privileges of the schema public', readIsPublicOpen)) ?? false;
  const facts = { server, checkpoints, isPublicOpen, statements: workload.state };
  return [
    ...(counters ? counterFindings(counters, server) : []),
    ...collationFindings(collations ?? [], server),
    ...versionFindings(server),
    ...(settings ? settingFindings({ ...facts, settings }) : []),
  ];
}
