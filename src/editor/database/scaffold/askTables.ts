/** What the API has: one list, in which everything usual is ticked. */
import * as vscode from 'vscode';
import type { Relation } from '../../../schema/relation.js';
import { counted } from '../../../text/sentence.js';
import { plainMessage } from '../../plainMessage.js';
import { type Answer, back } from '../../quickSteps.js';
import type { TableOptions } from './scaffoldMemory.js';

interface Item extends vscode.QuickPickItem {
  readonly option?: 'auth' | 'numbers';
  readonly table?: string;
}

interface Asked {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly relations: readonly Relation[];
  readonly before: TableOptions;
}

export function tableName({ schema, name }: Pick<Relation, 'schema' | 'name'>): string {
  return `${schema}.${name}`;
}

/** @returns undefined when it was closed. */
export function askTables({ title, step, totalSteps, relations, before }: Asked): Promise<Answer<TableOptions>> {
  const pick = vscode.window.createQuickPick<Item>();
  const items = itemsOf(relations);
  pick.title = title;
  pick.placeholder = 'What should the API have? Enter takes what is ticked';
  pick.step = step;
  pick.totalSteps = totalSteps;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ option, table }) => {
    if (option === 'auth') return before.auth === 'bearer';
    if (option === 'numbers') return before.numbers;
    return table !== undefined && !before.without.includes(table);
  });
  if (step > 1) pick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise<Answer<TableOptions>>(resolve => {
    pick.onDidTriggerButton(() => resolve(back));
    pick.onDidAccept(() => {
      const chosen = new Set(pick.selectedItems);
      const has = (option: Item['option']) => [...chosen].some(item => item.option === option);
      if (![...chosen].some(({ table }) => table !== undefined)) {
        pick.placeholder = 'Tick at least one table';
        pick.value = '';
        return;
      }
      const without = items.flatMap(item => (item.table !== undefined && !chosen.has(item) ? [item.table] : []));
      resolve({ auth: has('auth') ? 'bearer' : 'none', numbers: has('numbers'), without });
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

function itemsOf(relations: readonly Relation[]): readonly Item[] {
  const schemas = [...new Set(relations.map(({ schema }) => schema))];
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator('Options'),
    {
      label: 'Bearer tokens',
      description: 'Requests need a JWT; without, anybody may ask for anything',
      option: 'auth',
    },
    {
      label: 'bigint and numeric as JSON numbers',
      description: 'Otherwise text, which loses no digits',
      option: 'numbers',
    },
    ...schemas.flatMap(schema => [
      separator(plainMessage(schemas.length > 1 ? `Tables of ${schema}` : 'Tables')),
      ...relations
        .filter(relation => relation.schema === schema)
        .map((relation): Item => {
          const icon = relation.kind.toLowerCase().endsWith('view') ? '$(eye)' : '$(table)';
          return {
            label: `${icon} ${plainMessage(relation.name)}`,
            description: aboutTable(relation),
            table: tableName(relation),
          };
        }),
    ]),
  ];
}

const kindWords: Readonly<Record<Relation['kind'], string>> = {
  table: '',
  partitioned: 'partitioned',
  foreign: 'foreign table',
  view: 'view',
  materializedView: 'materialized view',
};

function aboutTable({ kind, columns, key, allows }: Relation): string {
  const isReadOnly = !key || !(allows.insert || allows.update || allows.delete);
  const parts = [
    kindWords[kind],
    counted(columns.length, 'column'),
    key ? '' : 'no key',
    isReadOnly ? 'read only' : '',
  ];
  return parts.filter(Boolean).join(', ');
}
