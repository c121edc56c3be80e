// How the report looks on a screen and on paper.

export const REPORT_STYLE = `
:root { font: 15px/1.5 'DejaVu Sans', 'Noto Sans JP', 'Segoe UI', system-ui, sans-serif; color: #1b1b1f; }
:lang(ja) { font-family: 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif; line-break: strict; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #c9c9d0; break-after: avoid; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; break-after: avoid; }
.lead { font-size: 1.08rem; padding-left: .9rem; border-left: 5px solid #83838d; }
.headline { font-size: 1.2rem; font-weight: bold; }
.go { border-color: #009e73; } .no-go { border-color: #d55e00; }
.caution { padding-left: .9rem; border-left: 5px solid #e69f00; }
.headlines { margin: .5rem 0; padding-left: 1.1rem; }
.quiet, figcaption { color: #5c5c66; font-size: .87rem; }
figure { margin: 1rem 0; break-inside: avoid; } figure svg { max-width: 100%; height: auto; }
.next { font-weight: bold; }
table { border-collapse: collapse; font-size: .87rem; margin: .5rem 0; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid #d5d5da; }
tr, .whole { break-inside: avoid; }
.inputs th:first-child { width: 26%; }
.inputs td:nth-last-child(2) { white-space: nowrap; }
.plan td:first-child { white-space: nowrap; font-weight: bold; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .2rem 1.2rem; font-size: .87rem; }
dt { color: #5c5c66; } dd { margin: 0; overflow-wrap: anywhere; }
.page { break-before: page; }
.part { font-size: 1.4rem; margin-top: 2.2rem; }
@page { size: A4; margin: 12mm 15mm 13mm; @bottom-right { content: counter(page) ' / ' counter(pages); font-size: 9px; color: #5c5c66; } }
@media print {
  body { margin: 0; max-width: none; padding: 0; } :root { font-size: 10.5px; }
  h2 { margin-top: 1.1rem; } p, ul { margin: .5em 0; } figure { margin: .5rem 0; }
  th, td { padding: .18rem .7rem .18rem 0; }
  /* Their smallest letters are 7 points at this width. */
  .drawn-small svg { width: 160mm; }
}
`;
