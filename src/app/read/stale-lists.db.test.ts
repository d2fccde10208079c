import { expect, it } from "vitest";
import { apply, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { listEntities } from "./list-entities.ts";
import { seesAll } from "./viewer.ts";

const model = (tags: string) => ({
  "m.yaml": `systems: { erp: {} }
entity: good
sources: [ { name: erp, system: erp, key: id, fields: { tags: tags } } ]
attributes: { tags: ${tags} }
`,
});

const before = "{ type: list, of: text, as: sequence, authority: erp }";

it.each([
  [
    "{ type: list, of: { type: group, fields: { name: text } }, as: sequence, authority: erp }",
    '{"name":"red"}',
  ],
  [
    "{ type: list, of: { type: group, fields: { name: { type: text, required: true } } }, keyed-by: name, believed: whole, authority: erp }",
    "red",
  ],
  ["{ type: list, of: decimal, authority: erp }", "1"],
  ["{ type: list, of: timestamp, authority: erp }", "2026-01-01T00:00:00Z"],
])(
  "a list is asked for by what the model says now, while its elements are still what they were before: %s",
  async (after, value) => {
    const { hub } = await testHub(model(before));
    await loadText(hub, "erp", '{"id":"1","tags":["red","blue"]}\n', { format: "jsonl" });
    await apply(hub, model(after));

    const asked = { type: "good", state: null, select: null, sort: null, limit: 5, cursor: null };
    const where = [{ attribute: "tags", op: "contains", value }] as const;
    expect((await listEntities(hub, seesAll, { ...asked, where })).items).toEqual([]);
  },
);
