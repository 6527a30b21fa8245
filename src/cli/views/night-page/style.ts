/** Look of the page: the reader's own light or dark, as narrow as a telephone, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c1b1a, #e8e6e3); --paper: light-dark(#fdfcfa, #191817); --dim: light-dark(#6a6764, #a09c97);
  --line: light-dark(#d9d5cf, #3c3936); --good: light-dark(#2a7d46, #57b97a); --bad: light-dark(#b3261e, #f2786f);
  --cut: light-dark(#a85b00, #e5a04b); --none: light-dark(#8a8682, #8f8b86); --running: light-dark(#2559a8, #79a7ee); }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
h3 { font-size: .9rem; margin: .6rem 0 .1rem; font-weight: 600; }
ul { margin: 0; padding-left: 1.2rem; }
li { margin: .15rem 0; }
code { font: .9em ui-monospace, monospace; background: light-dark(#f0ede8, #2a2826); padding: .05rem .3rem; border-radius: .2rem; user-select: all; }
p, figcaption { margin: .25rem 0; }
figure { margin: 1rem 0; }
figcaption, .axis { color: var(--dim); font-size: .85rem; }
.axis { display: flex; justify-content: space-between; gap: .5rem; }
svg.lane { display: block; width: 100%; height: 1.8rem; background: light-dark(#f4f1ec, #22201f); border-radius: .2rem; }
svg.patterns { position: absolute; width: 0; height: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .5rem 0 0; padding: 0; list-style: none; color: var(--dim); font-size: .85rem; }
.legend svg { width: 1.2rem; height: .9rem; vertical-align: -.1rem; }
.bad h2 { color: var(--bad); } .mind h2 { color: var(--cut); } .good h2 { color: var(--good); }
.f-good { fill: var(--good); } .f-bad { fill: var(--bad); } .f-cut { fill: var(--cut); } .f-none { fill: var(--none); } .f-running { fill: var(--running); }
.s-bad { stroke: var(--paper); } .s-cut { stroke: var(--paper); } .s-none { stroke: var(--paper); } .s-running { stroke: var(--paper); }
.s-due { stroke: var(--ink); } .tick { stroke: var(--line); }
@media print { body { max-width: none; } svg.lane { print-color-adjust: exact; } }
`;
