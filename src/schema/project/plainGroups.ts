/** Which plain .sql files make up a schema together: all of a folder, as long as no two of them make the same table. */
import path from 'node:path';
import { commonFolder } from '../../text/folders.js';
import type { FileFacts } from './fileFacts.js';
import { compareNaturally } from './migrationNames.js';
import { indexMakers, type TableMaker, wayBetween } from './tableMakers.js';

/** Files that belong together; never empty. */
export interface PlainGroup {
  /** The deepest folder that holds them all, or the only file. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** In natural order. */
  readonly files: readonly FileFacts[];
}

/** A set of files without a table that two of them make. */
interface Unit extends TableMaker {
  readonly files: readonly FileFacts[];
}

/**
 * @param files of one dialect, each with DDL. Folders are joined from the inside out: what would make a table twice stays apart, folder
 * by folder and then file by file. A dump beside a schema, fixtures of several databases and examples are not mixed that way.
 */
export function groupPlainFiles(root: string, files: readonly FileFacts[]): readonly PlainGroup[] {
  const tree = folderTree(root, files);
  const units = attachDependents(joinFolder(tree));
  return units
    .map(({ files: members }): PlainGroup => {
      const sorted = [...members].sort((a, b) => compareNaturally(a.path, b.path));
      return sorted.length === 1
        ? { path: sorted[0]!.path, kind: 'file', files: sorted }
        : { path: commonFolder(sorted.map(file => path.dirname(file.path))), kind: 'folder', files: sorted };
    })
    .sort((a, b) => compareNaturally(a.path, b.path));
}

interface Folder {
  readonly path: string;
  readonly files: FileFacts[];
  readonly folders: Map<string, Folder>;
}

function folderTree(root: string, files: readonly FileFacts[]): Folder {
  const tree: Folder = { path: root, files: [], folders: new Map() };
  for (const file of files) {
    const names = path.relative(root, path.dirname(file.path)).split(path.sep).filter(Boolean);
    let folder = tree;
    for (const name of names) {
      let next = folder.folders.get(name);
      if (!next) {
        next = { path: path.join(folder.path, name), files: [], folders: new Map() };
        folder.folders.set(name, next);
      }
      folder = next;
    }
    folder.files.push(file);
  }
  return tree;
}

/** Units of a folder: one that joins all that agree, and those that do not. */
function joinFolder({ path: folder, files, folders }: Folder): readonly Unit[] {
  const own = joinUnits(
    folder,
    files.map(file => ({ folder, files: [file], creates: file.creates })),
  );
  const inner = [...folders.values()].map(joinFolder);
  const whole = [own, ...inner].flatMap(units => (units.length === 1 ? units : []));
  const broken = [own, ...inner].flatMap(units => (units.length > 1 ? units : []));
  return [...joinUnits(folder, whole), ...broken];
}

/** Joins the units that make no table which another of them makes as well. */
function joinUnits(folder: string, units: readonly Unit[]): readonly Unit[] {
  const makers = new Map<string, number>();
  for (const { creates } of units) for (const name of creates) makers.set(name, (makers.get(name) ?? 0) + 1);
  const agrees = ({ creates }: Unit) => [...creates].every(name => makers.get(name) === 1);
  const agreeing = units.filter(agrees);
  if (agreeing.length < 2) return units;
  return [unite(folder, agreeing), ...units.filter(unit => !agrees(unit))];
}

function unite(folder: string, units: readonly Unit[]): Unit {
  return {
    folder,
    files: units.flatMap(({ files }) => files),
    creates: new Set(units.flatMap(({ creates }) => [...creates])),
  };
}

/** A unit that builds on tables which it does not make joins the one that makes most of them, and of those the nearest. */
function attachDependents(units: readonly Unit[]): readonly Unit[] {
  const makers = indexMakers(units);
  const into = new Map<Unit, Unit>();
  const members = new Map(units.map(unit => [unit, [unit]]));
  const creates = new Map(units.map(unit => [unit, new Set(unit.creates)]));
  const target = (unit: Unit): Unit => {
    let at = unit;
    for (let next = into.get(at); next; next = into.get(at)) at = next;
    return at;
  };
  for (const unit of units) {
    const served = new Map<Unit, number>();
    for (const name of missing(unit)) {
      for (const maker of makers(name, unit.folder)) served.set(maker, (served.get(maker) ?? 0) + 1);
    }
    const best = [...served]
      .filter(([maker]) => target(maker) !== unit && !overlap(creates.get(target(maker))!, creates.get(unit)!))
      .map(([maker, count]) => ({ maker, count, way: wayBetween(unit.folder, maker.folder) }))
      .sort(
        (a, b) => b.count - a.count || a.way.up - b.way.up || a.way.down - b.way.down || compareUnits(a.maker, b.maker),
      )[0]?.maker;
    if (!best || into.has(unit)) continue;
    const to = target(best);
    into.set(unit, to);
    members.get(to)!.push(...members.get(unit)!);
    members.delete(unit);
    for (const name of creates.get(unit)!) creates.get(to)!.add(name);
  }
  return [...members].map(([{ folder }, joined]) => (joined.length === 1 ? joined[0]! : unite(folder, joined)));
}

function missing({ files, creates }: Unit): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { needs, drops } of files) {
    for (const name of [...needs, ...drops]) if (!creates.has(name)) names.add(name);
  }
  return names;
}

function compareUnits(a: Unit, b: Unit): number {
  return compareNaturally(a.files[0]!.path, b.files[0]!.path);
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const name of few) if (many.has(name)) return true;
  return false;
}
