/** Every kind of change between two versions of a description, and how serious it is for those who use the API. */

/** error: breaks clients; warning: may break some; info: worth knowing, breaks nobody. */
export type ChangeSeverity = 'error' | 'warning' | 'info';

/** What is sent narrowed or widened: four rules for each. Clients send requests, and receive responses. */
export type Aspect =
  | 'type'
  | 'enum'
  | 'limit'
  | 'pattern'
  | 'format'
  | 'choice'
  | 'additional-properties'
  | 'condition';

export type Direction = 'request' | 'response';

/** Fewer values than before, or more. */
export type Turn = 'narrowed' | 'widened';

const operationRules = {
  'operation-removed': 'error',
  'operation-moved': 'error',
  'operation-added': 'info',
  'operation-deprecated': 'info',
  'operation-id-changed': 'warning',
  'webhook-removed': 'error',
  'webhook-added': 'info',
  'server-removed': 'warning',
  'security-added': 'error',
  'security-changed': 'error',
  'security-scope-added': 'error',
  'security-scheme-changed': 'error',
  'security-relaxed': 'info',
  'security-scope-removed': 'warning',
  'comparison-incomplete': 'info',
} as const satisfies Record<string, ChangeSeverity>;

const requestRules = {
  'parameter-removed': 'error',
  'parameter-moved': 'error',
  'parameter-added': 'info',
  'required-parameter-added': 'error',
  'parameter-became-required': 'error',
  'parameter-became-optional': 'info',
  'parameter-renamed': 'info',
  'parameter-deprecated': 'info',
  'parameter-serialization-changed': 'error',
  'request-default-changed': 'warning',
  'request-body-removed': 'error',
  'request-body-added': 'info',
  'required-request-body-added': 'error',
  'request-body-became-required': 'error',
  'request-body-became-optional': 'info',
  'request-media-type-removed': 'error',
  'request-media-type-added': 'info',
  'request-encoding-changed': 'warning',
  'request-property-removed': 'error',
  'request-property-added': 'info',
  'required-request-property-added': 'error',
  'request-property-became-required': 'error',
  'request-property-became-optional': 'info',
  'request-property-became-read-only': 'error',
} as const satisfies Record<string, ChangeSeverity>;

const responseRules = {
  'response-removed': 'error',
  'response-added': 'info',
  'response-media-type-removed': 'error',
  'response-media-type-added': 'info',
  'response-header-removed': 'error',
  'response-header-added': 'info',
  'response-header-became-optional': 'error',
  'response-header-became-required': 'info',
  'response-property-removed': 'error',
  'response-property-added': 'info',
  'response-property-became-optional': 'error',
  'response-property-became-required': 'info',
  'response-property-became-write-only': 'error',
} as const satisfies Record<string, ChangeSeverity>;

const valueRules = {
  'type-changed': 'error',
  'value-changed': 'error',
  'format-changed': 'error',
  'discriminator-changed': 'error',
  'property-deprecated': 'info',
} as const satisfies Record<string, ChangeSeverity>;

type TurnRule = `${Direction}-${Aspect}-${Turn}`;

export type ChangeRule =
  | keyof typeof operationRules
  | keyof typeof requestRules
  | keyof typeof responseRules
  | keyof typeof valueRules
  | TurnRule;

/** What breaks: a request that accepts less, and a response that may hold more. A new value of an enum is one that clients may not know. */
const aspects: Readonly<Record<Aspect, { readonly request: ChangeSeverity; readonly response: ChangeSeverity }>> = {
  type: { request: 'error', response: 'error' },
  enum: { request: 'error', response: 'warning' },
  limit: { request: 'error', response: 'warning' },
  pattern: { request: 'warning', response: 'warning' },
  format: { request: 'warning', response: 'warning' },
  choice: { request: 'error', response: 'warning' },
  'additional-properties': { request: 'error', response: 'warning' },
  condition: { request: 'warning', response: 'warning' },
};

export function turnRule(direction: Direction, aspect: Aspect, turn: Turn): TurnRule {
  return `${direction}-${aspect}-${turn}`;
}

/** Whether this turn is one that clients notice. */
export function breaks(direction: Direction, turn: Turn): boolean {
  return (direction === 'request') === (turn === 'narrowed');
}

/** Each rule with its severity. */
export const changeRules: Readonly<Record<ChangeRule, ChangeSeverity>> = {
  ...operationRules,
  ...requestRules,
  ...responseRules,
  ...valueRules,
  ...(Object.fromEntries(
    (Object.keys(aspects) as Aspect[]).flatMap(aspect => [
      [turnRule('request', aspect, 'narrowed'), aspects[aspect].request],
      [turnRule('request', aspect, 'widened'), 'info'],
      [turnRule('response', aspect, 'widened'), aspects[aspect].response],
      [turnRule('response', aspect, 'narrowed'), 'info'],
    ]),
  ) as Record<TurnRule, ChangeSeverity>),
};

/** The ids of all rules. */
export const changeRuleIds: readonly string[] = Object.keys(changeRules);
