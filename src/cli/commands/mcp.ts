import { Problem } from '../../text/problem.js';
import type { CommandForm, Words } from '../args.js';
import type { Printer } from '../print.js';

export const mcpForm: CommandForm = {
  name: 'mcp',
  summary: 'Serve these commands to agents as tools, by the Model Context Protocol on standard input and output',
  usage: '',
  flags: [],
  examples: ['senior-backend mcp', 'claude mcp add senior-backend -- npx senior-backend mcp'],
};

/** Exit code 0 when the client has gone. @throws Problem for words, and where a person sits in front of it. */
export async function runMcp({ positionals }: Words, printer: Printer, version: string): Promise<number> {
  if (positionals.length > 0) throw new Problem(`mcp takes no words: leave out ${JSON.stringify(positionals[0])}.`);
  if (process.stdin.isTTY)
    throw new Problem(
      'This is for agents, which start it themselves: see the page of the command for how to tell yours.',
    );
  if (printer.verbose) printer.warn('Waiting for an agent on standard input.');
  // The protocol and all tools load here, so that no other command waits for them.
  const { serve } = await import('../mcp/server.js');
  await serve(version);
  return 0;
}
