import { expect, test } from "vitest";
import { crm, customer, desk, edit, erp, leave, names, waivers } from "../../../test/helpers/customers.ts";
import { clockIn, inDays, today } from "../../../test/helpers/days.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { entityOf, goldenOf, loadText } from "../../../test/helpers/test-hub.ts";
import { comeDueAll } from "../calendar.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import { moveByHand } from "../duplicates/move-record.ts";
import { markLateNow } from "../mark-late.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";
import { decideApproval } from "./decide-approval.ts";
import { endOverride, setOverride } from "./override-fact.ts";
import { withdrawWaiver } from "./waive-copy.ts";

const refused = (code: string) => ({ refusal: { code } });

test("it may hold one value and then another, and follow or not, until the day comes by an entry of the calendar", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity, { until: inDays(3) });

  await desk(hub, "Ada L.");
  expect(await names(hub)).toEqual(["desk Ada L. never-synced allowed"]);
  await crm(hub, "Lovelace Ltd");
  expect(await names(hub)).toEqual(["desk Ada L. never-synced allowed"]);
  await comeDueAll(hub, clockIn(2));
  expect(await names(hub)).toEqual(["desk Ada L. never-synced allowed"]);
  await expectSound(made);

  await comeDueAll(hub, clockIn(3));
  expect(await names(hub)).toEqual(["desk Ada L. never-synced open"]);
  expect(await waivers(hub)).toEqual([]);
  const told = await history(hub, seesAll, {
    type: null,
    ref: entity,
    attribute: null,
    limit: 1,
    cursor: null,
  });
  expect(told.items).toMatchObject([
    { kind: "calendar", cause: "calendar" as const, changes: [{ op: "set" }] },
  ]);
  await expectSound(made);
});

test("what is under way is not late while it may differ, and its time begins anew after that", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await desk(hub, "Ada Lovelace Ltd");
  await crm(hub, "Lovelace Ltd");
  expect(await names(hub)).toEqual(["desk Ada Lovelace Ltd in-transit open"]);
  const due = async () =>
    (
      await hub.database.reader.one<{ due: boolean }>(
        "select due_at is not null as due from bailiwick.divergence where closed is null",
      )
    )?.due;
  expect(await due()).toBe(true);

  await leave(hub, entity);
  expect(await due()).toBe(false);
  await markLateNow(hub);
  expect(await names(hub)).toEqual(["desk Ada Lovelace Ltd in-transit allowed"]);
  await withdrawWaiver(hub, { ...edit, entity, attribute: "name", source: "desk", key: null });

  expect(await names(hub)).toEqual(["desk Ada Lovelace Ltd in-transit open"]);
  expect(await due()).toBe(true);
  await expectSound(made);
});

test("leave ends once the copy agrees: a later difference is for somebody to decide on", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity);

  await desk(hub, "Ada Lovelace Ltd");
  expect(await waivers(hub)).toEqual([]);
  await desk(hub, "Ada again");

  expect(await names(hub)).toEqual(["desk Ada again foreign-edit open"]);
  await expectSound(made);
});

test("leave ends where the copy decides on the fact, and stands where another one does", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await erp(hub, "ada");
  await leave(hub, entity);
  await leave(hub, entity, { source: "erp" });

  await crm(hub, "Ada Lovelace Ltd", { stage: "lead" });

  expect(await goldenOf(hub, entity)).toMatchObject({ name: "Ada" });
  expect((await waivers(hub)).map(({ source }) => source)).toEqual(["erp"]);
  await expect(leave(hub, entity)).rejects.toMatchObject(refused("divergence-unknown"));
  await crm(hub, "Ada Lovelace Ltd");
  expect(await names(hub)).toContain("desk Ada in-transit open");
  await expectSound(made);
});

test("leave waits where nothing obliges the copy for the moment: the record is gone, or what is golden waits for approval", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity);
  await loadText(hub, "desk", "id,code,name,iban\n", { complete: true });
  expect(await waivers(hub)).toMatchObject([{ differs: false, held: null }]);
  await desk(hub, "Ada");
  expect(await names(hub)).toEqual(["desk Ada never-synced allowed"]);
  await expectSound(made);

  const agree = async () => {
    const [{ index = 0 } = {}] = await hub.database.reader.many<{ index: number }>(
      "select (waiting -> 0 ->> 3)::int as index from bailiwick.entity where waiting is not null",
    );
    const of = { entity, attribute: "iban", layer: "claim", entry: index, name: "bo" } as const;
    await decideApproval(hub, { ...edit, ...of, decision: "approve", reason: "" });
  };
  await agree();
  await desk(hub, "Ada", { iban: "B" });
  await leave(hub, entity, { attribute: "iban" });
  await crm(hub, "Ada Lovelace Ltd", { iban: "C" });
  const ibans = async () => (await waivers(hub)).filter(({ fact }) => fact === "iban");
  expect(await ibans()).toMatchObject([{ differs: false }]);
  await agree();
  expect(await ibans()).toMatchObject([{ differs: true, golden: "C", held: "B" }]);
  await expectSound(made);
});

test("an override is one more value to differ from, or to agree with", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await leave(hub, entity);
  const of = { ...edit, entity, attribute: "name" };
  const set = (value: string) =>
    setOverride(hub, { ...of, value, by: "ana", reason: "r", until: { day: inDays(9) }, today });

  await set("Other");
  expect(await names(hub)).toContain("desk Ada never-synced allowed");
  await endOverride(hub, of);
  await set("Ada");

  expect(await waivers(hub)).toEqual([]);
  await expectSound(made);
});

test("leave goes with a record that a person moves", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await crm(hub, "Grace", { key: "2", code: "Y" });
  const other = await entityOf(hub, "crm", "2");
  await leave(hub, entity);

  const record = { source: "desk", key: "d" };
  const why = { actor: "t1", by: "m", reason: "it is hers", ifVersion: null };
  await moveByHand(hub, { ...why, record, to: other });

  expect(await names(hub)).toEqual(["desk Ada never-synced allowed"]);
  expect((await waivers(hub)).map((one) => one.entity.id)).toEqual([other]);
  await expectSound(made);
});

test("leave goes with its record through a merge, and back again", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await crm(hub, "Bo", { key: "2", code: "Y" });
  await desk(hub, "Bobby", { key: "b", code: "Y" });
  const other = await entityOf(hub, "crm", "2");
  await leave(hub, other, { reason: "his wish" });
  const said = { by: "ana", reason: "his wish", key: "b", until: inDays(30) };

  await mergeByHand(hub, { actor: "t1", by: "m", reason: "same", left: entity, right: other });
  expect(await waivers(hub)).toMatchObject([{ entity: { id: entity }, ...said }]);
  await expectSound(made);
  await expect(leave(hub, entity, { key: "b" })).rejects.toMatchObject(refused("waiver-stands"));
  await expect(
    withdrawWaiver(hub, { ...edit, entity, attribute: "name", source: "desk", key: "d" }),
  ).rejects.toMatchObject(refused("waiver-unknown"));

  await splitByHand(hub, { actor: "t1", by: "m", merged: other, reason: "not the same" });
  expect(await waivers(hub)).toMatchObject([{ entity: { id: other }, ...said }]);
  expect(await names(hub)).toEqual(["desk Ada never-synced open", "desk Bobby never-synced allowed"]);
  await expectSound(made);
});
