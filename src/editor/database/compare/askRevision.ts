import path from 'node:path';
import * as vscode from 'vscode';
import { plainMessage } from '../../plainMessage.js';
import { sqlName } from '../../sqlSchemas.js';
import type { Databases } from '../databases.js';
import { schemaGroups, sideOfGroup } from './sideItems.js';
import type { Side } from './sides.js';

interface Item extends vscode.QuickPickItem {
  readonly revision: string;
}

/**
 * Which schema, as it was when? Branches, tags, or whatever git knows by the name that is typed.
 * @returns undefined when it was closed.
 * @throws Problem when it is in no git repository.
 */
export async function askRevision(databases: Databases, other: Side | undefined): Promise<Side | undefined> {
  const side = await askFile(databases, other);
  if (!side || side.kind === 'connection') return undefined;
  const folder = side.kind === 'folder' ? side.path : path.dirname(side.path);
  const found = await databases.thread.call('gitRevisions', { folder });
  const known: Item[] = [
    { label: 'HEAD', description: 'as it was committed last', revision: 'HEAD' },
    { label: 'HEAD~1', description: 'one commit before', revision: 'HEAD~1' },
    ...found.map(({ name, description }) => ({
      ...{ label: plainMessage(name), description: plainMessage(description), revision: name },
    })),
  ];
  const revision = await pickRevision(known, sqlName(side.path));
  return revision === undefined ? undefined : { ...side, revision };
}

async function askFile(databases: Databases, other: Side | undefined): Promise<Side | undefined> {
  const groups = await schemaGroups(databases);
  if (groups.length === 1) return sideOfGroup(groups[0]!);
  // What is compared is mostly the same schema at two times.
  const isOther = (file: string) => other?.kind !== 'connection' && other?.path === file;
  const items = groups
    .map(group => ({ label: plainMessage(sqlName(group.path)), group }))
    .sort((a, b) => Number(isOther(b.group.path)) - Number(isOther(a.group.path)));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Compare Schemas: Git Revision',
    placeHolder: 'Of which schema?',
    ignoreFocusOut: true,
  });
  return picked && sideOfGroup(picked.group);
}

function pickRevision(known: readonly Item[], name: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = `Compare Schemas: ${plainMessage(name)} at a Git Revision`;
  pick.placeholder = 'Pick a branch or tag, or type a commit';
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = known;
  pick.onDidChangeValue(value => {
    const typed = value.trim();
    const isKnown = typed === '' || known.some(({ revision }) => revision === typed);
    const own: Item = { label: plainMessage(typed), description: 'as typed', revision: typed, alwaysShow: true };
    pick.items = isKnown ? known : [...known, own];
  });
  return new Promise<string | undefined>(done => {
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item) done(item.revision);
    });
    pick.onDidHide(() => done(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}
