import fc from "fast-check";
import { expect, it } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { listSystems } from "./systems.ts";
import { seesAll } from "./viewer.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record }, ops: { kind: engagement } }
entity: thing
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, guard: { changed: 1, deleted: 1 }, fields: { code: code } }
  - { name: ops, system: ops, key: id, guard: { changed: 1, deleted: 1 }, fields: { code: code } }
attributes:
  code: { type: text, authority: crm, fallback: [ops] }
`,
};

const oneLoad = fc.record({
  source: fc.constantFrom("crm", "ops"),
  keys: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1 }),
  complete: fc.boolean(),
});

it("tells of each source as many records, living and deleted, as there are, whatever was loaded, was gone and came again", {
  timeout: 120_000,
}, async () => {
  const { hub, ...rest } = await testHub(model);

  await fc.assert(
    fc.asyncProperty(fc.array(oneLoad, { minLength: 1, maxLength: 4 }), async (loads) => {
      for (const { source, keys, complete } of loads) {
        const rows = keys.map((key) => `${key},c${key}\n`).join("");
        await loadText(hub, source, `id,code\n${rows}`, { complete });
      }

      const told = (await listSystems(hub, seesAll)).flatMap(({ sources }) => sources);
      const there = await hub.database.reader.many<{ source: string; records: number; deleted: number }>(
        `select source, count(*) filter (where not deleted)::int as records, count(*) filter (where deleted)::int as deleted
         from bailiwick.record group by source order by source`,
      );
      const some = told.filter(({ records, deleted }) => records + deleted > 0);
      expect(some.map(({ name: source, records, deleted }) => ({ source, records, deleted }))).toEqual(there);
    }),
    { numRuns: 20 },
  );
  await expectSound({ hub, ...rest });
});
