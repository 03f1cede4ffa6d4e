/** An object that stays, under another name. */
export interface Rename {
  readonly kind: RenamedKind;
  /**
   * As the source has it, quoted where SQL wants it: `public.users`, of a part with what it is in: `public.users.email`,
   * `public.state.open`; routines with their arguments: `public.f(integer)`.
   */
  readonly from: string;
  /** The new name alone, as it would be typed: quoted where SQL wants it. */
  readonly to: string;
}

export type RenamedKind =
  | 'schema'
  | 'table'
  | 'foreignTable'
  | 'view'
  | 'materializedView'
  | 'sequence'
  | 'column'
  | 'constraint'
  | 'index'
  | 'statistics'
  | 'enum'
  | 'enumValue'
  | 'domain'
  | 'domainConstraint'
  | 'composite'
  | 'range'
  | 'function'
  | 'procedure'
  | 'trigger'
  | 'policy'
  | 'rule';

/** What looks like a rename: a question to people, never an answer. */
export interface LikelyRename extends Rename {
  /** Equal in all but the name. */
  readonly isCertain: boolean;
  /** Why it looks like one, for people: `4 of 5 columns are alike`. */
  readonly reason: string;
}
