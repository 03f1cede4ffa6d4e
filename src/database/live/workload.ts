import { DatabaseError } from '../session.js';
import type { Rights } from './read/server.js';
import { readStatements } from './read/statements.js';
import { isLost, type Looks } from './readOnly.js';
import type { LiveStatement } from './report.js';

export interface WorkloadSeen {
  readonly state: 'there' | 'notInstalled' | 'notLoaded' | 'unknown';
  readonly statements: readonly LiveStatement[];
}

const how = '`GRANT pg_monitor` to the role.';

/** What pg_stat_statements has counted. @throws DatabaseError when the connection is lost; the signal's reason when it is aborted. */
export async function seeStatements(looks: Looks, rights: Rights): Promise<WorkloadSeen> {
  try {
    const { state, statements } = await looks.read(readStatements);
    if (state === 'notInstalled') {
      looks.unseen.push({
        what: 'statements',
        why: 'pg_stat_statements is not installed in this database.',
        how: '`CREATE EXTENSION pg_stat_statements`, with the library in shared_preload_libraries.',
      });
    } else if (!rights.stats) {
      looks.unseen.push({ what: 'statements', why: 'The role sees only its own.', how });
    }
    return { state, statements };
  } catch (error) {
    if (!(error instanceof DatabaseError) || isLost(error)) throw error;
    // object_not_in_prerequisite_state: it must be loaded.
    const isNotLoaded = error.server.code === '55000';
    looks.unseen.push({
      what: 'statements',
      why: `The server refused: ${error.server.message}.`,
      how: isNotLoaded ? 'Put pg_stat_statements into shared_preload_libraries, and restart the server.' : how,
    });
    return { state: isNotLoaded ? 'notLoaded' : 'unknown', statements: [] };
  }
}
