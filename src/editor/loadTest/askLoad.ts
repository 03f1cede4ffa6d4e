import * as vscode from 'vscode';
import { plainMessage } from '../plainMessage.js';
import { type LoadProfile, parseProfile, profileText, serverFrom } from './request.js';

export interface LoadQuestion {
  /** `Load Test GET /users`. */
  readonly title: string;
  readonly servers: readonly string[];
  /** Where it goes unless another one is chosen. */
  readonly server: string;
  readonly profiles: readonly LoadProfile[];
  /** The first one: Enter starts it. */
  readonly last: LoadProfile | undefined;
}

export interface LoadAnswer {
  readonly server: string;
  readonly profile: LoadProfile;
}

interface Item extends vscode.QuickPickItem {
  readonly profile?: LoadProfile;
  readonly server?: string;
  /** Puts an example into the input. */
  readonly example?: string;
}

/**
 * One question for server and load: choosing a load starts, choosing a server changes where it goes.
 * @returns undefined when it was closed.
 */
export function askLoad(question: LoadQuestion): Promise<LoadAnswer | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  let { server } = question;
  const refresh = () => {
    pick.items = [...typedItems(pick.value), ...itemsOf(question, server)];
    pick.title = plainMessage(`${question.title} at ${server}`);
  };
  pick.placeholder = 'Enter starts. Or type a load, 50 x 30s or 200/s 30s, or a server, localhost:8080';
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.onDidChangeValue(refresh);
  refresh();
  return new Promise<LoadAnswer | undefined>(resolve => {
    pick.onDidAccept(() => {
      // Somebody who types fast presses Enter before the list has followed.
      const item = typedItems(pick.value)[0] ?? pick.activeItems[0];
      if (item?.profile) resolve({ server, profile: item.profile });
      else if (item?.server) {
        server = item.server;
        pick.value = '';
        refresh();
      } else if (item?.example) {
        pick.value = item.example;
        refresh();
      }
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

/** Which server a run is compared with. @returns undefined when it was closed. */
export async function askServer(title: string, servers: readonly string[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const refresh = () => {
    const typed = serverFrom(pick.value);
    const own = typed && !servers.includes(typed) ? [typed] : [];
    pick.items = [...own, ...servers].map(server => ({
      label: `$(server) ${plainMessage(server)}`,
      server,
      ...(server === own[0] && { description: 'this address', alwaysShow: true }),
    }));
  };
  pick.title = plainMessage(title);
  pick.placeholder = 'Which server? Choose one, or type an address: localhost:3001';
  pick.ignoreFocusOut = true;
  pick.onDidChangeValue(refresh);
  refresh();
  return new Promise<string | undefined>(resolve => {
    pick.onDidAccept(() => resolve(serverFrom(pick.value) ?? pick.activeItems[0]?.server));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

function typedItems(value: string): Item[] {
  const profile = parseProfile(value);
  if (profile) return [{ label: `$(rocket) ${profileText(profile)}`, description: 'start', alwaysShow: true, profile }];
  const server = serverFrom(value);
  return server
    ? [{ label: `$(server) ${plainMessage(server)}`, description: 'send it there', alwaysShow: true, server }]
    : [];
}

function itemsOf({ servers, profiles, last }: LoadQuestion, server: string): Item[] {
  const { Separator } = vscode.QuickPickItemKind;
  const same = (one: LoadProfile, other: LoadProfile) => profileText(one) === profileText(other);
  const others = profiles.filter(profile => !last || !same(profile, last));
  const loads = [...(last ? [last] : []), ...others].map((profile): Item => {
    return {
      label: `$(rocket) ${profileText(profile)}`,
      profile,
      ...(profile === last && { description: 'used last' }),
    };
  });
  const known = servers.includes(server) ? servers : [server, ...servers];
  return [
    { label: 'start with', kind: Separator },
    ...loads,
    { label: '$(edit) Another load…', description: '50 x 30s, 200/s 30s', example: '50 x 30s' },
    { label: 'send it to', kind: Separator },
    ...known.map(each => ({
      label: `${each === server ? '$(check)' : '$(server)'} ${plainMessage(each)}`,
      ...(each === server && { description: 'chosen' }),
      server: each,
    })),
  ];
}
