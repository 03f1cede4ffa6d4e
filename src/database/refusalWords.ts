import { withStop } from '../text/sentence.js';
import { notAllowed, type ServerMessage } from './session.js';

/** Who refuses a statement, and why: PostgreSQL, or we, before it sees the statement. A sentence with its stop. */
export function refusalWords({ code, message }: ServerMessage, what = 'this statement'): string {
  return withStop(code === notAllowed ? message : `PostgreSQL refuses ${what}: ${message}`);
}
