/** Of the HTML report. Inline and known by its hash: the page's policy lets no other style and no script in. */
export const reportStyle = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b1f24;--soft:#5b6470;--line:#dfe3e8;--accent:#0b62c4;--good:#19713b;--goodback:#e5f4ea;--bad:#b3261e;--badback:#fbe9e7;--warn:#8a5300;--warnback:#fdf2dc;--c0:#0b62c4;--c1:#b26a00;--c2:#c22f5b;--c3:#2e7d32;--c4:#6b7280;--c5:#7b3fb5}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2026;--text:#e6e9ed;--soft:#9aa4b0;--line:#323841;--accent:#6cb0ff;--good:#6fd391;--goodback:#17301f;--bad:#ff8a80;--badback:#3a1d1b;--warn:#f2bf62;--warnback:#33270f;--c0:#6cb0ff;--c1:#f2b04e;--c2:#ff7d9f;--c3:#72cf7b;--c4:#9aa4b0;--c5:#c79bf2}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:28px 20px 48px}
header{margin-bottom:20px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere;font-weight:650}
h2{font-size:18px;margin:32px 0 12px;overflow-wrap:anywhere;font-weight:650}
h3{font-size:14px;margin:0 0 8px;font-weight:650;overflow-wrap:anywhere}
.sub{color:var(--soft);margin:0;overflow-wrap:anywhere}
.badge{display:inline-block;border-radius:999px;padding:2px 12px;font-size:14px;font-weight:600;vertical-align:3px;margin-left:6px}
.good{color:var(--good)}.bad{color:var(--bad)}.warning{color:var(--warn)}
.badge.good,.note.good{background:var(--goodback)}.badge.bad,.note.bad{background:var(--badback)}.note.warning{background:var(--warnback)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0 0 12px}
.tile dt{color:var(--soft);font-size:13px}.tile dd{margin:0;font-size:24px;line-height:1.3;font-weight:600;white-space:nowrap}
.tile dd small{font-size:14px;font-weight:500;color:var(--soft)}.tile .detail{font-size:13px;line-height:1.5;font-weight:400;color:var(--soft);white-space:normal}
.grid2{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:12px;align-items:start}
.wide{grid-column:1/-1}.wide figure{overflow-x:auto}.wide .chart{min-width:600px}
section+section{margin-top:12px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:5px 10px;text-align:right;border-top:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0}th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:500}td.text,th.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px;white-space:normal;vertical-align:bottom}
.facts th{color:var(--soft);font-weight:400;vertical-align:top;padding-right:16px}.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere;width:75%}.facts tr:first-child>*{border-top:0}
.figures td{width:auto;text-align:right}
ul.items{list-style:none;margin:0;padding:0}ul.items li{padding:6px 0 6px 26px;position:relative;overflow-wrap:anywhere}ul.items li+li{border-top:1px solid var(--line)}
ul.items .sign{position:absolute;left:2px;font-weight:700}ul.items p{margin:0;color:var(--soft)}
.note{border-radius:10px;padding:10px 14px;margin:0 0 12px;overflow-wrap:anywhere}.note p{margin:0;color:var(--text)}
ul.lead{margin:-6px 0 8px;font-weight:600}ul.lead p{font-weight:400}
figure{margin:0}figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 8px;margin-bottom:6px}
.caption{font-size:14px;font-weight:650}.unit{color:var(--soft);font-size:13px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 14px;margin:0 0 0 auto;padding:0;font-size:13px;color:var(--soft)}.legend li{overflow-wrap:anywhere}
.key{width:22px;height:8px;margin-right:6px;vertical-align:1px}
.chart{display:block;width:100%;height:auto}.chart .grid{stroke:var(--line);stroke-width:1}.chart .mark{stroke:var(--soft)}
.tick{fill:var(--soft);font-size:12px}
.line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}.dashed{stroke-dasharray:5 4}.area{opacity:.13}
${[0, 1, 2, 3, 4, 5].map(i => `.c${i}{stroke:var(--c${i})}.f${i},.d${i}{fill:var(--c${i})}`).join('')}
footer{margin-top:28px;color:var(--soft);font-size:13px}
@media print{body{background:#fff}.card{break-inside:avoid}}
@media (max-width:520px){main{padding:18px 12px 32px}.card{padding:12px}}
`;
