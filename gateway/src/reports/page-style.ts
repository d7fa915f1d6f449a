/** The look of reports, on screens and on paper. */

/** Shows the part of one language while its button is chosen. */
export function switchStyle(language: string): string {
  const chosen = `#in-${language}:checked~`;
  return [
    `main.in-${language}{display:none}`,
    `${chosen}main.in-${language}{display:block}`,
    `${chosen}.languages label[for="in-${language}"]{background:#143d59;color:#fff}`,
    `#in-${language}:focus-visible~.languages label[for="in-${language}"]{outline:3px solid #e08e00;outline-offset:2px}`,
  ].join('\n');
}

export const PAGE_STYLE = `
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;color:#1b2733;background:#fff;line-height:1.5;font-size:1rem}
.choice{position:absolute;opacity:0;width:1px;height:1px}
.languages{border:0;margin:0 0 1.5rem;padding:0;display:flex;gap:.5rem;flex-wrap:wrap;align-items:center}
.languages legend{float:left;color:#52606d;font-size:.875rem;padding:.3rem .75rem .3rem 0}
.languages label{border:1px solid #143d59;border-radius:.3rem;padding:.3rem .8rem;cursor:pointer;color:#143d59}
h1{font-size:1.6rem;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem;padding-bottom:.25rem;border-bottom:2px solid}
h3{font-size:1.05rem;margin:1.25rem 0 .25rem}.box>h3{margin-top:0}
p{margin:.25rem 0}
.aside{color:#52606d}
.counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.counts li{border:1px solid;border-left-width:.5rem;border-radius:.3rem;padding:.5rem .9rem}
.counts b{display:block;font-size:1.7rem;line-height:1.2}
.counts a{color:inherit;font-weight:600}
.stay{color:#8c1c13}.moves{color:#7a4b00}.free{color:#0b5d33}
.counts span,.means{color:#52606d}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;border-bottom:1px solid #d3dae0}
thead th{border-bottom:2px solid #52606d;font-size:.875rem;color:#52606d}
tbody th{font-weight:600}
td ul,td ol,.plain{margin:0;padding:0;list-style:none}
td li+li,.plain li+li{margin-top:.5rem}
code{font-size:.9em;overflow-wrap:anywhere}
.article{font-weight:600}
.missing{background:#fff1d6;padding:0 .25rem}
.outcome{display:inline-block;border:1px solid;border-radius:.3rem;padding:0 .5rem;font-weight:600}
.box{border:1px solid #d3dae0;border-radius:.3rem;padding:.75rem 1rem;margin:1rem 0}
dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.35rem 1rem;margin:.5rem 0}
dt{font-weight:600}dd{margin:0}
.scroll{overflow-x:auto}
.route{white-space:nowrap}
tbody tr>:first-child{width:20%}
tbody tr>:nth-child(3){width:32%}
@media (max-width:45rem){dl{grid-template-columns:1fr}.wide{min-width:44rem}}
@media print{
@page{margin:1.5cm}
body{max-width:none;padding:0;font-size:9.5pt}
.languages,.choice{display:none}
thead{display:table-header-group}
tr,.counts li,h2,h3,dt,dd,.box{break-inside:avoid}
h2,h3,.means{break-after:avoid}
a{color:inherit;text-decoration:none}
.scroll{overflow:visible}
}`;
