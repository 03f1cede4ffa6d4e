import type { CommandForm, Flag } from './args.js';
import { commonFlags } from './args.js';

export function overview(forms: readonly CommandForm[]): string {
  const width = Math.max(...forms.map(({ name }) => name.length));
  return `Usage: senior-backend <command> [flags]

Commands:
${forms.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

Flags everywhere:
${flagLines(commonFlags)}

Exit codes: 0 fine, 1 findings at error level, 2 a problem.
Help on one command: senior-backend <command> --help
`;
}

export function commandHelp(form: CommandForm): string {
  return `${form.summary}

Usage: senior-backend ${form.name} ${form.usage}

Flags:
${flagLines([...form.flags, ...commonFlags])}

Examples:
${form.examples.map(example => `  ${example}`).join('\n')}
`;
}

function flagLines(flags: readonly Flag[]): string {
  const heads = flags.map(({ name, short, value }) => {
    return `  ${short ? `-${short}, ` : '    '}--${name}${value === undefined ? '' : ` ${value}`}`;
  });
  const width = Math.max(...heads.map(head => head.length));
  return flags.map(({ help }, index) => `${heads[index]!.padEnd(width)}  ${help}`).join('\n');
}
