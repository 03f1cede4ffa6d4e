/** The command line's entry, and the one place that catches. */
import { readFileSync } from 'node:fs';
import { Problem } from '../text/problem.js';
import { type CommandForm, parseWords, unknownCommand, type Words } from './args.js';
import { breakingForm, runBreaking } from './commands/breaking.js';
import { databaseForm, runDatabase } from './commands/database.js';
import { decideForm, runDecide } from './commands/decide.js';
import { lintForm, runLint } from './commands/lint.js';
import { loadTestForm, runLoadTest } from './commands/loadTest.js';
import { mcpForm, runMcp } from './commands/mcp.js';
import { runScaffold, scaffoldForm } from './commands/scaffold.js';
import { commandHelp, overview } from './help.js';
import { callWords } from './mcp/callWords.js';
import { createPrinter, type Printer, problemLine } from './print.js';

interface Command {
  readonly form: CommandForm;
  run(words: Words, printer: Printer, version: string): Promise<number>;
}

const commands: readonly Command[] = [
  { form: scaffoldForm, run: runScaffold },
  { form: databaseForm, run: runDatabase },
  { form: loadTestForm, run: runLoadTest },
  { form: lintForm, run: runLint },
  { form: breakingForm, run: runBreaking },
  { form: decideForm, run: runDecide },
  { form: mcpForm, run: runMcp },
];

process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  // `senior-backend lint | head`: the reader has what it wants, and the exit code still tells how it ended.
  if (code === 'EPIPE') return;
  process.stderr.write(`error: The output cannot be written (${code}): is the disk full?\n`);
  process.exit(2);
});

const words = await callWords(process.argv.slice(2));
const beforeDashes = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
const printer = createPrinter(
  {
    json: beforeDashes.includes('--json'),
    verbose: beforeDashes.includes('--verbose') || beforeDashes.some(word => /^-\w*v/.test(word)),
  },
  { out: process.stdout, err: process.stderr },
  process.env,
);
process.exitCode = await run(words).catch(failed);

async function run(all: readonly string[]): Promise<number> {
  const first = all.findIndex(word => !/^(?:-v|--verbose|--json)$/.test(word));
  const word = all[first];
  const rest = all.filter((_, index) => index !== first);
  if (word === undefined || word === '--help' || word === '-h') {
    printer.result(overview(commands.map(({ form }) => form)));
    return word === undefined ? 2 : 0;
  }
  if (word === '--version') return showVersion();
  const names = commands.map(({ form }) => form.name);
  if (word.startsWith('-')) {
    throw new Problem(`A command comes first: ${names.join(' or ')}. See senior-backend --help.`);
  }
  const command = commands.find(({ form }) => form.name === word);
  if (!command) throw unknownCommand(word, names);
  const parsed = parseWords(rest, command.form);
  if (parsed.flags['help']) {
    printer.result(commandHelp(command.form));
    return 0;
  }
  if (parsed.flags['version']) return showVersion();
  return command.run(parsed, printer, version());
}

function showVersion(): number {
  printer.result(`${version()}\n`);
  return 0;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

function failed(error: unknown): number {
  if (error instanceof Problem) {
    const { place } = error;
    printer.warn(problemLine(error));
    if (printer.verbose && error.cause) printer.warn(String(error.cause));
    if (printer.json) {
      const position = place?.position;
      const at = position && { line: position.line + 1, column: position.character + 1 };
      printer.result(
        `${JSON.stringify({ status: 'error', message: error.message, file: place?.path, ...at }, undefined, 2)}\n`,
      );
    }
    return 2;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    printer.warn('Stopped; nothing was changed.');
    return 130;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  printer.warn(`error: This should not have happened: ${message}`);
  printer.warn(
    'Please report it at https://github.com/senior-backend/senior-backend/issues, with the command and the file.',
  );
  printer.warn(printer.verbose ? (stack ?? '') : 'Run again with --verbose for the details.');
  if (printer.json) printer.result(`${JSON.stringify({ status: 'error', message }, undefined, 2)}\n`);
  return 2;
}
