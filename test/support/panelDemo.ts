// Pictures of the load-test page in its states, themes and widths, to be looked at:
//   npx tsx test/support/panelDemo.ts [folder, .test-out/panel] [state…]
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../host/browser.mjs';
import { openPanel, servePanel } from './panelPage.js';
import { states } from './panelStates.js';
import type { ThemeName } from './panelThemes.js';

const [folder = '.test-out/panel', ...only] = process.argv.slice(2);
const all: readonly ThemeName[] = ['dark', 'light', 'high-contrast', 'high-contrast-light'];
const inEachTheme = ['empty', 'live', 'done', 'done-trouble', 'compare', 'refused'];

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  mkdirSync(folder, { recursive: true });
  const server = await servePanel();
  const browser = await launch();
  try {
    for (const [name, messages] of Object.entries(states)) {
      if (only.length && !only.includes(name)) continue;
      for (const theme of inEachTheme.includes(name) ? all : (['dark'] as const)) {
        for (const width of [1100, 340]) {
          const { page, post, troubles } = await openPanel(browser, server, {
            theme,
            viewport: { width, height: 700 },
          });
          await post(messages);
          const file = path.join(folder, `${name}-${theme}-${width}.png`);
          await page.screenshot({ path: file, fullPage: true });
          for (const trouble of troubles) console.error(`${file}: ${trouble}`);
          await page.context().close();
        }
      }
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}
