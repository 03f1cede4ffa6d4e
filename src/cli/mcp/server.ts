/** The MCP server: the tools, spoken to over standard input and output, which belong to the protocol alone. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import nodePath from 'node:path';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import { isBelow } from '../../text/folders.js';
import { Problem } from '../../text/problem.js';
import { type Answer, answerOf, failed } from './answerOf.js';
import { canWrite, inputSchema } from './inputSchema.js';
import { createQueue } from './queue.js';
import { runCall } from './runCall.js';
import type { Tool } from './tool.js';
import { tools } from './tools.js';
import { type CallOrder, wordsOf } from './wordsOf.js';

const instructions =
  'Tools for HTTP APIs on Node.js and PostgreSQL. All paths are absolute. Nothing is written unless write is true, and nothing is ever applied to a database. The arguments have the names of the flags of the command line, `senior-backend <command> --help`.';

/** Until the client goes away; what runs then is stopped. */
export async function serve(version: string): Promise<void> {
  const ended = new AbortController();
  const calls = createQueue(Math.max(2, Math.min(4, availableParallelism())));
  const loads = createQueue(1);
  const running = new Set<Promise<unknown>>();
  const server = new Server({ name: 'senior-backend', version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(described) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) {
      const names = tools.map(({ name }) => name).join(', ');
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no tool ${JSON.stringify(params.name.slice(0, 80))}. There are ${names}.`,
      );
    }
    const stop = AbortSignal.any([signal, ended.signal]);
    const token = params._meta?.progressToken;
    const begun = Date.now();
    const tell = () => {
      const progress = Math.round((Date.now() - begun) / 1000);
      const params = { progressToken: token!, progress, message: `${progress} s` };
      sendNotification({ method: 'notifications/progress', params }).catch(() => {});
    };
    const ticking = token === undefined ? undefined : setInterval(tell, 1000);
    const call = (tool.isAlone ? loads : calls).run(() => callTool(tool, params.arguments ?? {}, stop), stop);
    running.add(call);
    try {
      return await call;
    } finally {
      clearInterval(ticking);
      running.delete(call);
    }
  });
  const gone = new Promise<void>(resolve => {
    server.onclose = resolve;
    process.stdin.once('end', resolve).once('close', resolve);
    process.stdout.once('error', () => resolve());
  });
  await server.connect(new StdioServerTransport());
  await gone;
  ended.abort();
  await Promise.allSettled(running);
  await server.close();
}

function described(tool: Tool) {
  const { name, title, description, isOpen } = tool;
  const annotations = { title, readOnlyHint: !canWrite(tool), destructiveHint: false, openWorldHint: isOpen };
  return { name, title, description, inputSchema: inputSchema(tool), annotations };
}

/** Failures are answers, too: the agent reads them and mends its call. */
async function callTool(tool: Tool, given: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Answer> {
  try {
    const order = wordsOf(tool, given);
    const folder = await folderOf(order);
    const outcome = await runCall({ words: order.words, folder, mostSeconds: tool.mostSeconds, signal });
    return answerOf(tool, outcome, folder);
  } catch (error) {
    if (error instanceof Problem) return failed(error.message);
    return failed(`The command could not be started: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the command runs, which is where it looks for what belongs to the project. @throws Problem */
async function folderOf({ folder, paths: [first] }: CallOrder): Promise<string> {
  const here = process.cwd();
  if (folder !== undefined) {
    if (await isFolder(folder)) return folder;
    throw new Problem(`folder is ${JSON.stringify(folder)}: there is no such folder.`);
  }
  if (first === undefined || isBelow(here, first)) return here;
  for (let path = first; ; path = nodePath.dirname(path)) {
    if (await isFolder(path)) return path;
    if (nodePath.dirname(path) === path) return here;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
