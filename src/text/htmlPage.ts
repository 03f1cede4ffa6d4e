import { createHash } from 'node:crypto';

/**
 * A page without scripts, with nothing from elsewhere: its policy allows this one style and no more.
 * @param title HTML, escaped. @param main HTML: all of the page.
 */
export function htmlPage(title: string, style: string, main: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}
