/** What a scenario file may say; docs/load-test-scenarios.md explains it. */
import * as z from 'zod/mini';

const text = z.string();
const scalar = z.union([text, z.number(), z.boolean()]);
const texts = z.record(text, scalar);
/** `10`, in seconds, or `500ms`, `30s`, `5m`, `1h`. */
export const duration = z.union([z.number(), text]);

const part = z.union([
  scalar,
  z.strictObject({ file: text, name: z.optional(text), type: z.optional(text) }),
  z.strictObject({ text, type: z.optional(text) }),
]);

export const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'query', 'trace'] as const;

const request = z.strictObject({
  name: z.optional(text),
  ...(Object.fromEntries(methods.map(method => [method, z.optional(text)])) as Record<
    (typeof methods)[number],
    z.ZodMiniOptional<z.ZodMiniString>
  >),
  /** For methods that have no key of their own. */
  method: z.optional(text),
  path: z.optional(text),
  headers: z.optional(texts),
  json: z.optional(z.unknown()),
  body: z.optional(text),
  file: z.optional(text),
  form: z.optional(texts),
  multipart: z.optional(z.record(text, part)),
  expect: z.optional(z.union([scalar, z.array(scalar)])),
  capture: z.optional(texts),
  weight: z.optional(z.number()),
  stopOnFailure: z.optional(z.boolean()),
});

export type RequestEntry = z.infer<typeof request>;

const stage = z.strictObject({ to: z.number(), over: z.optional(duration), hold: z.optional(duration) });

export const scenarioSchema = z.strictObject({
  name: z.optional(text),
  server: text,
  seed: z.optional(z.number()),
  variables: z.optional(texts),
  data: z.optional(
    z.strictObject({
      file: z.optional(text),
      rows: z.optional(z.array(texts)),
      use: z.optional(z.enum(['inOrder', 'perUser', 'random'])),
    }),
  ),
  headers: z.optional(texts),
  cookies: z.optional(z.boolean()),
  redirects: z.optional(z.number()),
  flow: z.optional(z.enum(['sequence', 'oneOf'])),
  setup: z.optional(z.array(request)),
  requests: z.array(request),
  teardown: z.optional(z.array(request)),
  load: z.optional(
    z.strictObject({
      connections: z.optional(z.number()),
      rate: z.optional(z.number()),
      maxConnections: z.optional(z.number()),
      stages: z.optional(z.array(stage)),
      duration: z.optional(duration),
      requests: z.optional(z.number()),
      think: z.optional(duration),
      warmup: z.optional(duration),
      timeout: z.optional(duration),
      threads: z.optional(z.number()),
    }),
  ),
  thresholds: z.optional(z.array(text)),
});

export type ScenarioDocument = z.infer<typeof scenarioSchema>;
