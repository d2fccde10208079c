import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { accountOf, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import { listQuarantine } from "../read/quarantine.ts";
import { seesAll } from "../read/viewer.ts";
import { retryQuarantine } from "./retry-quarantine.ts";

const model = {
  "staff.yaml": `systems: { hr: { kind: record } }
entity: employee
match-on: [ [number] ]
sources:
  - { name: hr, system: hr, key: id, valid: { from: since, to: until, order: seq }, guard: { changed: 1, deleted: 1 }, fields: { number: number, grade: grade } }
attributes:
  number: { type: text, authority: hr }
  grade: { type: integer, authority: hr }
rules:
  - { name: grade-known, scope: record, check: "grade < 20", severity: error, dimension: conformity }
`,
} as const;
const header = "id,number,grade,since,until,seq\n";
const first = { limit: 50, cursor: null, filter: {} };

/** What is true until 2021 stands; what is said from then on is refused at the door. */
async function withRefusedSlice() {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "hr", `${header}1,N1,5,2020-01-01,2021-01-01,2\n1,N1,50,2021-01-01,,1\n`);
  const [waiting] = (await listQuarantine(hub, seesAll, first)).items;
  const mended = (more: Record<string, string>) =>
    new Map(
      Object.entries({
        id: "1",
        number: "N1",
        grade: "7",
        since: "2021-01-01",
        until: "",
        seq: "1",
        ...more,
      }),
    );
  const again = { id: waiting?.id ?? "", actor: "test", readRows };
  return { ...made, again, mended, entity: await entityOf(hub, "hr", "1") };
}

const slices = "select valid_from, claims ->> 'grade' as grade from bailiwick.record order by valid_from";
const refused = (code: string) => ({ refusal: { code } });

test("a slice of a dated source that was mended stands beside the one before it, and is golden from its day", async () => {
  const { hub, again, mended, entity, ...made } = await withRefusedSlice();
  const before = await goldenOf(hub, entity);

  await expect(retryQuarantine(hub, seesAll, { ...again, mended: null })).rejects.toMatchObject(
    refused("quarantine-still-refused"),
  );
  const { account } = await retryQuarantine(hub, seesAll, { ...again, mended: mended({}) });

  expect(before.grade ?? null).toBeNull();
  expect(account).toMatchObject({ read: 1, applied: 1, factsChanged: 2 });
  expect(await hub.database.reader.many(slices)).toEqual([
    { valid_from: "2020-01-01", grade: "5" },
    { valid_from: "2021-01-01", grade: "7" },
  ]);
  expect(await goldenOf(hub, entity)).toMatchObject({ grade: "7" });
  expect((await listQuarantine(hub, seesAll, first)).items).toEqual([]);
  await expectSound({ hub, ...made });
});

test("a slice that is true while another of its key is stays in quarantine", async () => {
  const { hub, again, mended, ...made } = await withRefusedSlice();
  const over = mended({ since: "2020-06-01" });

  await expect(retryQuarantine(hub, seesAll, { ...again, mended: over })).rejects.toMatchObject(
    refused("quarantine-still-refused"),
  );

  expect((await listQuarantine(hub, seesAll, first)).items.map((one) => one.id)).toEqual([again.id]);
  await expectSound({ hub, ...made });
});

test("a slice that was stated anew since has left quarantine, and is not taken up again", async () => {
  const { hub, again, mended, entity, ...made } = await withRefusedSlice();
  await loadText(hub, "hr", `${header}1,N1,9,2021-01-01,,2\n`);

  await expect(retryQuarantine(hub, seesAll, { ...again, mended: mended({}) })).rejects.toMatchObject(
    refused("quarantine-ended"),
  );

  expect(await goldenOf(hub, entity)).toMatchObject({ grade: "9" });
  await expectSound({ hub, ...made });
});

test("a slice that its source puts before what is stored stays in quarantine", async () => {
  const { hub, again, mended, entity, ...made } = await withRefusedSlice();
  const before = mended({ since: "2020-01-01", until: "2021-01-01" });

  await expect(retryQuarantine(hub, seesAll, { ...again, mended: before })).rejects.toMatchObject(
    refused("quarantine-newer-observation"),
  );

  expect(await hub.database.reader.many(slices)).toEqual([{ valid_from: "2020-01-01", grade: "5" }]);
  expect((await listQuarantine(hub, seesAll, first)).items.map((one) => one.id)).toEqual([again.id]);
  await expectSound({ hub, ...made });
});

test("a slice that was deleted contradicts none that is mended", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "hr", `${header}1,N1,5,2020-01-01,2021-01-01,\n2,N2,5,2020-01-01,,\n`);
  await loadText(hub, "hr", `${header}2,N2,5,2020-01-01,,\n`, { complete: true });
  await loadText(hub, "hr", `${header}1,N1,50,2020-06-01,,\n`);
  const [waiting] = (await listQuarantine(hub, seesAll, first)).items;
  const mended = new Map(Object.entries({ id: "1", number: "N1", grade: "7", since: "2020-06-01" }));

  await retryQuarantine(hub, seesAll, { id: waiting?.id ?? "", actor: "test", readRows, mended });

  const living =
    "select valid_from from bailiwick.record where key = '1' and not deleted order by valid_from";
  expect(await hub.database.reader.many(living)).toEqual([{ valid_from: "2020-06-01" }]);
  await expectSound(made);
});

test("of a key of which a row came that nobody can read no slice is taken for deleted", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "hr", `${header}1,N1,5,2020-01-01,,\n2,N2,5,2020-01-01,,\n`);

  const whole = await loadText(hub, "hr", `${header}1,N1,6,some day,,\n`, { complete: true });

  expect(accountOf(whole)).toMatchObject({ read: 1, quarantined: 1, deleted: 1 });
  expect(await goldenOf(hub, await entityOf(hub, "hr", "1"))).toMatchObject({ grade: "5" });
  await expectSound(made);
});
