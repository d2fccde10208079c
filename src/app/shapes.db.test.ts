import { expect, test } from "vitest";
import { expectSound } from "../../test/helpers/expect-sound.ts";
import { logText } from "../../test/helpers/log-text.ts";
import { entityOf, loadText as loadAs, type TestHub, testHub } from "../../test/helpers/test-hub.ts";
import { setFact } from "./edit/set-fact.ts";
import type { Hub } from "./hub.ts";
import { listDivergences } from "./read/divergences.ts";
import { explainEntity, explainFact } from "./read/explain.ts";
import { getEntity } from "./read/get-entity.ts";
import { history } from "./read/history.ts";
import { listEntities } from "./read/list-entities.ts";
import { seesAll } from "./read/viewer.ts";

const model = {
  "all.yaml": `systems:
  erp: { kind: record }
  pim: { kind: record }
  lab: { kind: record }
  shop: { kind: engagement }
codes:
  locales: { de-DE: { pim: "1", shop: de }, en-GB: { pim: "2", shop: en } }
types:
  address: { type: group, fields: { street: text, city: { type: text, required: true }, lifts: integer } }
---
entity: product
match-on: [[code], [ids]]
sources:
  - name: erp
    system: erp
    key: id
    format: jsonl
    fields:
      code: code
      weight: { from: grams, unit: g }
      plant: { fields: { street: plant.street, city: plant.city, lifts: plant.lifts } }
      tags: { from: tags, separator: "," }
      accounts: accounts
      hazards: hazards
  - name: texts
    system: pim
    key: [sku, lang]
    format: jsonl
    fields: { code: sku, title: { from: title, per: lang } }
  - name: ids
    system: lab
    key: id
    format: jsonl
    fields: { code: sku, ids: { element: true, fields: { issuer: issuer, no: no } }, hazards: hazards }
  - name: shop
    system: shop
    key: id
    format: jsonl
    fields:
      code: code
      title: { per: { de-DE: title_de, en-GB: title_en } }
      weight: weight
      plant: address
      tags: tags
      accounts: accounts
attributes:
  code: { type: text, authority: erp }
  weight: { type: quantity, unit: kg, authority: erp, copies: [shop], rules: [{ name: light, check: "weight < '30 kg'", severity: error }] }
  plant: { type: address, authority: erp, copies: [shop] }
  tags: { type: list, of: { type: text, standardise: [lower] }, authority: erp, copies: [shop] }
  title: { type: text, per: locales, authority: texts, copies: [shop] }
  accounts:
    type: list
    of: { type: group, fields: { iban: { type: text, required: true }, bank: text } }
    keyed-by: iban
    authority: [{ source: erp }]
    copies: [shop]
  ids: { type: list, of: { type: group, fields: { issuer: text, no: text } }, keyed-by: issuer, authority: ids }
  hazards: { type: list, of: text, combine: union, authority: [erp, lab] }
  notes: { type: list, of: { type: group, fields: { by: text, text: text } }, keyed-by: by, authority: hub }
rules:
  - { name: city, check: "plant.city != 'Nowhere' && title['de-DE'] != 'x'", severity: warning }
  - { name: known, check: "hazards.all(h, h != 'unknown') && size(accounts) < 3", severity: warning }
`,
} as const;

const lines = (...rows: readonly object[]): string =>
  `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;

const erp = {
  id: "1",
  code: "A",
  grams: "12500.0",
  plant: { street: "Ring 1", city: "Köln", lifts: 2 },
  tags: "Neu, ROT,neu",
  accounts: [{ iban: "DE89", bank: "B" }, { iban: "DE12" }],
  hazards: ["acid", "heat"],
};

const shop = {
  id: "s",
  code: "A",
  title_de: "Amboss",
  title_en: "Anvill",
  weight: "12500 g",
  address: { street: "Ring 2", city: "Köln", lifts: 2 },
  tags: ["rot", "neu"],
  accounts: [{ iban: "DE89", bank: "B" }, { iban: "XX00" }],
};

const loadText = (hub: Hub, source: string, text: string) => loadAs(hub, source, text, { format: "jsonl" });

async function shapes(): Promise<TestHub> {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "erp", lines(erp));
  await loadText(
    hub,
    "texts",
    lines({ sku: "A", lang: "1", title: "Amboss" }, { sku: "A", lang: "2", title: "Anvil" }),
  );
  await loadText(
    hub,
    "ids",
    lines(
      { id: "1", sku: "A", issuer: 'in"ner', no: "7", hazards: ["heat", "dust"] },
      { id: "2", sku: "A", issuer: "gov", no: "8" },
    ),
  );
  await loadText(hub, "shop", lines(shop));
  return made;
}

const ref = { type: "product", ref: "erp:1" };

async function facts(hub: Hub): Promise<Record<string, unknown>> {
  const entity = await getEntity(hub, seesAll, ref);
  return Object.fromEntries(Object.entries(entity.facts).map(([fact, { value }]) => [fact, value]));
}

async function diverged(hub: Hub): Promise<readonly string[]> {
  const page = await listDivergences(hub, seesAll, { filter: {}, limit: 100, cursor: null });
  return page.items.map((one) => `${one.fact} ${one.cause}`).sort();
}

test("each shape is believed from its authority and compared with its copies", async () => {
  const { hub, ...rest } = await shapes();

  expect(await facts(hub)).toEqual({
    code: "A",
    weight: "12.5 kg",
    plant: { street: "Ring 1", city: "Köln", lifts: "2" },
    tags: ["neu", "rot"],
    "title[de-DE]": "Amboss",
    "title[en-GB]": "Anvil",
    "accounts[DE12]": { iban: "DE12" },
    "accounts[DE89]": { iban: "DE89", bank: "B" },
    "accounts[XX00]": null,
    'ids[in"ner]': { issuer: 'in"ner', no: "7" },
    "ids[gov]": { issuer: "gov", no: "8" },
    "hazards[acid]": "acid",
    "hazards[heat]": "heat",
    "hazards[dust]": "dust",
  });
  expect(await diverged(hub)).toEqual([
    "accounts[DE12] missing",
    "accounts[XX00] never-synced",
    "plant never-synced",
    "title[en-GB] never-synced",
  ]);
  await expectSound({ hub, ...rest });
});

test("an element of a union leaves when the last system that states it withdraws it", async () => {
  const { hub, ...rest } = await shapes();

  await loadText(hub, "erp", lines({ ...erp, hazards: ["acid"] }));
  const after = await facts(hub);
  expect(after["hazards[heat]"]).toBe("heat");

  await loadText(hub, "ids", lines({ id: "1", sku: "A", issuer: 'in"ner', no: "7", hazards: ["dust"] }));

  expect(await facts(hub)).not.toHaveProperty("hazards[heat]");
  expect(await facts(hub)).toHaveProperty("hazards[dust]");
  const { rule } = (await explainFact(hub, seesAll, { ...ref, attribute: "hazards[dust]" })).origin;
  expect(rule?.source).toBe("ids");
  await expectSound({ hub, ...rest });
});

test("an element that the authority withdraws is gone, and a copy that keeps it diverges", async () => {
  const { hub, ...rest } = await shapes();

  await loadText(hub, "erp", lines({ ...erp, accounts: [{ iban: "DE12" }] }));

  expect(await facts(hub)).toMatchObject({ "accounts[DE89]": null });
  expect(await diverged(hub)).toContain("accounts[DE89] in-transit");

  await loadText(hub, "shop", lines({ ...shop, accounts: [] }));

  expect(await facts(hub)).not.toHaveProperty("accounts[DE89]");
  expect(await diverged(hub)).toContain("accounts[DE12] missing");
  await expectSound({ hub, ...rest });
});

test("an element is entered here under its own key only", async () => {
  const { hub, ...rest } = await shapes();
  const entity = await entityOf(hub, "erp", "1");
  const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null, entity };
  const value = new Map([
    ["by", "ana"],
    ["text", "heavy"],
  ]);

  await setFact(hub, { ...edit, attribute: "notes[ana]", value });

  expect(await facts(hub)).toMatchObject({ "notes[ana]": { by: "ana", text: "heavy" } });
  await expect(setFact(hub, { ...edit, attribute: "notes[li]", value })).rejects.toThrow("another key");
  await expect(setFact(hub, { ...edit, attribute: "notes", value })).rejects.toThrow("of its own");
  const changes = await history(hub, seesAll, { ...ref, attribute: "notes", limit: 10, cursor: null });
  expect(changes.items).toHaveLength(1);
  const all = await explainEntity(hub, seesAll, ref);
  expect(all.map(({ fact }) => fact)).toContain("notes[ana]");
  await expectSound({ hub, ...rest });
});

test("what cannot be read of a shape is held back, the last good claim stands, and it is told", async () => {
  const { hub, ...rest } = await shapes();

  await loadText(
    hub,
    "erp",
    lines({
      ...erp,
      grams: "1 Cel",
      plant: { street: "Ring 9" },
      accounts: [{ bank: "B" }],
      tags: { no: 1 },
    }),
  );
  await loadText(hub, "texts", lines({ sku: "A", lang: "3", title: "Enclume" }));

  const entity = await getEntity(hub, seesAll, ref);
  expect(entity.facts.weight?.value).toBe("12.5 kg");
  expect(entity.facts["accounts[DE89]"]?.value).toEqual({ iban: "DE89", bank: "B" });
  const held = entity.records.flatMap((record) =>
    Object.entries(record.held).map(([f, { code }]) => `${f} ${code}`),
  );
  expect(held.sort()).toEqual([
    "accounts value-field-missing",
    "plant value-field-missing",
    "tags value-not-list",
    "title value-unknown-qualifier",
    "weight value-unit-not-convertible",
  ]);
  await expectSound({ hub, ...rest });
});

test("a personal union is one sealed fact, whose elements stand in no entry", async () => {
  const allergies =
    "type: list, of: text, combine: union, personal: health, authority: [erp, lab], copies: [shop]";
  const made = await testHub({
    "all.yaml": `systems: { erp: {}, lab: {}, shop: {} }
entity: patient
match-on: [[no]]
sources:
  - { name: erp, system: erp, key: id, format: jsonl, fields: { no: no, allergies: allergies } }
  - { name: lab, system: lab, key: id, format: jsonl, fields: { no: no, allergies: allergies } }
  - { name: shop, system: shop, key: id, format: jsonl, fields: { no: no, allergies: allergies } }
attributes: { no: { type: text, authority: erp }, allergies: { ${allergies} } }
`,
  });
  const { hub } = made;
  await loadText(hub, "erp", lines({ id: "1", no: "7", allergies: ["latex-canary", "nuts"] }));
  await loadText(hub, "lab", lines({ id: "1", no: "7", allergies: ["dust", "nuts"] }));
  await loadText(hub, "shop", lines({ id: "1", no: "7", allergies: ["nuts"] }));
  const patient = { type: "patient", ref: "erp:1" };

  const both = await getEntity(hub, seesAll, patient);
  expect(both.facts.allergies?.value).toEqual(["dust", "latex-canary", "nuts"]);
  expect(both.divergences).toBe(1);

  await loadText(hub, "erp", lines({ id: "1", no: "7", allergies: [] }));

  const left = await getEntity(hub, seesAll, patient);
  expect(left.facts.allergies).toMatchObject({ value: ["dust", "nuts"], source: "lab" });
  expect(await logText(hub.database)).not.toContain("latex-canary");
  await expectSound(made);
});

test("the views show groups and lists as analysts expect them", async () => {
  const { hub } = await shapes();

  const rows = await hub.database.reader.many(
    `select weight::text, weight_unit, plant_city, plant_lifts::text, tags, title_de_de, title_en_gb, accounts, hazards
     from truth.product order by _id`,
    [],
  );

  expect(rows).toEqual([
    {
      weight: "12.5",
      weight_unit: "kg",
      plant_city: "Köln",
      plant_lifts: "2",
      tags: ["neu", "rot"],
      title_de_de: "Amboss",
      title_en_gb: "Anvil",
      accounts: [{ iban: "DE12" }, { bank: "B", iban: "DE89" }],
      hazards: ["acid", "dust", "heat"],
    },
  ]);
});

test("a text in languages and a list are shown by their own names, and one of them by its own", async () => {
  const { hub } = await shapes();
  const shown = async (...select: string[]) => {
    const page = await listEntities(hub, seesAll, {
      type: "product",
      state: null,
      where: [],
      sort: null,
      select,
      limit: 10,
      cursor: null,
    });
    return Object.keys(page.items[0]?.facts ?? {}).sort();
  };

  expect(await shown("title", "accounts")).toEqual([
    "accounts[DE12]",
    "accounts[DE89]",
    "accounts[XX00]",
    "title[de-DE]",
    "title[en-GB]",
  ]);
  expect(await shown("accounts[DE89]")).toEqual(["accounts[DE89]"]);
  await expect(shown("titel")).rejects.toThrow("has no attribute");
  await expect(explainFact(hub, seesAll, { ...ref, attribute: "title" })).rejects.toMatchObject({
    refusal: { hint: "Name one: title[de-DE], title[en-GB]." },
  });
});

test("history tells what of a group changed, and which elements came and went", async () => {
  const { hub } = await shapes();
  await loadText(hub, "erp", lines({ ...erp, plant: { ...erp.plant, lifts: 3 }, tags: "neu, blau" }));

  const { items } = await history(hub, seesAll, { ...ref, attribute: null, limit: 1, cursor: null });

  expect(items[0]?.changes?.map(({ words }) => words)).toEqual([
    "erp 1 says plant is { lifts: 3, … }, before { lifts: 2, … }, and is believed (authority).",
    "erp 1 says tags is [blau, …], before [rot, …], and is believed (authority).",
  ]);
});
