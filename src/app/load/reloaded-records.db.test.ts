import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import {
  accountOf,
  apply,
  countOf,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  type TestHub,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { verifyTested } from "../../../test/helpers/verify.ts";
import { followAll } from "../follow.ts";

const systems = `systems:
  crm: { kind: record }
  erp: { kind: record }
`;
const campaign = (more = "") => `entity: campaign
match-on: [ [code] ]
${more}
sources:
  - { name: campaigns, system: crm, key: id, fields: { code: code, name: name, budget: budget } }
  - { name: mirror, system: erp, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: campaigns }
  name: { type: text, authority: campaigns, copies: [mirror], survivorship: most-recent }
  budget: { type: integer, authority: campaigns }
rules:
  - { name: named, scope: record, check: "name != 'BAD'", severity: error, dimension: conformity }
`;
const content = `entity: content
sources:
  - { name: pages, system: erp, key: id, fields: { campaign: { from: campaign, by: code }, campaign_name: label } }
attributes:
  campaign: { type: ref, to: campaign, authority: pages }
  campaign_name: { copy-of: campaign.name, copies: [pages] }
`;
const model = { "systems.yaml": systems, "campaign.yaml": campaign(), "content.yaml": content };
const header = "id,code,name,budget\n";

async function sound(made: TestHub): Promise<void> {
  await followAll(made.hub);
  await expectSound(made);
  expect((await verifyTested(made.hub)).fault).toBeNull();
}

test("a key that returns with a value held back does not bring back what was deleted with it", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", `${header}1,A,Spring,5\n2,B,Autumn,7\n`, { complete: true });
  await loadText(hub, "campaigns", `${header}2,B,Autumn,7\n`, { complete: true });
  await loadText(hub, "campaigns", `${header}1,A,Spring,nonsense\n2,B,Autumn,7\n`, { complete: true });

  expect(await goldenOf(hub, await entityOf(hub, "campaigns", "1"))).toMatchObject({
    name: "Spring",
    budget: null,
  });
  await sound(made);
});

test("a claim keeps the place of its own last change, whatever happens to its record", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", `${header}1,A,Old,5\n`, { asOf: "2026-01-01T00:00:00.000000Z" });
  await loadText(hub, "campaigns", `${header}2,A,New,5\n`, { asOf: "2026-01-02T00:00:00.000000Z" });
  // The first record comes again, in another spelling of one of its facts and without another.
  await loadText(hub, "campaigns", `${header}1,A,Old,05\n`, { asOf: "2026-01-03T00:00:00.000000Z" });
  await loadText(hub, "mirror", "id,code,name\n9,A,New\n");

  expect(await goldenOf(hub, await entityOf(hub, "campaigns", "1"))).toMatchObject({ name: "New" });
  await sound(made);
});

test("the guard counts each key once, and what is in quarantine is not gone", async () => {
  const made = await testHub(model);
  const { hub } = made;
  const rows = Array.from({ length: 40 }, (_, i) => `${i},C${i},Name ${i},${i}\n`);
  await loadText(hub, "campaigns", header + rows.join(""));

  const half = rows.slice(0, 20).join("");
  const twice = await loadText(hub, "campaigns", header + half + half, { complete: true });
  const refused = await loadText(
    hub,
    "campaigns",
    header +
      rows.slice(0, 10).join("") +
      rows
        .slice(10)
        .join("")
        .replaceAll("Name", "BAD,")
        .replaceAll(/BAD, \d+,/g, "BAD,"),
    { complete: true },
  );

  expect(twice.state).toBe("held");
  expect(refused.state).toBe("done");
  expect(accountOf(refused)).toMatchObject({ read: 40, unchanged: 10, quarantined: 30 });
  await sound(made);
});

test("what was refused in a first load is superseded when its source sends it right", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", `${header}1,A,BAD,5\n`);
  await loadText(hub, "campaigns", `${header}1,A,Good,5\n`);

  expect(await countOf(hub, "quarantine", "state = 'open'")).toBe(0);
  await sound(made);
});

test("a type that left the model holds up nothing, and nothing of it is open", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", `${header}1,A,Spring,5\n`);
  await loadText(hub, "pages", "id,campaign,label\nx,A,Sprong\n");
  await followAll(hub);
  expect(await openDivergences(hub)).toHaveLength(1);
  await loadText(hub, "campaigns", `${header}1,A,Summer,5\n`);
  expect(await countOf(hub, "follow", "kind = 'target'")).toBe(1);

  await apply(hub, { "systems.yaml": systems, "campaign.yaml": campaign() });
  await followAll(hub);

  expect(await countOf(hub, "follow")).toBe(0);
  expect(await openDivergences(hub)).toEqual([]);
  await sound(made);

  await apply(hub, model);
  await followAll(hub);
  expect(await openDivergences(hub)).toEqual(["campaign_name pages:x never-synced Sprong"]);
  await sound(made);
});

test("a source that left the model is believed for nothing, and its copies are no divergences", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", `${header}1,A,Spring,5\n`);
  await loadText(hub, "mirror", "id,code,name\n9,A,Sprong\n");
  expect(await openDivergences(hub)).toHaveLength(1);
  const one = campaign()
    .replace(/ {2}- \{ name: mirror.*\n/, "")
    .replace("copies: [mirror], ", "");
  await apply(hub, { ...model, "campaign.yaml": one });
  await followAll(hub);

  expect(await openDivergences(hub)).toEqual([]);
  await sound(made);
});

test("a value that two entities hold leads a reference nowhere, whichever came first, and heals when one gives it up", async () => {
  const made = await testHub({
    ...model,
    "campaign.yaml": campaign().replace("match-on: [ [code] ]", "match-on: []"),
  });
  const { hub } = made;
  await loadText(hub, "campaigns", `${header}1,A,Spring,5\n`);
  await loadText(hub, "pages", "id,campaign,label\nx,A,Spring\n");
  await followAll(hub);
  const x = await entityOf(hub, "pages", "x");
  expect(await goldenOf(hub, x)).toMatchObject({ campaign_name: "Spring" });

  await loadText(hub, "campaigns", `${header}2,A,Summer,5\n`);
  await followAll(hub);
  expect(await goldenOf(hub, x)).toMatchObject({ campaign: null, campaign_name: null });
  await sound(made);

  await loadText(hub, "campaigns", `${header}1,B,Spring,5\n`);
  await followAll(hub);
  expect(await goldenOf(hub, x)).toMatchObject({ campaign_name: "Summer" });
  await sound(made);
});

test("a reference to a key is resolved within one file, and follows its target into another entity", async () => {
  const made = await testHub({
    "systems.yaml": systems,
    "staff.yaml": `entity: person
match-on: [ [mail] ]
sources:
  - { name: staff, system: crm, key: id, fields: { mail: mail, name: name, boss: boss, boss_name: boss_name } }
attributes:
  mail: { type: text, authority: staff }
  name: { type: text, authority: staff }
  boss: { type: ref, to: person, authority: staff }
  boss_name: { copy-of: boss.name, copies: [staff] }
`,
  });
  const { hub } = made;
  await loadText(
    hub,
    "staff",
    "id,mail,name,boss,boss_name\n1,a@x,Ann,3,Cid\n2,b@x,Bob,1,Bet\n3,c@x,Cid,,\n",
  );
  await followAll(hub);
  const names = async () =>
    Promise.all(
      ["1", "2"].map(async (key) => (await goldenOf(hub, await entityOf(hub, "staff", key))).boss_name),
    );
  expect(await names()).toEqual(["Cid", "Ann"]);
  expect(await openDivergences(hub)).toEqual(["boss_name staff:2 never-synced Bet"]);
  await loadText(hub, "staff", "id,mail,name,boss,boss_name\n3,c@x,Cyd,,\n1,a@x,Anna,3,Cid\n");
  await followAll(hub);
  expect(await names()).toEqual(["Cyd", "Anna"]);
  expect(await openDivergences(hub)).toEqual([
    "boss_name staff:1 in-transit Cid",
    "boss_name staff:2 never-synced Bet",
  ]);
  await sound(made);
});
