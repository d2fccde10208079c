import { expect, it } from "vitest";
import { makeTestDatabase } from "../../../test/helpers/database.ts";
import { statement } from "../../../test/helpers/database-server.ts";
import { hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { explainFact } from "../read/explain.ts";
import { findEntity } from "../read/find-entity.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";
import { endDueOverrides } from "./end-due-overrides.ts";
import { setOverride } from "./override-fact.ts";

const model = {
  "shop.yaml": `systems: { shop: { kind: record } }
entity: product
sources: [ { name: shop, system: shop, key: id, fields: { name: name } } ]
attributes: { name: { type: text, authority: shop, edits: { override: { days: 30 } } } }
`,
};

it("an override ends by an entry of the calendar on its day, and not before", async () => {
  const { url, database, drop } = await makeTestDatabase();
  try {
    const hub = await hubWith(database, model);
    await loadRows(hub, "shop", [{ id: "1", name: "One" }]);
    const at = { type: "product", ref: "shop:1" };
    const { id } = await findEntity(hub, seesAll, at);
    const until = { day: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10) };
    const today = new Date().toISOString().slice(0, 10);
    const asked = {
      actor: "test",
      cause: "fact" as const,
      ifVersion: null,
      idempotency: null,
      by: "ana",
      reason: "wrong",
    };
    await setOverride(hub, { ...asked, entity: id, attribute: "name", value: "Uno", until, today });

    const early = await endDueOverrides(hub);
    const before = await explainFact(hub, seesAll, { ...at, attribute: "name" });
    await statement(url, "update bailiwick.override set until_day = (now() at time zone 'UTC')::date");
    await endDueOverrides(hub);
    const after = await explainFact(hub, seesAll, { ...at, attribute: "name" });
    const { items } = await history(hub, seesAll, { ...at, attribute: null, limit: 1, cursor: null });

    expect(early).toBe(false);
    expect(before).toMatchObject({ value: "Uno", basis: "override" });
    expect(after).toMatchObject({ value: "One", basis: "authority", override: null });
    expect(items[0]).toMatchObject({ kind: "calendar", cause: "calendar" as const, actor: "bailiwick" });
  } finally {
    await drop();
  }
});
