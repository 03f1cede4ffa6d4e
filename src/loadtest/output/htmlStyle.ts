import { pageStyle } from '../../text/pageStyle.js';

/** Of the HTML report. Inline and known by its hash: the page's policy lets no other style and no script in. */
export const reportStyle = pageStyle(
  'own',
  `
:root{--c0:#0b62c4;--c1:#b26a00;--c2:#c22f5b;--c3:#2e7d32;--c4:#6b7280;--c5:#7b3fb5}
@media (prefers-color-scheme:dark){:root{--c0:#6cb0ff;--c1:#f2b04e;--c2:#ff7d9f;--c3:#72cf7b;--c4:#9aa4b0;--c5:#c79bf2}}
h2{font-size:18px;margin:32px 0 12px;overflow-wrap:anywhere;font-weight:650}
h3{font-size:14px;margin:0 0 8px;font-weight:650;overflow-wrap:anywhere}
.badge.good,.note.good{background:var(--goodback)}.badge.bad,.note.bad{background:var(--badback)}.note.warning{background:var(--warnback)}
.tile dd small{font-size:14px;font-weight:500;color:var(--soft)}.tile .detail{font-size:13px;line-height:1.5;font-weight:400;color:var(--soft);white-space:normal}
.grid2{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:12px;align-items:start}
.wide{grid-column:1/-1}.wide figure{overflow-x:auto}.wide .chart{min-width:600px}
.figures td{width:auto;text-align:right}
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
`,
);
