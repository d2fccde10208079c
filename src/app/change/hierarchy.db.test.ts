import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  testHub,
  withTestHub,
} from "../../../test/helpers/test-hub.ts";
import { factKey } from "../../core/ids.ts";
import type { Reader } from "../../store/db.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { createEntity } from "../edit/create-entity.ts";
import { setFact } from "../edit/set-fact.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { ancestorsOf } from "../read/ancestors.ts";
import { getExpanded } from "../read/expand.ts";
import { listFindings } from "../read/findings.ts";
import { listEntities } from "../read/list-entities.ts";
import { seesAll } from "../read/viewer.ts";
import { loadEntities, loadReferences } from "./load-work.ts";

const model = {
  "systems.yaml": "systems:\n  erp: { kind: record }\n",
  "unit.yaml": `entity: unit
domain: org
sources:
  - { name: erp, system: erp, key: id, fields: { name: name, parent: parent } }
attributes:
  name: { type: text, authority: erp }
  parent: { type: ref, to: unit, authority: erp, hierarchy: true }
  reports: { type: ref, to: unit, authority: hub, hierarchy: true }
`,
} as const;

/** Loads units, each with its parent: `b:a a:`. */
async function loadUnits(hub: Hub, units: string): Promise<void> {
  const rows = units.split(" ").map((unit) => unit.split(":"));
  const lines = rows.map(([id, parent]) => `${id},Unit ${id},${parent}\n`);
  await loadText(hub, "erp", `id,name,parent\n${lines.join("")}`);
}
const findings = async (hub: Hub) =>
  (await listFindings(hub, seesAll, { limit: 100, cursor: null, filter: {} })).items;
const parentOf = async (hub: Hub, id: string) =>
  (await goldenOf(hub, await entityOf(hub, "erp", id))).parent ?? null;
const edit = { actor: "t", cause: "fact" as const, ifVersion: null, idempotency: null };

describe("a hierarchy", () => {
  test("gives all above an entity, what is below it, and the roots", async () => {
    const { hub, ...rest } = await testHub(model);
    await loadUnits(hub, "c:b b:a d:a a:");
    await followAll(hub);
    const [a, c] = [await entityOf(hub, "erp", "a"), await entityOf(hub, "erp", "c")];
    const named = (
      items: readonly { readonly facts: { readonly [fact: string]: { readonly value: unknown } } }[],
    ) => items.map((one) => one.facts.name?.value);
    const page = { type: "unit", state: null, sort: null, select: null, limit: 100, cursor: null };

    const above = await ancestorsOf(hub, seesAll, { type: "unit", ref: c, attribute: "parent" });
    const below = await listEntities(hub, seesAll, {
      ...page,
      where: [{ attribute: "parent", op: "eq", value: a }],
    });
    const roots = await listEntities(hub, seesAll, {
      ...page,
      where: [{ attribute: "parent", op: "empty", value: true }],
    });

    expect(named(above.ancestors)).toEqual(["Unit a", "Unit b"]);
    expect(named(below.items).toSorted()).toEqual(["Unit b", "Unit d"]);
    expect(named(roots.items)).toEqual(["Unit a"]);
    await expect(ancestorsOf(hub, seesAll, { type: "unit", ref: c, attribute: null })).rejects.toMatchObject({
      refusal: { code: "hierarchy-unclear" },
    });
    await expectSound({ hub, ...rest });
  });

  test("is read along: the parent, and the parent's parent, by their paths", async () => {
    const { hub } = await testHub(model);
    await loadUnits(hub, "a: b:a c:b");
    await followAll(hub);
    const ref = await entityOf(hub, "erp", "c");
    const paths = ["parent", "parent.parent", "parent.parent.parent"];

    const read = await getExpanded(hub, seesAll, { type: "unit", ref }, paths);
    expect(Object.values(read.expanded)).toMatchObject([
      { facts: { name: { value: "Unit b" } } },
      { facts: { name: { value: "Unit a" } } },
      null,
    ]);
    await expect(getExpanded(hub, seesAll, { type: "unit", ref }, ["name"])).rejects.toMatchObject({
      refusal: { code: "attribute-unknown" },
    });
  });

  test("that a source closes to a circle is not believed there, is told with its way, and heals once it opens", async () => {
    const { hub, ...rest } = await testHub(model);
    await loadUnits(hub, "a: b:a c:b");
    await followAll(hub);
    await loadUnits(hub, "a:c");
    await followAll(hub);

    expect(await parentOf(hub, "a")).toBeNull();
    expect(await findings(hub)).toMatchObject([
      {
        rule: "hierarchy-circle",
        fact: "parent",
        severity: "error",
        message: "Its parent leads back to itself and is not believed: erp:a -> erp:c -> erp:b -> erp:a.",
      },
    ]);
    await expectSound({ hub, ...rest });

    await loadUnits(hub, "b:");
    await followAll(hub);
    expect(await parentOf(hub, "a")).toBe(await entityOf(hub, "erp", "c"));
    expect(await findings(hub)).toEqual([]);
    await expectSound({ hub, ...rest });
  });

  test("an entity that names itself as its parent is a root, and is told so", async () => {
    const { hub, ...rest } = await testHub(model);
    await loadUnits(hub, "a:a");
    await followAll(hub);

    expect(await parentOf(hub, "a")).toBeNull();
    expect(await findings(hub)).toMatchObject([{ rule: "hierarchy-circle" }]);
    await expectSound({ hub, ...rest });
  });

  test("a parent entered here is refused where it would lead back, with the way", async () => {
    const { hub } = await testHub(model);
    const made = async (facts: [string, string][]) => {
      const created = await createEntity(hub, {
        actor: "t",
        cause: "create" as const,
        type: "unit",
        facts: new Map(facts),
        idempotency: null,
        confirmed: true,
      });
      if (created.kind !== "created") throw new Error("it was created");
      return created.edited.entity;
    };
    const a = await made([]);
    const b = await made([["reports", a]]);

    await expect(setFact(hub, { ...edit, entity: a, attribute: "reports", value: b })).rejects.toMatchObject({
      refusal: { code: "hierarchy-circle", fields: { way: `${a} -> ${b} -> ${a}` } },
    });
    await expect(setFact(hub, { ...edit, entity: a, attribute: "reports", value: a })).rejects.toMatchObject({
      refusal: { code: "hierarchy-circle" },
    });
  });

  test("follows a merge: what was below the merged one is below the survivor", async () => {
    const { hub, ...rest } = await testHub(model);
    await loadUnits(hub, "a: b: c:b");
    const [a, b] = [await entityOf(hub, "erp", "a"), await entityOf(hub, "erp", "b")];
    await mergeByHand(hub, { actor: "t", by: "ana", reason: "one", left: a, right: b });
    await followAll(hub);

    expect(await parentOf(hub, "c")).toBe(a);
    await expectSound({ hub, ...rest });
  });

  test("is asked for all that is above with as many statements, however deep it is", async () => {
    const { hub } = await testHub(model);
    const deep = 60;
    const chain = Array.from(
      { length: deep },
      (_, level) => `u${level}:${level === 0 ? "" : `u${level - 1}`}`,
    );
    await loadUnits(hub, chain.join(" "));
    await followAll(hub);
    const askedFor = async (id: string) => {
      let statements = 0;
      const counted: Reader = {
        many: (...asked) => {
          statements++;
          return hub.database.reader.many(...asked);
        },
        one: (...asked) => {
          statements++;
          return hub.database.reader.one(...asked);
        },
      };
      const work = await hub.newWork(counted, { cause: "fact" as const, actor: "t", run: null });
      await loadEntities(counted, work, [await entityOf(hub, "erp", id)]);
      await loadReferences(counted, work);
      return { statements, above: work.targets.size };
    };

    const [shallow, deepest] = [await askedFor("u3"), await askedFor(`u${deep - 1}`)];

    expect(shallow.above).toBe(3);
    expect(deepest).toEqual({ statements: shallow.statements, above: deep - 1 });
  });

  test("is never a circle, whatever parents are stated in whatever order", async () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const step = fc.array(fc.tuple(name, fc.oneof(name, fc.constant(""))), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) =>
        withTestHub(model, async ({ hub, ...rest }) => {
          for (const rows of steps)
            await loadUnits(hub, [...new Map(rows)].map((pair) => pair.join(":")).join(" "));
          await followAll(hub);
          for (const id of new Set(steps.flat().map(([one]) => one))) {
            const ref = await entityOf(hub, "erp", id);
            const { ancestors } = await ancestorsOf(hub, seesAll, { type: "unit", ref, attribute: "parent" });
            expect(ancestors.map((one) => one.id)).not.toContain(ref);
            expect(ancestors[0]?.facts.parent?.value ?? null).toBeNull();
          }
          await expectSound({ hub, ...rest });
        }),
      ),
      { numRuns: 12 },
    );
  });
});

test("a circle that stood before the model called the reference a hierarchy is told, and not believed any more", async () => {
  const flat = {
    ...model,
    "unit.yaml": model["unit.yaml"].replace("authority: erp, hierarchy: true", "authority: erp"),
  };
  const { hub, ...rest } = await testHub(flat);
  await loadUnits(hub, "a:b b:c c:a");
  await followAll(hub);
  expect(await Promise.all(["a", "b", "c"].map((id) => parentOf(hub, id)))).not.toContain(null);

  await apply(hub, model);
  await followAll(hub);

  const parents = await Promise.all(["a", "b", "c"].map((id) => parentOf(hub, id)));
  expect(parents.filter((parent) => parent === null).length).toBe(1);
  expect((await findings(hub)).map(({ rule }) => rule)).toEqual(["hierarchy-circle"]);
  await expectSound({ hub, ...rest });
});

test("whoever relied on an entity having no children is done anew where it was given one meanwhile", async () => {
  const { hub, ...rest } = await testHub(model);
  await loadUnits(hub, "a: b: c:");
  const [a, b, c] = await Promise.all(["a", "b", "c"].map((id) => entityOf(hub, "erp", id)));
  if (a === undefined || b === undefined || c === undefined) throw new Error("they were loaded");
  let tries = 0;
  const done = await hub.writer.run({
    prepare: async (sql) => {
      tries += 1;
      const work = await hub.newWork(sql, { cause: "fact" as const, actor: "t", run: null });
      await loadEntities(sql, work, [a]);
      work.incoming.push({ type: "unit", claims: new Map([[factKey("reports"), b]]) });
      await loadReferences(sql, work, "new");
      work.effects.push(() => []);
      // Neither a nor b changes with it: only that a has a child now.
      if (tries === 1) await setFact(hub, { ...edit, entity: c, attribute: "reports", value: a });
      return { work, result: () => tries };
    },
  });

  expect(done).toBe(2);
  await expectSound({ hub, ...rest });
});

test("nothing refers to another any more for what is deleted, or was merged away", async () => {
  const { hub, ...rest } = await testHub(model);
  await loadUnits(hub, "a: b: c:a");
  await followAll(hub);
  const [left, right] = [await entityOf(hub, "erp", "a"), await entityOf(hub, "erp", "b")];
  await setFact(hub, {
    ...edit,
    entity: right,
    attribute: "reports",
    value: await entityOf(hub, "erp", "c"),
  });
  expect(await countOf(hub, "reference")).toBe(2);

  await loadText(hub, "erp", "id,name,parent\na,Unit a,\nb,Unit b,\n", { complete: true });
  expect(await countOf(hub, "reference", "attribute = 'parent'")).toBe(0);
  await mergeByHand(hub, { actor: "t", by: "ana", reason: "one", left, right });

  expect(await countOf(hub, "reference", `entity_id = '${right}'`)).toBe(0);
  expect(await countOf(hub, "reference", `entity_id = '${left}'`)).toBe(1);
  await expectSound({ hub, ...rest });
});
