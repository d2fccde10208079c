import { expect, test } from "vitest";
import { campaigns } from "../../../test/models/campaigns.ts";
import { documentModel } from "./document-model.ts";
import { toHtml } from "./to-html.ts";
import { toMarkdown } from "./to-markdown.ts";

const consumers = `consumers:
  reminders: { owner: marketing-ops, entity: campaign, attributes: [owner_email], max-age: 1h, purpose: To remind }
`;
const filesOf = (more: Readonly<Record<string, string>>) =>
  Object.entries({ ...campaigns, "consumers.yaml": consumers, ...more }).map(([path, text]) => ({
    path,
    text,
  }));

function documents(more: Readonly<Record<string, string>> = {}) {
  const { documents: made, faultLines } = documentModel(filesOf(more));
  if (made === null) throw new Error(faultLines.join("\n"));
  return made;
}

test("every link of the dictionary leads to a heading of it, in both forms", () => {
  const { html, markdown } = documents();

  const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, to = ""]) => to);
  const ids = new Set([...html.matchAll(/id="([^"]*)"/g)].map(([, id]) => `#${id}`));
  expect(targets.length).toBeGreaterThan(20);
  expect(targets.filter((to) => !ids.has(to))).toEqual([]);
  const anchors = new Set([...markdown.matchAll(/<a id="([^"]*)">/g)].map(([, id]) => id));
  expect([...markdown.matchAll(/\]\(#([^)]*)\)/g)].filter(([, to]) => !anchors.has(to))).toEqual([]);
});

test("the HTML asks for nothing beside it", () => {
  expect(documents().html).not.toMatch(/src=|url\(|@import|<link|<script|https?:/);
});

test("it says of a fact who is believed when, where the line is, who copies it, and who reads it for what", () => {
  const { markdown } = documents();

  const [, owner = ""] = /<a id="fact-campaign-owner_email"><\/a>([\s\S]*?)<a id/.exec(markdown) ?? [];
  expect(owner).toContain(
    "- **believed**: `ops` when `stage == 'draft'` (campaign.yaml:30); `crm` otherwise (campaign.yaml:31)",
  );
  expect(owner).toContain("- **copies**: `ops` within 60 s, flag; `crm` within 60 s, flag");
  expect(owner).toContain("- **personal**: user.contact.email; sealed and masked");
  expect(owner).toContain("- **overridden**: by Marketing operations, at most 30 days");
  expect(owner).toContain("- **read by**: Reminders");
  expect(markdown).toContain("| whom the value names | Reminders: To remind |");
  expect(markdown).toContain("| `draft` | Draft | `D` |");
});

test("whatever a model says stands there as words, and is neither markup nor a cell of its own", () => {
  const nasty = '<img src=x onerror=alert(1)> | [x](y) `z` & "q"';
  const blocks = [
    { kind: "heading", level: 2, text: nasty, id: 'a"b' },
    { kind: "table", head: ["one"], rows: [[nasty], [[{ code: "a|b`c" }]]] },
  ] as const;

  const html = toHtml("t", blocks);
  const markdown = toMarkdown(blocks);

  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt; | [x](y) `z` &amp; &quot;q&quot;");
  expect(markdown).not.toContain("<img");
  expect(markdown).toContain('&lt;img src=x onerror=alert(1)> \\| \\[x\\](y) \\`z\\` & "q"');
  expect(markdown).toContain("| `` a\\|b`c `` |");
});

test("a model with faults is not documented, and they are told", () => {
  const made = documentModel(filesOf({ "x.yaml": "systems: { crm: {} }" }));

  expect(made.documents).toBeNull();
  expect(made.faultLines.join()).toContain("x.yaml:1:12");
});
