import { expect, test } from "vitest";
import { countOf, testHub } from "../../../test/helpers/test-hub.ts";
import { headOf } from "../../store/commit.ts";
import { createEntity } from "./create-entity.ts";
import { setFact } from "./set-fact.ts";

const model = {
  "thing.yaml": `entity: thing
match-on: []
attributes:
  value: { type: integer, authority: hub }
  note: { type: text, personal: user.note, authority: hub }
`,
};
const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };

test("the state is kept of the version that a commit leaves which goes past the 64th", async () => {
  const { hub } = await testHub(model);
  const made = await createEntity(hub, { ...edit, type: "thing", facts: new Map(), confirmed: false });
  if (made.kind !== "created") throw new Error("nothing is like it");
  const { entity } = made.edited;
  const set = (value: number) => setFact(hub, { ...edit, entity, attribute: "value", value: `${value}` });
  for (let version = 2; version <= 63; version++) await set(version);
  const { commits } = await headOf(hub.database.reader, hub.log);

  await Promise.all([64, 65, 66].map(set));

  expect((await headOf(hub.database.reader, hub.log)).commits).toBe(commits + 1);
  const kept = await hub.database.reader.many<{ version: number }>(
    "select version from bailiwick.entity_state",
  );
  expect(kept).toEqual([{ version: 66 }]);
});

test("every 64th version of an entity keeps the whole of its state, but for what is sealed", async () => {
  const { hub } = await testHub(model);
  const facts = new Map([["note", "hers"]]);
  const made = await createEntity(hub, { ...edit, type: "thing", facts, confirmed: false });
  if (made.kind !== "created") throw new Error("nothing is like it");
  const { entity } = made.edited;
  for (let version = 2; version <= 65; version++)
    await setFact(hub, { ...edit, entity, attribute: "value", value: String(version) });

  const kept = await hub.database.reader.many<{ version: number; golden: unknown }>(
    "select version, state -> 'golden' as golden from bailiwick.entity_state",
  );
  expect(kept).toEqual([{ version: 64, golden: { value: "64", note: [made.edited.index] } }]);
  expect(await countOf(hub, "entity", "version = 65")).toBe(1);
});
