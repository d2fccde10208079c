import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createEntity } from "../../src/app/edit/create-entity.ts";
import { setFact } from "../../src/app/edit/set-fact.ts";
import { openHub } from "../../src/app/open-hub.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { testDatabase } from "../helpers/database.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { lineTo } from "../helpers/line.ts";
import { apply, countOf, entityOf, goldenOf, loadText } from "../helpers/test-hub.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record } }
entity: thing
match-on: []
sources: [ { name: crm, system: crm, key: id, fields: { name: name } } ]
attributes:
  name: { type: text, authority: crm }
  value: { type: integer, authority: hub }
`,
};

async function behindLine() {
  const { url } = await testDatabase();
  const line = await lineTo(url, onTestFinished);
  const database = openDatabase({ url: line.url, readers: 2, writers: 2 });
  onTestFinished(() => database.close());
  const master = new MasterKey(randomBytes(32));
  const hub = await openHub({ database, master });
  await apply(hub, model);
  return { line, hub, master };
}

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };

for (const cut of ["before", "after"] as const) {
  test(`a write whose COMMIT was lost ${cut} it was carried out is answered, and done once`, async () => {
    const { line, hub, master } = await behindLine();
    const facts = new Map([["value", "0"]]);
    const created = await createEntity(hub, { ...edit, type: "thing", facts, confirmed: true });
    if (created.kind !== "created") throw new Error("nothing was created");
    const { entity, version } = created.edited;

    line.cutNext = cut;
    const value = "1";
    const done = await setFact(hub, { ...edit, ifVersion: version, entity, attribute: "value", value });

    expect(line.cuts).toBe(1);
    expect(done.version).toBe(version + 1);
    expect(await goldenOf(hub, entity)).toMatchObject({ value: "1" });
    await expectSound({ hub, master });
  });

  test(`a group of writes whose COMMIT was lost ${cut} it was carried out is answered to each, and done once`, async () => {
    const { line, hub, master } = await behindLine();
    const rows = Array.from({ length: 12 }, (_, i) => `${i},n${i}\n`).join("");
    await loadText(hub, "crm", `id,name\n${rows}`);
    const entities = await Promise.all(Array.from({ length: 12 }, (_, i) => entityOf(hub, "crm", String(i))));
    line.cutNext = cut;

    const all = await Promise.all(
      entities.map((entity) =>
        setFact(hub, { ...edit, ifVersion: 1, entity, attribute: "value", value: "1" }),
      ),
    );

    expect(line.cuts).toBe(1);
    expect(all.map((one) => one.version)).toEqual(entities.map(() => 2));
    expect(new Set(all.map((one) => one.index)).size).toBe(12);
    await expectSound({ hub, master });
  });

  test(`a load whose COMMIT was lost ${cut} it was carried out goes on, and applies each record once`, async () => {
    const { line, hub, master } = await behindLine();
    const text = `id,name\n${Array.from({ length: 300 }, (_, i) => `${i},n${i}\n`).join("")}`;
    line.cutNext = cut;

    const { account } = await loadText(hub, "crm", text, { batchRows: 100 });

    expect(line.cuts).toBe(1);
    expect(account).toMatchObject({ applied: 300, entitiesCreated: 300 });
    expect(await countOf(hub, "record")).toBe(300);
    await expectSound({ hub, master });
  });
}
