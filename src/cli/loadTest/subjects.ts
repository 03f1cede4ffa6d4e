/** What is put under load: addresses, operations of a description, or a scenario file. */
import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import type { Target } from '../../loadtest/plan.js';
import { withEnvironment } from '../../loadtest/requests/environment.js';
import { buildTarget } from '../../loadtest/requests/parseTarget.js';
import { readScenarioFile } from '../../loadtest/scenario/scenarioFile.js';
import { readDocument } from '../../openapi/document.js';
import { isObject } from '../../openapi/values.js';
import { Problem } from '../../text/problem.js';
import type { LoadTestOptions } from './options.js';
import { readBytes, readBytesInside } from './readInput.js';
import { requestWords } from './requestWords.js';
import { specSubjects } from './specSubjects.js';
import { distinct, type Environment, type Subject } from './subject.js';

/** @throws Problem for what is neither an address nor a file, and for what cannot be sent. */
export async function subjectsOf(
  words: readonly string[],
  options: LoadTestOptions,
  environment: Environment,
): Promise<readonly Subject[]> {
  if (words.length === 0) {
    throw new Problem('Name what to test: senior-backend load-test http://localhost:3000/users');
  }
  const files = await Promise.all(words.map(word => fileOf(word)));
  const file = files.find(each => each !== undefined);
  if (file === undefined) return addresses(words, options, environment);
  if (words.length > 1)
    throw new Problem('One file at a time, and no address beside it: --server names where to send.');
  const { value } = readDocument(file.path, file.text);
  const isSpec = isObject(value) && (Object.hasOwn(value, 'openapi') || Object.hasOwn(value, 'swagger'));
  if (isSpec) return specSubjects(file.path, options, environment);
  return [await scenario(file.path, options, environment)];
}

/** Undefined: an address. */
async function fileOf(word: string): Promise<{ path: string; text: string } | undefined> {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(word)) return undefined;
  const path = nodePath.resolve(word);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new Problem(`This is a folder: name a spec or a scenario in it, or write the address as http://${word}.`, {
      path,
    });
  }
  const bytes = found && (await readBytes(path));
  if (bytes) return { path, text: Buffer.from(bytes).toString('utf8') };
  if (/\.(?:ya?ml|json)$/i.test(word) && !/^[^/]*:\d/.test(word)) {
    throw new Problem('There is no such file. An address begins with http:// or https://.', { path });
  }
  return undefined;
}

async function addresses(
  words: readonly string[],
  options: LoadTestOptions,
  environment: Environment,
): Promise<readonly Subject[]> {
  const fromSpec = (['operation', 'whole-api', 'fuzz'] as const).find(name => options[name] !== undefined);
  if (fromSpec) throw new Problem(`--${fromSpec} is for a spec: senior-backend load-test openapi.yaml --${fromSpec} …`);
  if (options.server.length > 0) throw new Problem('--server is for a spec; an address has its server in it.');
  if (options.secret.length > 0) {
    throw new Problem("--secret is for a spec; for an address write -H 'Authorization: Bearer {{$env.TOKEN}}'.");
  }
  const rest = await requestWords(options, options.seed ?? 1, environment);
  const targets = words.map(url => {
    const known = { ...rest.variables, ...environmentIn(url, environment) };
    const target = buildTarget({ ...rest, url, variables: known });
    const name = options.compare === true ? shortName(target) : target.name;
    return { ...target, name, flow: withEnvironment(target.flow, environment) };
  });
  return distinct(targets).map(target => ({ target, names: namesOf(target), notes: [] }));
}

/** The host is filled in before anything else is known. */
function environmentIn(url: string, environment: Environment): Record<string, string> {
  const names = [...url.matchAll(/\{\{\{?\s*\$env\.([^{}\s]+)\s*\}\}\}?/g)].map(([, name]) => name!);
  return Object.fromEntries(
    names.flatMap(name => {
      const value = environment[name];
      return value === undefined ? [] : [[`$env.${name}`, value]];
    }),
  );
}

/** `localhost:3000/users`: in a comparison the method and scheme are the same, and names stand side by side. */
function shortName({ origin, flow }: Target): string {
  return `${new URL(origin).host}${flow.requests[0]!.variants[0]!.path.split('?', 1)[0]!.replace(/^\/$/, '')}`;
}

function namesOf({ flow }: Target): string[] {
  const { method, variants } = flow.requests[0]!;
  return [`${method} ${variants[0]!.path.split('?', 1)[0]}`];
}

/** Flags about the request contradict the file; those about the connection add to it. */
async function scenario(path: string, options: LoadTestOptions, environment: Environment): Promise<Subject> {
  const { method, body, form, multipart, data, operation, fuzz } = options;
  const given = { method, body, form, multipart, data, operation, fuzz, 'whole-api': options['whole-api'] };
  const wrong = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (wrong) throw new Problem(`--${wrong} is not for a scenario: write it in the file.`, { path });
  if (options.server.length + options.header.length + options.capture.length + options.variable.length > 0) {
    throw new Problem('--server, --header, --variable and --capture are not for a scenario: write them in the file.', {
      path,
    });
  }
  if (options.secret.length > 0) {
    throw new Problem('--secret is for a spec: a scenario has {{$env.TOKEN}} where its token is to be.', { path });
  }
  const { target, ...said } = await readScenarioFile(path, {
    readBytes: file => (file === path ? readBytes(file) : readBytesInside(nodePath.dirname(path), file)),
    environment,
  });
  const { connection, tls } = await requestWords(options, 1, environment);
  return {
    ...said,
    target: {
      ...target,
      connection: { ...target.connection, ...connection, tls: { ...target.connection.tls, ...tls } },
    },
    names: [target.name],
    notes: [],
  };
}
