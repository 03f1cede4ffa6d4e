import { pageStyle } from '../../../text/pageStyle.js';

const more = `
h2{font-size:16px;margin:0 0 10px;overflow-wrap:anywhere;font-weight:650}h3{font-size:14px;margin:14px 0 4px;font-weight:650}
.error{color:var(--bad)}.info{color:var(--accent)}.hint,.plain{color:var(--soft)}
.badge.production{background:var(--bad);color:var(--page)}.badge.staging{background:var(--warn);color:var(--page)}.badge.development{border:1px solid var(--line);color:var(--soft);font-weight:400}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0 0}
.jump{margin:14px 0;display:flex;flex-wrap:wrap;gap:2px 16px;padding:0;list-style:none}
td.text,th.text{min-width:12em}
.first{border-left:3px solid var(--accent)}.first.error{border-left-color:var(--bad);color:inherit}.first.warning{border-left-color:var(--warn);color:inherit}
.first ol{margin:0;padding-left:20px}.first code{color:inherit}.first li{padding:3px 0;overflow-wrap:anywhere}.first p{margin:0;color:var(--soft)}
.items p+pre{margin-top:6px}.rule{color:var(--soft);font-size:.9em}a.rule{color:var(--accent)}
.act{font-size:.95em;margin:4px 14px 0 0;display:inline-block}
details{margin-top:8px;border-top:1px solid var(--line);padding-top:8px}summary{cursor:pointer;color:var(--accent)}
li:target{background:var(--code)}
`;

/** Of the HTML report. Inline and known by its hash: the page's policy lets no other style in. */
export const reportStyle = pageStyle('own', more);

/** Of the same report in a webview. */
export const editorStyle = pageStyle('editor', more);
