// Applications with a description that people wrote. Each is had with
//   git clone https://github.com/<repository> <folder>/<name> && git -C <folder>/<name> checkout <commit>
// and the descriptions that stand in repositories of their own likewise.
// `served`: operations that the program serves and its description does not mention, read by hand; `METHOD /path`, with a star
// for anything below. They count neither as found nor as wrong.

/**
 * @typedef {object} App
 * @property {string} name
 * @property {string} repository
 * @property {string} commit
 * @property {'Express' | 'Fastify' | 'Koa'} framework
 * @property {string} program The folder of the program in the repository.
 * @property {readonly string[]} entries Files that a peer may begin with, with commas between those that it begins with at
 *   once; what it finds most from counts.
 * @property {{ name: string, file: string } | { blocks: string }} truth A file of a clone, or the `@openapi` blocks of the program.
 * @property {string} prefix What stands in the program before the paths of the description.
 * @property {readonly string[]} served
 * @property {boolean} [onlyOperations] The description is right about operations only.
 * @property {readonly string[]} [gone] Operations of the description that the program has not, looked up by hand.
 */

const articles = ['article', 'auth', 'profile', 'tag'].map(name => `app/routes/${name}/${name}.controller.ts`).join();
const conduit = { name: 'realworld', file: 'api/openapi.yml' };

/** @type {readonly App[]} */
export const apps = [
  {
    name: 'conduit-express',
    repository: 'gothinkster/node-express-realworld-example-app',
    commit: '30b68e1e881462b2f4164ea09ab4c4f5699c7b0b',
    framework: 'Express',
    program: 'src',
    entries: ['main.ts', 'app/routes/routes.ts', articles],
    truth: conduit,
    prefix: '/api',
    served: ['GET /'],
  },
  {
    name: 'fastify-realworld-example-app',
    repository: 'avanelli/fastify-realworld-example-app',
    commit: 'bdb8ce4e130916a76970d8df1bf1a3291d0f5227',
    framework: 'Fastify',
    program: '.',
    entries: ['lib/server.js'],
    truth: conduit,
    prefix: '/api',
    served: ['GET /api/sentiment/*', 'POST /api/sentiment/*'],
  },
  {
    name: 'koa-knex-realworld-example',
    repository: 'gothinkster/koa-knex-realworld-example',
    commit: '602e234139c453825eb3939cf24bdf00fc164e0e',
    framework: 'Koa',
    program: 'src',
    entries: ['routes/index.js', 'lib/app.js'],
    truth: conduit,
    prefix: '/api',
    served: [],
  },
  {
    name: 'node-express-boilerplate',
    repository: 'hagopj13/node-express-boilerplate',
    commit: '179ae84efec61b14206d0305d941daed6c6d07f9',
    framework: 'Express',
    program: 'src',
    entries: ['app.js', 'routes/v1/index.js'],
    truth: { blocks: 'src' },
    prefix: '/v1',
    served: ['GET /v1/docs'],
  },
  {
    name: 'kutt',
    repository: 'thedevs-network/kutt',
    commit: 'fc832d7e7243d5472714e17abfe84b908901e1a7',
    framework: 'Express',
    program: 'server',
    entries: ['server.js', 'routes/index.js', 'routes/routes.js'],
    truth: { name: 'kutt', file: 'docs/api/api.js' },
    prefix: '/api/v2',
    // Pages in HTML; and the API once more, below /api and with what is not described.
    served: ['GET /*', 'POST /api/*', 'PATCH /api/*', 'DELETE /api/*', 'PUT /api/*'],
  },
  {
    name: 'overseerr',
    repository: 'sct/overseerr',
    commit: '46a9b244efd81e0e70a16a851252114bc2d3c2ca',
    framework: 'Express',
    program: 'server',
    entries: ['index.ts', 'routes/index.ts'],
    truth: { name: 'overseerr', file: 'overseerr-api.yml' },
    prefix: '/api/v1',
    served: ['GET /api/v1'],
  },
  {
    name: 'audiobookshelf',
    repository: 'advplyr/audiobookshelf',
    commit: '1b46d68027f3dcd88a4ef596fe6d005541fea3c6',
    framework: 'Express',
    program: 'server',
    entries: ['Server.js', 'routers/ApiRouter.js'],
    truth: { name: 'audiobookshelf', file: 'docs/openapi.json' },
    prefix: '',
    // About a quarter of the API is described, with the queries of GET as bodies and fields of another version.
    onlyOperations: true,
    served: ['* /api/*', '* /public/*', '* /hls/*', '* /auth/*', 'GET /*', 'POST /*'],
    gone: ['PATCH /api/authors/{}/image'],
  },
  {
    name: 'outline',
    repository: 'outline/outline',
    commit: 'd77dcdf853868c5d5fe125c895c9b71f0eff5c68',
    framework: 'Koa',
    program: 'server',
    entries: ['routes/api/index.ts', 'routes/index.ts'],
    truth: { name: 'outline-openapi', file: 'spec3.yml' },
    prefix: '/api',
    // About half of the API is described; some of what is described is not in the open source edition.
    served: ['* /api/*', '* /auth/*', 'GET /*', 'POST /*', '* /oauth/*', 'DELETE /mcp'],
    gone: [
      ...['info', 'list', 'create', 'update', 'delete'].map(name => `POST /api/dataAttributes.${name}`),
      'POST /api/documents.answerQuestion',
    ],
  },
];
