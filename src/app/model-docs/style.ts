/** The looks of a data dictionary. System fonts and colours of its own, so that it needs no other file. */
export const style = `
:root { --ink: #1d2433; --soft: #5a6478; --line: #dde2ea; --paper: #fff; --wash: #f5f7fa; --link: #1f5fbf; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8f0; --soft: #9aa5b8; --line: #323a4a; --paper: #151a23; --wash: #1e2531; --link: #86b4ff; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 1fr); background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 2rem 1rem 2rem 1.5rem;
  font-size: 14px; border-right: 1px solid var(--line); min-height: 100vh; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { margin: .2rem 0; }
nav .l1 { font-weight: 600; margin-bottom: .8rem; }
nav a { color: var(--soft); text-decoration: none; }
nav a:hover, nav a:focus { color: var(--link); }
main { padding: 2rem 2.5rem 4rem; max-width: 72rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.4rem; margin: 3rem 0 .8rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.08rem; margin: 2rem 0 .5rem; }
a { color: var(--link); }
p { margin: .5rem 0 1rem; max-width: 46rem; }
code { font: .88em/1.4 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; background: var(--wash);
  border-radius: 4px; padding: .08em .32em; overflow-wrap: break-word; }
.wide { overflow-x: auto; margin: .6rem 0 1.4rem; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; white-space: nowrap; }
dl { margin: .4rem 0 1rem; }
dl div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0 1rem; padding: .22rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: break-word; }
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; min-height: 0; max-height: none; border-right: 0; border-bottom: 1px solid var(--line); padding: 1rem 1.2rem; }
  main { padding: 1.2rem; }
  dl div { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --wash: #f2f2f2; --link: #000; }
  body { display: block; font-size: 10pt; }
  nav { display: none; }
  main { padding: 0; max-width: none; }
  h2 { break-before: page; border-top: 0; }
  h1 + p, h3, tr, dl div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  a { text-decoration: none; }
}
`;
