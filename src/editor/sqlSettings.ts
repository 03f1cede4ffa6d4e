import * as vscode from 'vscode';
import type { Dialect } from '../schema/catalog.js';
import type { Conventions } from '../schema/rule.js';
import type { SchemaCalls, SchemaLens, SchemaOptions } from '../schema/service/schemaMessages.js';
import { ruleLevels, section } from './settings.js';
import { isSql } from './sqlDocuments.js';

export type ShownProblems = 'openFiles' | 'workspace' | 'off';

/** The settings of docs/settings.md about SQL, as they hold for one file or folder. */
export interface SqlSettings {
  readonly enabled: boolean;
  readonly diagnostics: ShownProblems;
  readonly options: SchemaOptions;
  readonly lenses: Readonly<Record<SchemaLens['kind'], boolean>>;
}

const dialects: readonly Dialect[] = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'transactsql'];
const tableNames: readonly Conventions['tableNames'][] = ['snake_case', 'camelCase', 'PascalCase'];
const problems: readonly ShownProblems[] = ['openFiles', 'workspace', 'off'];

/** A wrong value counts as not set: settings files are outside bytes. */
export function readSqlSettings(scope: vscode.Uri | undefined): SqlSettings {
  const settings = vscode.workspace.getConfiguration(section, scope);
  const flag = (key: string) => settings.get<unknown>(key) !== false;
  const word = <Word extends string>(key: string, words: readonly Word[]) => {
    const value = settings.get<unknown>(key);
    return words.find(known => known === value);
  };
  const dialect = word('sql.dialect', dialects);
  return {
    enabled: flag('sql.enabled'),
    diagnostics: word('sql.diagnostics', problems) ?? 'openFiles',
    options: {
      ...(dialect && { dialect }),
      migrations: texts(settings.get<unknown>('sql.migrations')),
      levels: ruleLevels(settings.get<unknown>('lint.rules')),
      conventions: {
        tableNames: word('sql.conventions.tableNames', tableNames) ?? 'snake_case',
        plural: flag('sql.conventions.pluralTables'),
      },
    },
    lenses: {
      columns: flag('codeLens.sqlColumns'),
      indexes: flag('codeLens.sqlIndexes'),
      references: flag('codeLens.sqlReferences'),
    },
  };
}

/** Whose problems are to be shown: those of open files, and of all files of folders that are set so. */
export function shownProblems(): SchemaCalls['problems']['params'] {
  const level = (uri: vscode.Uri): ShownProblems => {
    const { enabled, diagnostics } = readSqlSettings(uri);
    return enabled ? diagnostics : 'off';
  };
  const files = vscode.workspace.textDocuments.filter(document => isSql(document) && level(document.uri) !== 'off');
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => level(uri) === 'workspace');
  return { files: files.map(({ uri }) => uri.fsPath), folders: folders.map(({ uri }) => uri.fsPath) };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(text => typeof text === 'string' && text.trim() !== '') : [];
}
