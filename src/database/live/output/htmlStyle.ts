import { pageStyle } from '../../../text/pageStyle.js';

const more = `
.error{color:var(--bad)}.info{color:var(--accent)}.hint,.plain{color:var(--soft)}
.jump{margin:14px 0;display:flex;flex-wrap:wrap;gap:2px 16px;padding:0;list-style:none}
td.text,th.text{min-width:12em}
.first ol{margin:0;padding-left:20px}.first li{padding:3px 0;overflow-wrap:anywhere}.first p{margin:0;color:var(--soft)}
.items p+pre{margin-top:6px}.rule{color:var(--soft);font-size:.9em}a.rule{color:var(--accent)}
details{margin-top:8px;border-top:1px solid var(--line);padding-top:8px}summary{cursor:pointer;color:var(--accent)}
li:target{background:var(--code)}
`;

/** Of the HTML report. Inline and known by its hash: the page's policy lets no other style in. */
export const reportStyle = pageStyle('own', more);

/** Of the same report in a webview. */
export const editorStyle = pageStyle('editor', more);
