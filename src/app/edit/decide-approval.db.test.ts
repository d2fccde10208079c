import { describe, expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { logText } from "../../../test/helpers/log-text.ts";
import { entityOf, goldenOf, loadText, openDivergences, testHub } from "../../../test/helpers/test-hub.ts";
import { mergeByHand, splitByHand } from "../duplicates/decide-duplicate.ts";
import type { Hub } from "../hub.ts";
import { listApprovals } from "../read/approvals.ts";
import { explainFact } from "../read/explain.ts";
import { seesAll } from "../read/viewer.ts";
import { decideApproval } from "./decide-approval.ts";
import { endOverride, setOverride } from "./override-fact.ts";

const model = {
  "systems.yaml": `systems:
  erp: { kind: record }
  bank: { kind: engagement }
people:
  treasury: { members: [ana@example.org, bo@example.org, cy@example.org] }
`,
  "supplier.yaml": `entity: supplier
sources:
  - { name: erp, system: erp, key: id, fields: { name: name, iban: iban, terms: terms } }
  - { name: bank, system: bank, key: id, link: { erp: id }, fields: { iban: iban } }
attributes:
  name: { type: text, authority: erp }
  iban:
    type: text
    sensitive: true
    authority: erp
    copies: [ bank ]
    on-divergence: overwrite
    edits: { override: { days: 30 } }
    approve: { for: [source, override], by: treasury, count: 2, meanwhile: keep-last }
  terms: { type: text, authority: erp, approve: { for: [source], by: treasury, meanwhile: none } }
`,
} as const;

const loader = { actor: "loader" };
const edit = { cause: "fact" as const, ifVersion: null, idempotency: null };
const today = "2026-01-01";
const all = { limit: 100, cursor: null, filter: {} };
const waiting = async (hub: Hub) => (await listApprovals(hub, seesAll, all)).items;
const erp = (iban: string, terms = "30 days") => `id,name,iban,terms\n1,Acme,${iban},${terms}\n`;

async function supplier() {
  const made = await testHub(model);
  await loadText(made.hub, "erp", erp("DE-old"));
  const acme = await entityOf(made.hub, "erp", "1");
  const decide = (name: string, entry: number, more: Partial<Parameters<typeof decideApproval>[1]> = {}) =>
    decideApproval(made.hub, {
      ...edit,
      actor: `token-${name}`,
      entity: acme,
      attribute: "iban",
      layer: "claim",
      entry,
      name: `${name}@example.org`,
      decision: "approve",
      reason: "",
      ...more,
    });
  const agreeAll = async () => {
    for (const { entry, fact, layer } of await waiting(made.hub)) {
      await decide("ana", entry, { attribute: fact, layer });
      if (fact === "iban") await decide("bo", entry, { attribute: fact, layer });
    }
  };
  return { ...made, acme, decide, agreeAll };
}

describe("a bank account changed in the ERP", () => {
  test("reaches nobody until two of treasury agreed, and then everybody", async () => {
    const { hub, acme, decide, agreeAll, ...rest } = await supplier();
    await agreeAll();
    await loadText(hub, "bank", "id,iban\n1,DE-old\n");
    await loadText(hub, "erp", erp("DE-new"));

    const [change] = await waiting(hub);
    expect(change).toMatchObject({
      fact: "iban",
      value: "DE-new",
      golden: "DE-old",
      count: 2,
      approvers: [],
    });
    const explain = () => explainFact(hub, seesAll, { type: "supplier", ref: acme, attribute: "iban" });
    expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old" });
    expect(await explain()).toMatchObject({
      basis: "held",
      waiting: [{ value: "DE-new", entry: change?.entry }],
    });
    expect(await openDivergences(hub)).toEqual([]);

    await decide("ana", change?.entry ?? 0);
    expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old" });
    await expectSound({ hub, ...rest });

    await decide("cy", change?.entry ?? 0);
    expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-new" });
    expect(await explain()).toMatchObject({
      basis: "authority",
      waiting: [],
      agreedBy: ["ana@example.org", "cy@example.org"],
    });
    expect(await openDivergences(hub)).toEqual(["iban bank:1 in-transit DE-old"]);
    expect(await waiting(hub)).toEqual([]);
    await expectSound({ hub, ...rest });
  });

  test("is not agreed to by the one who stated it, by one alone, by strangers, or for another value", async () => {
    const { hub, acme, decide, agreeAll, ...rest } = await supplier();
    await agreeAll();
    await loadText(hub, "erp", erp("DE-new"), loader);
    const [change] = await waiting(hub);
    const entry = change?.entry ?? 0;
    const code = (tried: Promise<unknown>) =>
      tried.then(
        () => "agreed",
        (refused: { refusal: { code: string } }) => refused.refusal.code,
      );

    expect(await code(decide("ana", entry, { actor: "loader" }))).toBe("approval-own-request");
    expect(await code(decide("mo", entry))).toBe("approval-not-by-you");
    expect(await code(decide("ana", entry - 1))).toBe("approval-lapsed");
    expect(await code(decide("ana", entry, { attribute: "name" }))).toBe("approval-unknown");
    expect(await code(decide("ana", entry))).toBe("agreed");
    expect(await code(decide("ana", entry))).toBe("approval-given-twice");
    expect(await code(decide("ana", entry, { actor: "another-token" }))).toBe("approval-given-twice");
    expect(await code(decide("bo", entry, { actor: "token-ana" }))).toBe("approval-given-twice");

    await loadText(hub, "erp", erp("DE-newer"), loader);
    expect(await code(decide("bo", entry))).toBe("approval-lapsed");
    expect(await waiting(hub)).toMatchObject([{ value: "DE-newer", approvers: [] }]);
    expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old" });
    await expectSound({ hub, ...rest });
  });

  test("that is taken back lapses, and one that is declined stays unbelieved until it changes", async () => {
    const { hub, acme, decide, agreeAll, ...rest } = await supplier();
    await agreeAll();
    await loadText(hub, "erp", erp("DE-new"));
    await loadText(hub, "erp", erp("DE-old"));
    expect(await waiting(hub)).toEqual([]);

    await loadText(hub, "erp", erp("DE-new"));
    const [change] = await waiting(hub);
    for (const reason of ["", " "])
      await expect(decide("ana", change?.entry ?? 0, { decision: "decline", reason })).rejects.toMatchObject({
        refusal: { code: "reason-missing" },
      });
    await decide("ana", change?.entry ?? 0, { decision: "decline", reason: "canary: a forged letter" });
    await expect(decide("bo", change?.entry ?? 0)).rejects.toThrow();
    await loadText(hub, "erp", `id,name,iban,terms\n1,Acme Ltd,DE-new,30 days\n`);

    expect(await goldenOf(hub, acme)).toMatchObject({ name: "Acme Ltd", iban: "DE-old" });
    expect(await waiting(hub)).toMatchObject([{ declined: { by: "ana@example.org" } }]);
    expect(await logText(hub.database)).not.toMatch(/canary|ana@example|DE-/);
    await expectSound({ hub, ...rest });
  });
});

test("a first value waits too, and with meanwhile none the fact is empty while a change waits", async () => {
  const { hub, acme, agreeAll, ...rest } = await supplier();
  expect(await goldenOf(hub, acme)).toMatchObject({ name: "Acme", iban: null, terms: null });
  await agreeAll();
  expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old", terms: "30 days" });

  await loadText(hub, "erp", erp("DE-old", "60 days"));
  expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old", terms: null });
  await expectSound({ hub, ...rest });
});

test("an override waits as well, not for the one who set it, and leaves what is beneath it as it was agreed", async () => {
  const { hub, acme, decide, agreeAll, ...rest } = await supplier();
  await agreeAll();
  const of = {
    ...edit,
    entity: acme,
    attribute: "iban",
    reason: "urgent",
    until: { day: "2026-01-09" },
    today,
  };
  await setOverride(hub, { ...of, actor: "token-ana", by: "ana@example.org", value: "DE-override" });
  const [change] = await waiting(hub);
  expect(change).toMatchObject({ layer: "override", value: "DE-override" });
  const layer = { layer: "override" } as const;
  await expect(decide("ana", change?.entry ?? 0, { ...layer, actor: "else" })).rejects.toThrow();
  expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old" });

  await decide("bo", change?.entry ?? 0, layer);
  await decide("cy", change?.entry ?? 0, layer);
  expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-override" });
  await loadText(hub, "erp", erp("DE-beneath"));
  await endOverride(hub, { ...edit, actor: "token-ana", entity: acme, attribute: "iban" });

  expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old" });
  expect(await waiting(hub)).toMatchObject([{ layer: "claim", value: "DE-beneath" }]);
  await expectSound({ hub, ...rest });
});

test("what was agreed to goes with a merge, and comes back with the split", async () => {
  const { hub, acme, agreeAll, ...rest } = await supplier();
  await agreeAll();
  await loadText(hub, "erp", `${erp("DE-old")}2,Acme again,DE-two,30 days\n`);
  const other = await entityOf(hub, "erp", "2");
  const by = { actor: "ana", by: "ana@example.org", reason: "the same" };
  await mergeByHand(hub, { ...by, left: acme, right: other });
  expect(await goldenOf(hub, acme)).toMatchObject({ iban: "DE-old" });
  await expectSound({ hub, ...rest });

  await splitByHand(hub, { ...by, merged: other });
  expect(await goldenOf(hub, other)).toMatchObject({ iban: null });
  expect((await waiting(hub)).map((one) => one.value)).toContain("DE-two");
  await expectSound({ hub, ...rest });
});
