/** The flags of `load-test`, as the help shows them. */
import type { CommandForm, Flag } from '../args.js';

export const loadTestForm: CommandForm = {
  name: 'load-test',
  summary: 'Put an address, an operation of a spec or a scenario under load: percentiles, comparisons, verdicts',
  usage: '<address…> | <spec> | <scenario> [flags]',
  flags: [
    ...inGroup('Request', [
      { name: 'method', short: 'm', value: 'NAME', help: 'GET, or POST when there is a body' },
      { name: 'header', short: 'H', value: "'NAME: VALUE'", many: true, help: 'Sent as typed; repeatable' },
      { name: 'body', short: 'b', value: 'TEXT|@FILE', help: 'JSON is recognised; {{variables}} are filled in' },
      { name: 'form', value: 'NAME=VALUE', many: true, help: 'A field of a form; repeatable' },
      { name: 'multipart', value: 'NAME=VALUE|@FILE', many: true, help: 'A part of a multipart form; repeatable' },
      { name: 'data', value: 'FILE', help: 'CSV or JSON rows; each request takes the next one for {{column}}' },
      { name: 'variable', value: 'NAME=VALUE', many: true, help: 'For {{NAME}}; {{$env.NAME}} is the environment' },
      {
        name: 'capture',
        value: 'NAME=PLACE',
        many: true,
        help: "From each answer, for {{NAME}}: /json/pointer, 'header Name' or status",
      },
      { name: 'cookies', help: 'Each virtual user keeps the cookies that it is given' },
      { name: 'follow-redirects', value: 'N', help: 'Follow up to N redirects; by default a 302 is a 302' },
    ]),
    ...inGroup('From a spec', [
      { name: 'operation', value: "ID|'GET /PATH'", help: 'Which operation; bodies and parameters are made from it' },
      { name: 'whole-api', value: 'mix|lifecycle', help: 'All operations: drawn by weight, or POST to DELETE in turn' },
      { name: 'fuzz', help: 'Send what the operation does not allow; every answer must be 4XX' },
      {
        name: 'server',
        value: 'URL',
        many: true,
        help: 'By default the first one of the spec; repeatable with --compare',
      },
      { name: 'secret', value: 'SCHEME=VARIABLE', many: true, help: 'Environment variable that holds a token or key' },
    ]),
    ...inGroup('Load', [
      { name: 'concurrency', short: 'c', value: 'N', help: 'Connections, each waits for its answer (default 10)' },
      { name: 'rate', value: 'N', help: 'Requests a second, due whether or not the server keeps up' },
      { name: 'stages', value: 'LIST', help: "Over time: '30s:100,1m:100' users, '30s:100/s,1m:500/s' requests" },
      { name: 'duration', short: 'd', value: 'TIME', help: 'Of each address: 10, 500ms, 30s, 5m (default 10 s)' },
      { name: 'requests', short: 'n', value: 'N', help: 'End after so many instead' },
      { name: 'timeout', short: 't', value: 'TIME', help: 'Of one request, body and all (default 30 s, at most -d)' },
      { name: 'warm-up', value: 'TIME', help: 'Before the measured part, not in the figures' },
      { name: 'think', value: 'TIME', help: 'Pause of each user between requests: 200ms' },
      { name: 'find-limit', help: 'Step by step, the highest rate that holds the thresholds' },
      { name: 'seed', value: 'N', help: 'Makes values that vary the same again (default 1)' },
      { name: 'threads', value: 'N', help: 'That send (default 1)' },
      { name: 'engine', value: 'own|k6', help: 'Send with your own k6, and report its figures as ours' },
      { name: 'k6', value: 'PATH', help: 'With --engine k6: its executable (default: k6, in PATH)' },
    ]),
    ...inGroup('Verdict', [
      {
        name: 'threshold',
        value: 'RULE',
        many: true,
        help: "'p99<200', 'success>99.5', 'errors<1%', 'rps>500'; repeatable",
      },
      { name: 'no-slo', help: 'Leave out the thresholds of .senior-backend/slo.json' },
      { name: 'expect-status', value: 'CODE', help: 'Every answer must be it: 400, 4XX, 400,422' },
      { name: 'expect-rate-limit', help: '429 must come' },
      {
        name: 'compare',
        value: 'BASELINE.json',
        isValue: word => /\.json$/i.test(word) && !/^[a-z+]+:\/\//i.test(word),
        help: 'The addresses with each other, in turns; or with a saved report',
      },
      { name: 'save-baseline', value: 'FILE', help: 'Keep this report for --compare' },
    ]),
    ...inGroup('Connection', [
      { name: 'no-verify-ssl', help: 'Take any certificate' },
      { name: 'ca', value: 'FILE', help: 'PEM of an authority to trust' },
      { name: 'cert', value: 'FILE', help: 'PEM of the client certificate, with --key' },
      { name: 'key', value: 'FILE', help: 'PEM of its key' },
      { name: 'key-passphrase-env', value: 'VARIABLE', help: "Environment variable that holds the key's passphrase" },
      { name: 'server-name', value: 'NAME', help: 'For TLS, instead of the host' },
      { name: 'http2', help: 'Speak HTTP/2' },
      { name: 'client', value: 'own|undici', help: 'Send with undici instead of our own HTTP/1.1, to compare' },
      { name: 'pipelining', value: 'N', help: 'Requests on a connection before the first is answered (default 1)' },
      { name: 'unix-socket', value: 'PATH', help: "Instead of the address's host and port" },
    ]),
    ...inGroup('Care', [
      { name: 'yes', help: 'Do not ask before a load on a host that is not on this machine or network' },
      { name: 'max-connections', value: 'N', help: 'Raise the cap of 1,000' },
      { name: 'max-rate', value: 'N', help: 'Raise the cap of 10,000 requests a second' },
    ]),
    ...inGroup('Output', [
      {
        name: 'output',
        short: 'o',
        value: 'FILE',
        many: true,
        help: 'Report as .json, .html, .md, .csv or .xml (JUnit); repeatable',
      },
      { name: 'export', value: 'k6', help: 'Write the same test as a k6 script instead of running it' },
      { name: 'parallelism', value: 'N', help: 'With --export: also a TestRun of so many pods for the k6-operator' },
    ]),
  ],
  examples: [
    'senior-backend load-test localhost:3000/users -c 50 -d 30',
    "senior-backend load-test localhost:3000/users --rate 500 --threshold 'p99<200' -o report.html",
    "senior-backend load-test openapi.yaml --operation 'GET /users/{id}' --server http://localhost:3000",
    'senior-backend load-test --compare localhost:3000/users localhost:3001/users',
    'senior-backend load-test scenario.yaml --compare baseline.json --json',
  ],
};

function inGroup(group: string, flags: readonly Flag[]): readonly Flag[] {
  return flags.map(flag => ({ ...flag, group }));
}
