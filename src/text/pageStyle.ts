/** The look of the pages that we make: one style for reports of every kind, in their own colours or in those of VS Code. */

const own = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b1f24;--soft:#5b6470;--line:#dfe3e8;--accent:#0b62c4;--good:#19713b;--goodback:#e5f4ea;--bad:#b3261e;--badback:#fbe9e7;--warn:#8a5300;--warnback:#fdf2dc;--code:#eef1f4;--size:15px;--face:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2026;--text:#e6e9ed;--soft:#9aa4b0;--line:#323841;--accent:#6cb0ff;--good:#6fd391;--goodback:#17301f;--bad:#ff8a80;--badback:#3a1d1b;--warn:#f2bf62;--warnback:#33270f;--code:#14171b}}
`;

/**
 * Variables that a webview has, in every theme (https://code.visualstudio.com/api/references/theme-color); those of high contrast have
 * borders in place of shades. VS Code gives code a colour of its own that is to stand on a ground of its own: ours stands on another.
 */
const ofEditor = `
:root{--page:var(--vscode-editor-background);--card:var(--vscode-editorWidget-background,var(--page));--text:var(--vscode-foreground);--soft:var(--vscode-descriptionForeground);--line:var(--vscode-contrastBorder,var(--vscode-editorWidget-border,var(--vscode-panel-border)));--accent:var(--vscode-textLink-foreground);--good:var(--vscode-testing-iconPassed,var(--vscode-charts-green));--goodback:transparent;--bad:var(--vscode-editorError-foreground,var(--vscode-errorForeground));--badback:var(--vscode-inputValidation-errorBackground,transparent);--warn:var(--vscode-editorWarning-foreground);--warnback:var(--vscode-inputValidation-warningBackground,transparent);--code:color-mix(in srgb,var(--text) 8%,transparent);--size:var(--vscode-font-size,13px);--face:var(--vscode-font-family,system-ui);--mono:var(--vscode-editor-font-family,ui-monospace,monospace)}
code{color:inherit}
a{text-decoration:var(--text-link-decoration,none);text-underline-offset:2px}a:hover{text-decoration:underline}a:active{color:var(--vscode-textLink-activeForeground)}a:focus-visible,summary:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0 0}
.button{display:inline-block;padding:4px 11px;border-radius:2px;border:1px solid var(--vscode-button-border,transparent);background:var(--vscode-button-secondaryBackground);color:var(--vscode-button-secondaryForeground);text-decoration:none}
.button:hover{text-decoration:none;background:var(--vscode-button-secondaryHoverBackground);color:var(--vscode-button-secondaryForeground)}
.button.primary{background:var(--vscode-button-background);color:var(--vscode-button-foreground)}.button.primary:hover{background:var(--vscode-button-hoverBackground)}
.vscode-high-contrast .button{border-color:var(--vscode-contrastBorder)}.vscode-high-contrast code{border:1px solid var(--line)}.vscode-high-contrast pre{border:1px solid var(--line)}.vscode-high-contrast pre code{border:0}
`;

const common = `
*{box-sizing:border-box}
body{margin:0;padding:0;background:var(--page);color:var(--text);font:var(--size)/1.5 var(--face);font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:28px 20px 48px}
header{margin-bottom:20px}
h2{font-size:16px;margin:0 0 10px;overflow-wrap:anywhere;font-weight:650}h3{font-size:14px;margin:14px 0 4px;font-weight:650}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere;font-weight:650}
a{color:var(--accent)}
.sub{color:var(--soft);margin:0;overflow-wrap:anywhere}
.badge{display:inline-block;border-radius:999px;padding:2px 12px;font-size:14px;font-weight:600;vertical-align:3px;margin-left:6px}
.badge.production{background:var(--bad);color:var(--page)}.badge.staging{background:var(--warn);color:var(--page)}.badge.development{border:1px solid var(--line);color:var(--soft);font-weight:400}
.good{color:var(--good)}.bad{color:var(--bad)}.warning{color:var(--warn)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0 0 12px}
.tile dt{color:var(--soft);font-size:13px}.tile dd{margin:0;font-size:24px;line-height:1.3;font-weight:600;white-space:nowrap}
section+section{margin-top:12px}
.first{border-left:3px solid var(--accent)}.first.error{border-left-color:var(--bad);color:inherit}.first.warning{border-left-color:var(--warn);color:inherit}
.act{font-size:.95em;margin:4px 14px 0 0;display:inline-block}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:5px 10px;text-align:right;border-top:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0}th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:500}td.text,th.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px;white-space:normal;vertical-align:bottom}
.facts th{color:var(--soft);font-weight:400;vertical-align:top;padding-right:16px}.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere;width:80%}.facts tr:first-child>*{border-top:0}
ul.items{list-style:none;margin:0;padding:0}ul.items>li{padding:7px 0 7px 26px;position:relative;overflow-wrap:anywhere}ul.items>li+li{border-top:1px solid var(--line)}
ul.items .sign{position:absolute;left:2px;font-weight:700}ul.items p{margin:0;color:var(--soft)}
code,pre{font:13px/1.5 var(--mono);background:var(--code);border-radius:4px}
code{padding:1px 4px;overflow-wrap:anywhere}pre code{background:none;padding:0}pre{margin:6px 0 0;padding:8px 10px;white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:28px;color:var(--soft);font-size:13px}
@media print{body{background:#fff}.card{break-inside:avoid}}
@media (max-width:520px){main{padding:18px 12px 32px}.card{padding:12px}}
`;

/**
 * A style sheet, to be put inline and let in by its hash.
 * @param colours `own`: light or dark as the reader's system is; `editor`: those of the theme, in a webview.
 * @param more what only this page has; it comes last.
 */
export function pageStyle(colours: 'own' | 'editor', more: string): string {
  return `${colours === 'own' ? own : ofEditor}${common}${more}`.replaceAll('\n\n', '\n');
}
