/** An object that stays, under another name. */
export interface Rename {
  readonly kind: RenamedKind;
  /** As the source has it, quoted where SQL wants it: `public.users`, of a part with what it is in: `public.users.email`, `public.state.open`. */
  readonly from: string;
  /** The new name alone, as it would be typed: quoted where SQL wants it. */
  readonly to: string;
}

export type RenamedKind =
  | 'schema'
  | 'table'
  | 'view'
  | 'materializedView'
  | 'sequence'
  | 'column'
  | 'constraint'
  | 'index'
  | 'enum'
  | 'enumValue'
  | 'domain'
  | 'composite'
  | 'function'
  | 'trigger'
  | 'policy';
