/** Of the page of a plan, in the colours of the editor's theme. Inline and known by its hash: the page's policy lets no other style in. */
export const planStyle = `
:root{--line:var(--vscode-contrastBorder,var(--vscode-editorWidget-border,rgba(128,128,128,.35)));--soft:var(--vscode-descriptionForeground);--bad:var(--vscode-errorForeground,#f14c4c);--warn:var(--vscode-editorWarning-foreground,#cca700);--bar:var(--vscode-charts-blue,#3794ff);--code:var(--vscode-textCodeBlock-background,rgba(128,128,128,.12));--mono:var(--vscode-editor-font-family,ui-monospace,monospace)}
*{box-sizing:border-box}
body{margin:0;padding:0;color:var(--vscode-foreground);background:var(--vscode-editor-background);font:var(--vscode-font-size,13px)/1.5 var(--vscode-font-family,system-ui,sans-serif);font-variant-numeric:tabular-nums}
main{max-width:1180px;margin:0 auto;padding:16px 14px 40px}
h1{font-size:1.5em;line-height:1.3;font-weight:600;margin:0;overflow-wrap:anywhere}
h2{font-size:1.1em;font-weight:600;margin:26px 0 8px}
p{margin:0}
a{color:var(--vscode-textLink-foreground)}
a:focus-visible,summary:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
.soft{color:var(--soft)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.sub{color:var(--soft);overflow-wrap:anywhere}
.stage{font-weight:600}.stage.production{color:var(--bad)}
.actions{display:flex;flex-wrap:wrap;gap:6px 8px;margin:14px 0 0;padding:0;list-style:none}
.button{display:inline-block;padding:3px 11px;border-radius:3px;text-decoration:none;color:var(--vscode-button-secondaryForeground,inherit);background:var(--vscode-button-secondaryBackground,transparent);border:1px solid var(--vscode-contrastBorder,var(--vscode-button-border,transparent))}
.button:hover{background:var(--vscode-button-secondaryHoverBackground,transparent);text-decoration:underline}
.button.first{color:var(--vscode-button-foreground,inherit);background:var(--vscode-button-background,transparent)}
.button.first:hover{background:var(--vscode-button-hoverBackground,transparent)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(122px,1fr));gap:10px;margin:18px 0 0}
.tile{border:1px solid var(--line);border-radius:5px;padding:8px 12px;min-width:0}
.tile dt{color:var(--soft)}.tile dd{margin:0}.tile .value{font-size:1.45em;line-height:1.35;font-weight:600}
code,pre{font-family:var(--mono);font-size:.95em}
code{overflow-wrap:anywhere}pre code{background:none;padding:0}
pre{margin:6px 0 0;padding:8px 10px;background:var(--code);border:1px solid var(--vscode-contrastBorder,transparent);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24em;overflow-y:auto}
summary{cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary.plain::before{content:"▸";display:inline-block;width:1.1em;color:var(--soft)}
details[open]>summary.plain::before{content:"▾"}
.findings{list-style:none;margin:0;padding:0}
.findings>li{border:1px solid var(--line);border-left:3px solid var(--warn);border-radius:4px;padding:9px 12px;overflow-wrap:anywhere}
.findings>li+li{margin-top:8px}
.findings .what{font-weight:600}
.findings .tools{margin-top:6px;display:flex;flex-wrap:wrap;gap:4px 14px}
.columns,.row{display:grid;grid-template-columns:minmax(0,1fr) 8.2em 5.4em 7em;gap:0 10px;align-items:baseline}
.columns{color:var(--soft);padding:0 8px 4px;border-bottom:1px solid var(--line)}
.columns>*{white-space:nowrap}.columns>*:nth-child(2),.columns>*:nth-child(3),.number{text-align:right}
.tree,.tree ul{list-style:none;margin:0;padding:0}
.tree ul{margin-left:11px;border-left:1px solid var(--vscode-tree-indentGuidesStroke,var(--line));padding-left:7px}
.row{padding:4px 8px;border-radius:4px;border:1px solid transparent}
summary.row:hover{background:var(--vscode-list-hoverBackground)}
.costly>.row,.costly>details>.row{border-color:var(--warn)}
.name{min-width:0;overflow-wrap:anywhere;padding-left:1.2em;text-indent:-1.2em}
.name::before{content:"▸";display:inline-block;width:1.2em;text-indent:0;color:var(--soft)}
details[open]>summary>.name::before{content:"▾"}
.leaf>.name::before{content:""}
.label{font-weight:600}
.badge{display:inline-block;text-indent:0;padding:0 6px;margin-left:4px;border-radius:9px;border:1px solid currentColor;font-size:.86em;line-height:1.45;white-space:nowrap;color:var(--warn)}
a.badge{color:var(--vscode-textLink-foreground);text-decoration:none}a.badge:hover{text-decoration:underline}
.expected{color:var(--soft);display:block;font-size:.92em}
.share .number{white-space:nowrap}.share{display:grid;grid-template-columns:1fr 3.4em;gap:4px;align-items:center}
.bar{width:100%;height:9px;border:1px solid var(--vscode-contrastBorder,transparent);border-radius:2px;background:var(--code)}
.bar rect{fill:var(--bar)}.costly>.row .bar rect,.costly>details>.row .bar rect{fill:var(--warn)}
.facts{margin:0 8px 3px 1.7em;color:var(--soft);font-size:.95em}
.facts div{overflow-wrap:anywhere}.facts .counter{display:inline-block;margin-right:1.4em}.facts dt{display:inline}.facts dd{display:inline;margin:0}.facts dt::after{content:": "}
.facts .code{font-family:var(--mono);color:var(--vscode-foreground);font-size:.97em}.facts .warn{color:var(--warn)}
.values{margin:8px 0 0;border-collapse:collapse}.values th,.values td{text-align:left;font-weight:400;padding:1px 18px 1px 0;vertical-align:top}
@media (min-width:860px){.columns,.row{grid-template-columns:minmax(0,1fr) 12em 6.5em 11em;gap:0 16px}}
@media (max-width:500px){main{padding:14px 10px 32px}.columns{display:none}.row{grid-template-columns:minmax(0,1fr) auto}.row>.name,.row>.share{grid-column:1/-1}.row>.number{text-align:left;padding-left:1.2em}.row>.number:nth-child(3){text-align:right}.share{padding-left:1.2em}}
`;
