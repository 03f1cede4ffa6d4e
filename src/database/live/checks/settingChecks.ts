/** Settings that are not what a server that people rely on should have. Each is a rule of its own: `setting-fsync`. */
import type { Checkpoints, Setting, Settings } from '../read/settings.js';
import type { DatabaseFinding, ServerFacts } from '../report.js';
import { databaseBeyondBuffers, requestedCheckpoints } from '../thresholds.js';
import { bytesText, counted, named } from '../words.js';
import { findingBy } from './finding.js';
import {
  type OtherSettingRule,
  otherSettingRules,
  ruleOf,
  type SettingRule,
  settingRuleId,
  settingRules,
} from './settingRules.js';

export interface SettingFacts {
  readonly settings: Settings;
  readonly server: ServerFacts;
  readonly checkpoints: Checkpoints | undefined;
  readonly statements: 'there' | 'notInstalled' | 'notLoaded' | 'unknown';
  readonly isPublicOpen: boolean;
}

export function settingFindings(facts: SettingFacts): DatabaseFinding[] {
  const { settings } = facts;
  const found: DatabaseFinding[] = [];
  for (const [name, rule] of Object.entries(settingRules)) {
    const setting = settings.get(name);
    if (setting && rule.isWrong(setting.value, setting)) found.push(ofSetting(name, setting, rule));
  }
  return [
    ...found,
    ...sharedBuffers(facts),
    ...plannerMethods(settings),
    ...pending(settings),
    ...tooManyCheckpoints(facts),
    ...statementsMissing(facts),
    ...publicOpen(facts),
  ];
}

function ofSetting(name: string, { value }: Setting, rule: SettingRule): DatabaseFinding {
  return findingBy(settingRuleId(name), ruleOf(rule), {
    severity: rule.level,
    object: name,
    message: `${named(name)} is ${value === '' ? 'empty' : value}: ${rule.title.replace(/^[A-Z](?=[a-z ])/, letter => letter.toLowerCase())}.`,
    ...(rule.set !== undefined && {
      suggestion: `ALTER SYSTEM SET ${name} = ${rule.set};${rule.restarts ? '' : ' SELECT pg_reload_conf();'}`,
    }),
    ...(rule.remedy !== undefined && { remedy: rule.remedy }),
  });
}

function other(
  id: OtherSettingRule,
  said: { object: string; message: string; suggestion?: string; remedy?: string; numbers?: Record<string, number> },
) {
  const rule = otherSettingRules[id];
  return [findingBy(id, rule, { severity: rule.level === 'warning' ? 'warning' : 'info', ...said })];
}

function sharedBuffers({ settings, server }: SettingFacts): DatabaseFinding[] {
  const buffers = settings.get('shared_buffers');
  const { bytes = 0 } = server;
  // In blocks of 8 KB.
  if (!buffers || Number(buffers.value) > 16384 || bytes < databaseBeyondBuffers) return [];
  return other('setting-shared-buffers', {
    object: 'shared_buffers',
    message: `${named('shared_buffers')} is ${bytesText(Number(buffers.value) * 8192)}, the database ${bytesText(bytes)}.`,
    remedy: 'Set it to about a quarter of the memory of the machine, and restart the server.',
    numbers: { shared_buffers_bytes: Number(buffers.value) * 8192, database_bytes: bytes },
  });
}

function plannerMethods(settings: Settings): DatabaseFinding[] {
  const off = [...settings].filter(
    ([name, { value, initial }]) => name.startsWith('enable_') && initial === 'on' && value === 'off',
  );
  return off.flatMap(([name]) =>
    other('setting-planner-method-off', {
      object: name,
      message: `${named(name)} is off for all.`,
      suggestion: `ALTER SYSTEM RESET ${name}; SELECT pg_reload_conf();`,
      remedy: 'It may be set for this role or database: see ALTER ROLE … SET and ALTER DATABASE … SET.',
    }),
  );
}

function pending(settings: Settings): DatabaseFinding[] {
  const names = [...settings].filter(([, { isPending }]) => isPending).map(([name]) => name);
  if (names.length === 0) return [];
  return other('setting-pending-restart', {
    object: names[0]!,
    message: `${names.map(named).join(', ')}: changed in the configuration, not in the server.`,
    remedy: 'Restart the server at a time of your choice.',
  });
}

function tooManyCheckpoints({ checkpoints }: SettingFacts): DatabaseFinding[] {
  const { timed = 0, requested = 0 } = checkpoints ?? {};
  if (requested < requestedCheckpoints.least || requested / (timed + requested) < requestedCheckpoints.share) return [];
  return other('setting-max-wal-size', {
    object: 'max_wal_size',
    message: `${counted(requested, 'checkpoint')} of ${timed + requested} did not wait for their time.`,
    remedy: 'Raise max_wal_size, so that checkpoints come by checkpoint_timeout.',
    numbers: { timed, requested },
  });
}

function statementsMissing({ statements }: SettingFacts): DatabaseFinding[] {
  if (statements === 'there' || statements === 'unknown') return [];
  return other('pg-stat-statements-missing', {
    object: 'pg_stat_statements',
    message:
      statements === 'notLoaded'
        ? '`pg_stat_statements` is installed, and the server does not load it.'
        : '`pg_stat_statements` is not installed in this database.',
    ...(statements === 'notInstalled' && { suggestion: 'CREATE EXTENSION pg_stat_statements;' }),
    remedy: 'Put it into shared_preload_libraries and restart the server; providers of servers have a switch for it.',
  });
}

function publicOpen({ isPublicOpen }: SettingFacts): DatabaseFinding[] {
  if (!isPublicOpen) return [];
  return other('public-schema-open', {
    object: 'public',
    message: 'Every role may create objects in the schema `public`.',
    suggestion: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC;',
    remedy: 'Grant it to the roles that run migrations.',
  });
}
