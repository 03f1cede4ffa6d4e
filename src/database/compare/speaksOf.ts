import { type Script, statementsOf } from '../scriptStatements.js';

/** Whether scripts say who owns objects, and who may use them. What they never speak of is no part of the schema that they describe. */
export interface Spoken {
  readonly owners: boolean;
  readonly grants: boolean;
}

const ofGrants = /^(?:grant|revoke)\b|^alter\s+default\s+privileges\b/i;
const ofOwners =
  /^alter\b[^']*\bowner\s+to\b|^create\s+schema\b[^;]*\bauthorization\b|^reassign\s+owned\b|^set\s+(?:session\s+authorization|role)\b/i;

/** @returns what any of the scripts speaks of. */
export async function speaksOf(scripts: readonly Script[]): Promise<Spoken> {
  let [owners, grants] = [false, false];
  for (const script of scripts) {
    for (const { start, end } of await statementsOf(script)) {
      const sql = script.text.slice(start, end);
      owners ||= ofOwners.test(sql);
      grants ||= ofGrants.test(sql);
    }
  }
  return { owners, grants };
}
