import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { type Argument, argumentOf, type Statement } from "../app/read/argument.ts";
import { overview } from "../app/read/overview.ts";
import { operations } from "../contract/index.ts";
import { allow, principalAsking } from "./allow.ts";
import { escaped } from "./docs-page.ts";
import { answerError, type Edge, securityHeaders } from "./edge.ts";

/**
 * `/`: what disagrees here, as a page. Who comes without a token is given an empty page that asks for one; it keeps it for
 * the tab, and comes again with it. The address may carry the token behind `#`, which browsers never send.
 */
export function addFrontPage(server: FastifyInstance, edge: Edge): void {
  const { product } = edge;
  server.get("/", async (request, reply) => {
    reply.headers({ ...securityHeaders, "content-security-policy": policy });
    if (request.headers.authorization === undefined) return reply.type(html).send(emptyPage);
    try {
      const principal = await principalAsking(product, request);
      allow(product, principal, operations.getOverview, {});
      const argument = argumentOf(await overview(product.hub, principal.viewer), new Date());
      return reply.type(html).send(argumentHtml(argument));
    } catch (error) {
      answerError(edge, error, reply, "/");
      return reply;
    }
  });
}

const html = "text/html; charset=utf-8";

/** The argument as a piece of a page. Every value in it is text: none can become an element or a script. */
export function argumentHtml({ headline, statements, golden, counts, example }: Argument): string {
  const ask = example === null ? "" : `bailiwick explain ${example.address} ${example.attribute}`;
  return [
    `<h1>${escaped(headline)}</h1>`,
    statements.length === 0 ? "" : `<table>${statements.map(statementRow).join("")}</table>`,
    golden === null ? "" : `<p><b>${escaped(golden)}</b></p>`,
    ...counts.map((count) => `<p>${escaped(count)}</p>`),
    ask === "" ? "" : `<p>Who stands behind it: <code>${escaped(ask)}</code></p>`,
  ].join("\n");
}

function statementRow({ system, value, standing, policy, correct, differs, isAuthority }: Statement): string {
  const where =
    correct === null
      ? ""
      : /^https?:\/\//.test(correct)
        ? `<a href="${escaped(correct)}" rel="noreferrer">correct it here</a>`
        : escaped(correct);
  const note = policy === null ? where : `policy: ${escaped(policy)}`;
  const kind = isAuthority ? "authority" : differs ? "differs" : "agrees";
  const cells = [system, value, standing].map((text) => `<td>${escaped(text)}</td>`).join("");
  return `<tr class="${kind}">${cells}<td>${note}</td></tr>`;
}

const script = `
const fromAddress = location.hash.slice(1);
if (fromAddress) {
  sessionStorage.setItem("token", fromAddress);
  history.replaceState(null, "", location.pathname);
}
const main = document.querySelector("main");
const form = document.querySelector("form");
const note = document.querySelector("output");
async function show() {
  const token = sessionStorage.getItem("token");
  form.hidden = token !== null;
  if (token === null) return;
  const answer = await fetch("/", { headers: { authorization: "Bearer " + token } });
  if (answer.ok) {
    main.innerHTML = await answer.text();
    note.value = "";
    return;
  }
  sessionStorage.removeItem("token");
  form.hidden = false;
  note.value = (await answer.json()).detail;
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", new FormData(form).get("token").trim());
  show().catch(() => { note.value = "No answer; is the server running?"; });
});
show().catch(() => { note.value = "No answer; is the server running?"; });
`;

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 3rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
h1 { font-size: 1.5rem; }
table { border-collapse: collapse; margin: 1rem 0; }
td { padding: .3rem 1.2rem .3rem 0; vertical-align: top; }
.authority td { font-weight: 600; color: #14532d; }
.differs td { color: #92400e; }
.agrees td { color: #6b7280; }
code { background: #f3f4f6; padding: .1rem .3rem; }
input { font: inherit; width: 32rem; max-width: 100%; box-sizing: border-box; }
@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; } tr { margin: 0 0 1rem; } td { padding: 0; overflow-wrap: anywhere; }
}
@media (prefers-color-scheme: dark) {
  body { color: #e5e5e5; background: #161616; } code { background: #2a2a2a; } a { color: #93c5fd; }
  .authority td { color: #86efac; } .differs td { color: #fcd34d; } .agrees td { color: #9ca3af; }
}`;

/** Nothing runs on the page but the script above, and nothing is asked but this server. */
const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const emptyPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bailiwick</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<main><h1>Bailiwick</h1><p>Who stands behind a fact, what disagrees with it, and where to correct it.</p></main>
<form hidden><label>Token <input name="token" type="password" autocomplete="off" required></label> <button>Show</button></form>
<p><output></output></p><noscript><p>This page shows nothing without scripts; the command line and <a href="/docs">the API</a> do.</p></noscript>
<footer><p><a href="/docs">API</a></p></footer>
<script>${script}</script></body></html>`;
