import { asOurProblem } from './bundledProblem.js';
import type { Session } from './session.js';

export interface DecisionCommands {
  /**
   * Seven questions, one recommendation, a record. `choice`: see `decision/decisionChoice.ts`; asks for what is not given.
   * @returns absolute paths of what was written, the record first; undefined when the user stopped on the way.
   */
  'seniorBackend.decideArchitecture': (choice?: unknown) => Promise<readonly string[] | undefined>;
}

/** Whatever is behind it is loaded with the first decision. */
export function decisionCommands(session: Session): DecisionCommands {
  return {
    'seniorBackend.decideArchitecture': async choice => {
      try {
        const room = require(session.context.asAbsolutePath('dist/decision.js')) as typeof import('./decision/room.js');
        return await room.decideArchitecture(session, choice);
      } catch (error) {
        throw asOurProblem(error);
      }
    },
  };
}
