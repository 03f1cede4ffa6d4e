import * as vscode from 'vscode';
import { askLoad, askServer } from './askLoad.js';
import type { LoadTests } from './loadTests.js';
import {
  isProfile,
  type LoadProfile,
  type LoadTestRequest,
  type Subject,
  serverFrom,
  subjectKey,
  subjectTitle,
} from './request.js';
import { readLoadTestSettings } from './settings.js';
import { specSource } from './specSource.js';

const key = 'loadTest.answers';

const profiles: readonly LoadProfile[] = [
  { model: 'closed', connections: 10, seconds: 10 },
  { model: 'closed', connections: 50, seconds: 30 },
  { model: 'closed', connections: 100, seconds: 60 },
  { model: 'open', rate: 100, seconds: 10 },
  { model: 'open', rate: 1000, seconds: 30 },
];
const fuzzProfiles: readonly LoadProfile[] = [
  { model: 'closed', connections: 2, seconds: 5 },
  { model: 'closed', connections: 10, seconds: 30 },
];

/** What the caller has decided already: `again` takes the answers of the last run. */
export interface GivenAnswers {
  readonly server?: string;
  /** The one that is compared with it. */
  readonly against?: string;
  readonly profile?: LoadProfile;
  readonly again?: boolean;
}

/** Outside bytes: keybindings and other extensions pass it. */
export function readGivenAnswers(value: unknown): GivenAnswers {
  const { server, against, profile, again } = (value ?? {}) as Record<string, unknown>;
  const one = typeof server === 'string' ? serverFrom(server) : undefined;
  const other = typeof against === 'string' ? serverFrom(against) : undefined;
  return {
    ...(one !== undefined && { server: one }),
    ...(other !== undefined && { against: other }),
    ...(isProfile(profile) && { profile }),
    ...(again === true && { again }),
  };
}

interface Remembered {
  readonly server: string;
  readonly profile: LoadProfile;
}

/**
 * The whole request: from what is given, what was answered before, and one question for the rest.
 * @returns undefined when the user closed it.
 */
export async function chooseRequest(
  tests: LoadTests,
  subject: Subject,
  given: GivenAnswers,
  compare = false,
): Promise<LoadTestRequest | undefined> {
  if (given.again) {
    const last = tests.history.of(subject).findLast(({ request }) => request.servers.length === 1)?.request;
    if (last) return last;
  }
  const spec = vscode.Uri.file(subject.spec);
  const state = tests.session.context.workspaceState;
  const remembered = recall(state, subject);
  const title = `${compare ? 'Compare' : subject.kind === 'fuzz' ? 'Fuzz' : 'Load Test'} ${subjectTitle({ ...subject, kind: 'path' })}`;
  const isWhole = given.server && given.profile && (!compare || given.against);
  const described = isWhole ? [] : (await tests.runner.call('describe', specSource(spec))).servers;
  const configured = readLoadTestSettings(spec).server;
  const lastServer = recallServer(state, subject.spec);
  const known = [configured, remembered?.server, lastServer, ...described].filter(server => server !== undefined);
  const servers = [...new Set(known)];

  let against = given.against;
  if (compare && !against) {
    against = await askServer(`${title}: the first server, to which the other one is compared`, servers);
    if (!against) return undefined;
  }
  const others = servers.filter(server => server !== against);
  const server = given.server ?? others[0] ?? 'http://localhost:3000';
  const usual = subject.kind === 'fuzz' ? fuzzProfiles : profiles;
  const last = remembered?.profile;
  const answer =
    given.server && given.profile
      ? { server: given.server, profile: given.profile }
      : await askLoad({
          title: against ? `${title}: ${against} and` : title,
          servers: others,
          server,
          profiles: usual,
          last,
        });
  if (!answer) return undefined;
  await remember(state, subject, answer);
  return { ...subject, servers: against ? [against, answer.server] : [answer.server], profile: answer.profile };
}

type Stored = Readonly<Record<string, Partial<Remembered> | undefined>>;

function recall(state: vscode.Memento, subject: Subject): Remembered | undefined {
  return (
    check(state.get<Stored>(key)?.[subjectKey(subject)]) ??
    // The last answer of the description for another path of it.
    check(state.get<Stored>(key)?.[`${subject.kind} ${subject.spec}`])
  );
}

function recallServer(state: vscode.Memento, spec: string): string | undefined {
  return check(state.get<Stored>(key)?.[spec])?.server;
}

/** An older version may have stored something else. */
function check(stored: Partial<Remembered> | undefined): Remembered | undefined {
  const { server, profile } = stored ?? {};
  return typeof server === 'string' && isProfile(profile) ? { server, profile } : undefined;
}

async function remember(state: vscode.Memento, subject: Subject, { server, profile }: Remembered): Promise<void> {
  const answer = { server, profile };
  const keys = [subjectKey(subject), `${subject.kind} ${subject.spec}`, subject.spec];
  const answers = Object.fromEntries(keys.map(each => [each, answer]));
  await state.update(key, { ...state.get<Stored>(key), ...answers });
}
