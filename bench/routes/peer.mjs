// One peer on one program, in a process of its own: writes a description.
//   node bench/routes/peer.mjs PEER PROGRAM ENTRY OUTPUT
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const [peer, program, entry, output] = process.argv.slice(2);
const all = entry.split(',').map(one => path.join(program, one));
const [from] = all;
process.chdir(program);
console.log = console.info = () => {};

if (peer === 'swagger-autogen') {
  const { default: swaggerAutogen } = await import('swagger-autogen');
  await swaggerAutogen({ openapi: '3.0.0', disableLogs: true })(output, all, {});
} else if (peer === 'swagger-autogen-ast') {
  const { generateOpenApi } = await import('swagger-autogen-ast');
  await generateOpenApi({ entryFile: from, outputFile: output, info: { title: 'T', version: '1' } });
} else {
  const { fastifySwagger } = await import('./fastifySwagger.mjs');
  writeFileSync(output, JSON.stringify(await fastifySwagger(from)));
}
process.exit(0);
