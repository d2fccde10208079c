import { expect, test } from "vitest";
import { customer, desk, erp, leave, names, waivers } from "../../../test/helpers/customers.ts";
import { inDays, today } from "../../../test/helpers/days.ts";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { divergenceGroups, listDivergences } from "../read/divergences.ts";
import { explainFact } from "../read/explain.ts";
import { history } from "../read/history.ts";
import { seesAll } from "../read/viewer.ts";
import { listWaivers } from "../read/waivers.ts";

const refused = (code: string) => ({ refusal: { code } });

test("a copy that may differ is told apart, with who allows it, why and until when", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  await erp(hub, "ada");

  const given = await leave(hub, entity);

  const said = { kind: "waiver", until: inDays(30), by: "ana", reason: "no room there", entry: given.index };
  expect(await names(hub)).toEqual(["desk Ada never-synced allowed", "erp ada never-synced open"]);
  const filter = { state: "allowed" } as const;
  const listed = await listDivergences(hub, seesAll, { limit: 9, cursor: null, filter });
  expect(listed.items).toMatchObject([{ fact: "name", source: "desk", state: "allowed", leave: said }]);
  const { copies } = await explainFact(hub, seesAll, { type: "customer", ref: entity, attribute: "name" });
  expect(copies.map((one) => [one.source, one.state, one.leave])).toEqual([
    ["desk", "allowed", said],
    ["erp", "diverged", null],
  ]);
  const groups = await divergenceGroups(hub, seesAll, { attribute: "name" });
  expect(groups.map(({ source, count, allowed }) => [source, count, allowed])).toEqual([
    ["erp", 1, 0],
    ["desk", 0, 1],
  ]);
  expect(await waivers(hub)).toMatchObject([
    { fact: "name", source: "desk", key: "d", differs: true, ...said },
  ]);
  const told = await history(hub, seesAll, {
    type: null,
    ref: entity,
    attribute: "name",
    limit: 1,
    cursor: null,
  });
  expect(told.items[0]?.kind).toBe("decision");
  expect(told.items[0]?.changes?.[0]?.words).toBe(
    `ana lets desk d differ in name until ${inDays(30)}: "no room there".`,
  );
  await expectSound(made);
});

test("who may not see what is personal does not see who allows it, nor why", async () => {
  const { hub, entity } = await customer();
  await leave(hub, entity);
  const reader = { domains: null, personal: [] };
  const hidden = { by: { masked: true }, reason: { masked: true }, until: inDays(30) };

  expect((await listWaivers(hub, reader, { limit: 9, cursor: null, filter: {} })).items).toMatchObject([
    hidden,
  ]);
  const filter = { state: "allowed" } as const;
  const { items } = await listDivergences(hub, reader, { limit: 9, cursor: null, filter });
  expect(items).toMatchObject([{ leave: hidden }]);
  const asked = { type: "customer", ref: entity, attribute: "name" };
  expect((await explainFact(hub, reader, asked)).copies).toMatchObject([{ leave: hidden }, {}]);
  const elsewhere = { domains: ["finance"], personal: ["finance"] };
  expect((await listWaivers(hub, elsewhere, { limit: 9, cursor: null, filter: {} })).items).toEqual([]);
});

test("leave is given for what differs now, by a reason, to an end that is near enough, and once", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;
  const rejected = (code: string, more: Parameters<typeof leave>[2]) =>
    expect(leave(hub, entity, more)).rejects.toMatchObject(refused(code));

  await rejected("end-passed", { until: today });
  await rejected("end-passed", { until: "2020-01-01" });
  await rejected("end-not-a-day", { until: "2026-02-30" });
  await rejected("end-not-a-day", { until: "for ever" });
  await rejected("end-too-late", { until: inDays(367) });
  await rejected("reason-missing", { reason: "  " });
  await rejected("attribute-unknown", { attribute: "nothing" });
  await rejected("copy-unknown", { source: "nobody" });
  await rejected("copy-unknown", { attribute: "stage" });
  await rejected("divergence-unknown", { source: "crm" });
  await rejected("divergence-unknown", { source: "erp" });
  await rejected("divergence-unknown", { key: "another" });
  await rejected("waiver-unknown", { replaces: 3 });
  await rejected("version-changed", { ifVersion: 77 });
  await desk(hub, "Ada Lovelace", { key: "d2" });
  await rejected("copy-unclear", {});
  const { index } = await leave(hub, entity, { key: "d" });
  await rejected("waiver-stands", { key: "d" });
  await rejected("waiver-stands", { key: "d", replaces: index - 1 });

  await leave(hub, entity, { key: "d", replaces: index, until: inDays(366) });
  expect(await waivers(hub)).toMatchObject([{ key: "d", until: inDays(366) }]);
  await expectSound(made);
});

test("of two who decide at once one is told that the copy may differ already", async () => {
  const { entity, ...made } = await customer();
  const { hub } = made;

  const both = await Promise.allSettled([leave(hub, entity), leave(hub, entity, { by: "li" })]);

  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await waivers(hub)).toHaveLength(1);
  await expectSound(made);
});

test("the same request under one key gives leave once", async () => {
  const { hub, entity } = await customer();
  const idempotency = { key: "k", requestHash: Buffer.alloc(32, 1) };

  const [first, again] = [
    await leave(hub, entity, { idempotency }),
    await leave(hub, entity, { idempotency }),
  ];

  expect(again).toEqual(first);
  expect(await waivers(hub)).toHaveLength(1);
});
