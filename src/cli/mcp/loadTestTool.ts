/** `load-test` for agents: bounded, without what raises the caps, and without other programs. */
import { loadTestForm } from '../loadTest/form.js';
import { Options } from '../loadTest/options.js';
import type { Tool } from './tool.js';

/** What one call may take: a longer test is for people and CI. */
export const mostLoadSeconds = 300;
export const mostRequests = 1_000_000;

export const loadTestTool: Tool = {
  name: 'run_load_test',
  title: 'Run a load test',
  description: `Put an address, an operation of an API description or a scenario file under load, and answer with percentiles, status codes, verdicts and recommendations. At most ${mostLoadSeconds} s, ${mostRequests.toLocaleString('en-US')} requests, 1,000 connections and 10,000 requests a second; one test at a time. Only servers that are named, and without \`yes\` only those on this machine or in a private network. Cancelling it ends the load at once.`,
  form: loadTestForm,
  shape: Options.shape,
  fixed: [],
  positional: {
    ...{ name: 'targets', kind: 'address', isMany: true },
    help: 'URLs (http://localhost:3000/users), or the absolute path of one API description or scenario file',
  },
  flags: [
    ...['method', 'header', 'body', 'form', 'multipart', 'data', 'variable', 'capture', 'cookies', 'follow-redirects'],
    ...['operation', 'whole-api', 'fuzz', 'server', 'secret', 'concurrency', 'rate', 'stages', 'duration', 'requests'],
    ...['timeout', 'warm-up', 'think', 'find-limit', 'seed', 'threads', 'threshold', 'no-slo', 'expect-status'],
    ...['expect-rate-limit', 'compare', 'save-baseline', 'no-verify-ssl', 'ca', 'cert', 'key', 'key-passphrase-env'],
    ...['server-name', 'http2', 'client', 'pipelining', 'unix-socket', 'yes', 'output'],
  ],
  paths: {
    body: 'body',
    multipart: 'part',
    data: 'path',
    compare: 'switch',
    'save-baseline': 'path',
    ca: 'path',
    cert: 'path',
    key: 'path',
    'unix-socket': 'path',
    output: 'path',
  },
  writes: ['save-baseline', 'output'],
  help: {
    yes: 'True allows a load on a host that is not on this machine or in a private network. Ask the person first: it must be theirs',
    output: 'Absolute paths: reports as .json, .html, .md, .csv or .xml (JUnit); with write: true',
    'save-baseline': 'Absolute path of a .json file: keep this report for compare; with write: true',
    compare: 'True: the addresses with each other, in turns; or the absolute path of a saved report (.json)',
  },
  narrow: 'Test one operation or address at a time.',
  mostSeconds: mostLoadSeconds + 30,
  isAlone: true,
  isOpen: true,
};
