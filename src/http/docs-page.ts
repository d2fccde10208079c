import { refusals } from "../errors.ts";
import type { JsonSchema, OpenApi, OpenApiOperation } from "./openapi.ts";
import { typeWords } from "./type-words.ts";

/** The documents of the API as one page that needs nothing else: no script, no font, no address of others. */
export function docsPage(api: OpenApi): string {
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const parts = Map.groupBy(all, (one) => one.operation.tags[0] ?? "");
  const body = [...parts].map(
    ([part, some]) => `<h2 id="${slug(part)}">${escaped(part)}</h2>${some.map(section).join("")}`,
  );
  const contents = [...parts.keys()].map((part) => `<a href="#${slug(part)}">${escaped(part)}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bailiwick API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<h1>Bailiwick API ${escaped(api.info.version)}</h1><p>${escaped(api.info.description)}
Send it as <code>Authorization: Bearer bailiwick_…</code>. The same as data: <a href="/openapi.json">/openapi.json</a>.</p>
<nav>${contents.join(" · ")} · <a href="#shapes">Shapes</a> · <a href="#refusals">Refusals</a></nav>
${body.join("\n")}
<h2 id="shapes">Shapes</h2>${Object.entries(api.components.schemas).map(shape).join("")}
<h2 id="refusals">Refusals</h2><p>An error is <code>application/problem+json</code> (RFC 9457); its <code>code</code> never changes its meaning.</p>
<table><tr><th>code</th><th>status</th><th>meaning</th></tr>${Object.entries(refusals).map(refusalRow).join("")}</table>
</body></html>`;
}

function section(one: { path: string; method: string; operation: OpenApiOperation }): string {
  const { path, method, operation } = one;
  const parameters = operation.parameters.map(
    ({ name, in: place, required, schema, description }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${place}${required ? ", required" : ""}</td><td>${escaped(typeWords(schema))}</td><td>${withCode(escaped(description ?? descriptionOf(schema)))}</td></tr>`,
  );
  const body = Object.entries(operation.requestBody?.content ?? {});
  const answers = Object.entries(operation.responses).map(
    ([status, { description, content }]) =>
      `<tr><td>${status}</td><td>${withCode(escaped(description))}${Number(status) < 300 ? ` <code>${escaped(contentWords(content))}</code>` : ""}</td></tr>`,
  );
  return `<section id="${escaped(operation.operationId)}"><h3><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></h3>
<p>${escaped(operation.summary)} <i>${escaped(operation.description)}</i></p>
${parameters.length === 0 ? "" : `<table>${parameters.join("")}</table>`}
${body.length === 0 ? "" : `<p>Body: ${body.map(([type, { schema }]) => `<code>${escaped(type)}</code>${type === "application/json" ? ` <code>${escaped(typeWords(schema))}</code>` : ""}`).join(", ")}</p>`}
${memberRows(body[0]?.[1].schema)}<table>${answers.join("")}</table></section>`;
}

const descriptionOf = ({ description }: JsonSchema): string =>
  typeof description === "string" ? description : "";

/** What is said of members of a body. */
function memberRows(schema: JsonSchema | undefined): string {
  const members = Object.entries((schema?.properties ?? {}) as Record<string, JsonSchema>);
  const rows = members
    .filter(([, member]) => descriptionOf(member) !== "")
    .map(([name, member]) => [`<code>${escaped(name)}</code>`, withCode(escaped(descriptionOf(member)))])
    .map(([name, words]) => `<tr><td>${name}</td><td>${words}</td></tr>`);
  return rows.length === 0 ? "" : `<table>${rows.join("")}</table>`;
}

const contentWords = (content: OpenApiOperation["responses"][string]["content"]): string =>
  Object.values(content ?? {})
    .map(({ schema }) => typeWords(schema))
    .join(", ");

const shape = ([name, schema]: [string, JsonSchema]): string =>
  `<section id="shape-${escaped(name)}"><h3>${escaped(name)}</h3><pre>${escaped(typeWords(schema, 0, true))}</pre></section>`;

const refusalRow = ([code, { status, title }]: [string, { status: number; title: string }]): string =>
  `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escaped(title)}</td></tr>`;

const slug = (text: string): string => text.toLowerCase().replaceAll(/\W+/g, "-");

/** Text in HTML. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** What stands between backticks, as code. */
const withCode = (html: string): string => html.replaceAll(/`([^`]+)`/g, "<code>$1</code>");

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
code,pre{font:13px/1.45 ui-monospace,monospace;background:#f4f4f2;padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}
pre{padding:.8em;overflow:auto;white-space:pre-wrap}table{border-collapse:collapse;width:100%;margin:.5rem 0}td:first-child code{overflow-wrap:normal}td,th{border-top:1px solid #ddd;padding:.25rem .5rem;text-align:left;vertical-align:top}
h2{margin-top:2.5rem;border-bottom:2px solid #1a1a1a}h3{margin-bottom:.2rem}section{margin:1.2rem 0}
@media(prefers-color-scheme:dark){body{color:#e8e8e6;background:#161616}code,pre{background:#262626}h2,td,th{border-color:#3a3a3a}a{color:#8ab4ff}}`;
