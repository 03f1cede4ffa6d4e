import type { CommandForm, Flag } from './args.js';
import { commonFlags } from './args.js';

export function overview(forms: readonly CommandForm[]): string {
  const width = Math.max(...forms.map(({ name }) => name.length));
  return `Usage: senior-backend <command> [flags]

Commands:
${forms.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

Flags everywhere:
${flagLines(commonFlags)}

Exit codes: 0 fine, 1 findings at error level or a failed threshold, 2 a problem.
Help on one command: senior-backend <command> --help
`;
}

export function commandHelp(form: CommandForm): string {
  return `${form.summary}

Usage: senior-backend ${form.name} ${form.usage}

${flagGroups([...form.flags, ...commonFlags])}

Examples:
${form.examples.map(example => `  ${example}`).join('\n')}
`;
}

/** Under their headings, in the order in which those come first; the rest are at the end. */
function flagGroups(flags: readonly Flag[]): string {
  const titles = [...new Set(flags.flatMap(({ group }) => group ?? []))];
  const width = Math.max(...flags.map(flag => headOf(flag).length));
  const rest = flags.filter(({ group }) => group === undefined);
  return [
    ...titles.map(
      title =>
        `${title}:\n${flagLines(
          flags.filter(({ group }) => group === title),
          width,
        )}`,
    ),
    `${titles.length > 0 ? 'Everywhere' : 'Flags'}:\n${flagLines(rest, width)}`,
  ].join('\n\n');
}

function flagLines(flags: readonly Flag[], width = Math.max(...flags.map(flag => headOf(flag).length))): string {
  return flags.map(flag => `${headOf(flag).padEnd(width)}  ${flag.help}`).join('\n');
}

function headOf({ name, short, value, isValue, list }: Flag): string {
  const shown = value === undefined ? '' : isValue ? ` [${value}]` : ` ${value}${list ? '…' : ''}`;
  return `  ${short ? `-${short}, ` : '    '}--${name}${shown}`;
}
