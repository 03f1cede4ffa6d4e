/** Of the HTML report, in the colours of that of a load test. Inline and known by its hash: the page's policy lets no other style in. */
export const reportStyle = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b1f24;--soft:#5b6470;--line:#dfe3e8;--accent:#0b62c4;--bad:#b3261e;--warn:#8a5300;--code:#eef1f4}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2026;--text:#e6e9ed;--soft:#9aa4b0;--line:#323841;--accent:#6cb0ff;--bad:#ff8a80;--warn:#f2bf62;--code:#14171b}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:28px 20px 48px}
header{margin-bottom:20px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere;font-weight:650}
h2{font-size:16px;margin:0 0 10px;overflow-wrap:anywhere;font-weight:650}
.sub{color:var(--soft);margin:0;overflow-wrap:anywhere}
.error{color:var(--bad)}.warning{color:var(--warn)}.info{color:var(--accent)}.hint,.plain{color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0 0 12px}
.tile dt{color:var(--soft);font-size:13px}.tile dd{margin:0;font-size:24px;line-height:1.3;font-weight:600;white-space:nowrap}
section+section{margin-top:12px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:5px 10px;text-align:right;border-top:1px solid var(--line);white-space:nowrap}
th:first-child{text-align:left;padding-left:0}th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:500}td.text,th.text{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:12em}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px;white-space:normal;vertical-align:bottom}
.facts th{color:var(--soft);font-weight:400;vertical-align:top;padding-right:16px}.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere;width:85%}.facts tr:first-child>*{border-top:0}
ul.items{list-style:none;margin:0;padding:0}ul.items li{padding:8px 0 8px 26px;position:relative;overflow-wrap:anywhere}ul.items li+li{border-top:1px solid var(--line)}
ul.items .sign{position:absolute;left:2px;font-weight:700}ul.items p{margin:2px 0 0;color:var(--soft)}
.rule{color:var(--soft);font-size:13px}a.rule{color:var(--accent)}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--code);border-radius:4px}
code{padding:1px 4px;overflow-wrap:anywhere}pre{margin:6px 0 0;padding:8px 10px;white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:28px;color:var(--soft);font-size:13px}
@media print{body{background:#fff}.card{break-inside:avoid}}
@media (max-width:520px){main{padding:18px 12px 32px}.card{padding:12px}}
`;
