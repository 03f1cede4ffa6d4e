import { pageStyle } from '../../../text/pageStyle.js';

/** Mostly shown beside a query, so it takes less room than a report. */
const more = `
:root{--bar:var(--vscode-charts-blue,#3794ff)}
main{padding:20px 14px 40px}
header{margin-bottom:16px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(118px,1fr));gap:10px}
.tile{padding:9px 12px}.tile .value{font-size:20px}.tile dd.soft{font-size:13px;font-weight:400;line-height:1.4;white-space:normal}
.soft{color:var(--soft)}.warn{color:var(--warn)}
.card p{margin:0}
.badge.mark,a.badge{padding:0 7px;margin:0 0 0 4px;font-size:12px;font-weight:400;line-height:1.5;vertical-align:1px;border:1px solid currentColor;text-indent:0;white-space:nowrap;color:var(--warn)}
a.badge{color:var(--accent)}
pre{max-height:24em;overflow-y:auto}
summary{color:inherit;list-style:none}
summary::-webkit-details-marker{display:none}
details{margin:0;padding:0;border:0}
summary.plain::before{content:"▸";display:inline-block;width:1.1em;color:var(--soft)}
details[open]>summary.plain::before{content:"▾"}
ul.items .what{color:inherit;font-weight:600}
.columns,.row{display:grid;grid-template-columns:minmax(0,1fr) 8em 5.2em 6.6em;gap:0 8px;align-items:baseline}
.columns{color:var(--soft);font-size:13px;padding:0 7px 5px;border-bottom:1px solid var(--line)}
.columns>*{white-space:nowrap}.columns>*:not(:first-child),.number{text-align:right}
.tree,.tree ul{list-style:none;margin:0;padding:0}.tree{margin-top:4px}
.tree ul{margin-left:11px;border-left:1px solid var(--vscode-tree-indentGuidesStroke,var(--line));padding-left:6px}
.row{padding:4px 6px;border-radius:4px;border:1px solid transparent}
summary.row:hover{background:var(--vscode-list-hoverBackground)}
.costly>.row,.costly>details>.row{border-color:var(--warn)}
.name{min-width:0;overflow-wrap:anywhere;padding-left:1.2em;text-indent:-1.2em}
.name::before{content:"▸";display:inline-block;width:1.2em;text-indent:0;color:var(--soft)}
details[open]>summary>.name::before{content:"▾"}
.leaf>.name::before{content:""}
.label{font-weight:600}
.expected{color:var(--soft);display:block;font-size:.92em}
.share{display:grid;grid-template-columns:1fr 3.1em;gap:4px;align-items:baseline}.share .number{white-space:nowrap}
.bar{width:100%;height:9px;border:1px solid var(--vscode-contrastBorder,transparent);border-radius:2px;background:var(--code)}
.bar rect{fill:var(--bar)}.costly>.row .bar rect,.costly>details>.row .bar rect{fill:var(--warn)}
.counters{margin:0 7px 4px 1.7em;color:var(--soft);font-size:.95em}
.counters div{overflow-wrap:anywhere}.counters .counter{display:inline-block;margin-right:1.4em}.counters dt{display:inline}.counters dd{display:inline;margin:0}.counters dt::after{content:": "}
.counters .code{font-family:var(--mono);color:var(--text);font-size:.97em}.counters .warn{color:var(--warn)}
table.values{width:auto;margin-top:10px}.values th,.values td{text-align:left;vertical-align:top;white-space:normal;padding:1px 18px 1px 0;border:0}
li:target>.row,li:target>details>.row,ul.items>li:target{background:var(--code)}
@media (min-width:860px){.columns,.row{grid-template-columns:minmax(0,1fr) 12em 6.5em 11em;gap:0 16px}}
@media (max-width:640px){.card{padding:12px}}
@media (max-width:480px){.columns{display:none}.row{grid-template-columns:minmax(0,1fr) auto}.row>.name,.row>.share{grid-column:1/-1}.row>.number{text-align:left;padding-left:1.2em}.row>.number:nth-child(3){text-align:right}.share{padding-left:1.2em}}
`;

/** Of the page of a plan, in the colours of the editor's theme. Inline and known by its hash: the page's policy lets no other style in. */
export const planStyle = pageStyle('editor', more);
