/** The module inside libpg-query, which comes without types: emscripten's factory. */
declare module 'libpg-query/wasm/libpg-query.js' {
  const create: () => Promise<never>;
  export = create;
}
