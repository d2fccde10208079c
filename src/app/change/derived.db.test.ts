import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { logText } from "../../../test/helpers/log-text.ts";
import {
  apply,
  entityOf,
  goldenOf,
  loadText,
  openDivergences,
  testHub,
} from "../../../test/helpers/test-hub.ts";
import { setFact } from "../edit/set-fact.ts";
import { followAll } from "../follow.ts";
import { explainFact } from "../read/explain.ts";
import { masked, seesAll } from "../read/viewer.ts";

const model = {
  "systems.yaml": `systems:
  erp: { kind: record }
  shop: { kind: engagement }
`,
  "rate.yaml": `entity: rate
sources:
  - { name: rates, system: erp, key: id, fields: { percent: percent } }
attributes:
  percent: { type: decimal, authority: rates }
`,
  "item.yaml": `entity: item
sources:
  - { name: erp, system: erp, key: id, link: "https://erp.example/{key}", fields: { net: net, rate: { from: rate, as: rates }, buyer: buyer, pieces: pieces } }
  - { name: shop, system: shop, key: id, link: { erp: id }, fields: { gross: gross } }
attributes:
  net: { type: money, currency: EUR, authority: erp }
  pieces: { type: integer, authority: erp }
  rate: { type: ref, to: rate, authority: erp }
  buyer: { type: text, personal: user.name, authority: erp }
  gross: { type: money, currency: EUR, derived: "round(net * (1.0 + rate.percent / 100.0), 2)", copies: [ shop ], on-divergence: overwrite }
  twice: { type: money, currency: EUR, derived: "round(gross * 2.0, 2)" }
  label: { type: text, derived: "buyer + '!'" }
  halves: { type: integer, derived: "decimal(pieces) / 2.0" }
`,
} as const;

async function item() {
  const made = await testHub(model);
  await loadText(made.hub, "rates", "id,percent\nR,19\n");
  await loadText(made.hub, "erp", "id,net,rate,buyer,pieces\n1,100.00,R,Canary Zoe,3\n");
  await loadText(made.hub, "shop", "id,gross\n1,119.00\n");
  return { ...made, one: await entityOf(made.hub, "erp", "1") };
}

test("a derived fact follows its inputs, those of another entity too, and its copies follow it", async () => {
  const { hub, one, ...rest } = await item();
  expect(await goldenOf(hub, one)).toMatchObject({ gross: "119.00 EUR", twice: "238.00 EUR" });
  expect(await openDivergences(hub)).toEqual([]);

  await loadText(hub, "rates", "id,percent\nR,7\n");
  await followAll(hub);

  expect(await goldenOf(hub, one)).toMatchObject({ gross: "107.00 EUR", twice: "214.00 EUR" });
  expect(await openDivergences(hub)).toEqual(["gross shop:1 in-transit 119.00 EUR"]);
  await loadText(hub, "erp", "id,net,rate,buyer,pieces\n1,,R,Canary Zoe,4\n");
  expect(await goldenOf(hub, one)).toMatchObject({ gross: null, twice: null });
  expect(await openDivergences(hub)).toEqual([]);
  await expectSound({ hub, ...rest });
});

test("it is explained by its inputs, each with where that is corrected, and is not set itself", async () => {
  const { hub, one } = await item();
  const of = { type: "item", ref: one };

  expect(await explainFact(hub, seesAll, { ...of, attribute: "gross" })).toMatchObject({
    basis: "derived",
    correct: { route: "inputs" },
    derived: {
      place: "item.yaml:10",
      inputs: [
        {
          reference: null,
          fact: "net",
          value: "100.00 EUR",
          correct: { key: "1", link: "https://erp.example/1" },
        },
        {
          reference: "rate",
          type: "rate",
          fact: "percent",
          value: "19",
          correct: { system: "erp", key: "R" },
        },
      ],
    },
  });
  const set = { entity: one, actor: "t", cause: "fact" as const, ifVersion: null, idempotency: null };
  await expect(setFact(hub, { ...set, attribute: "gross", value: "1.00 EUR" })).rejects.toMatchObject({
    refusal: { code: "not-edited-here", fields: { inputs: "net,rate.percent" } },
  });
});

test("what is derived of personal values is sealed and masked as they are", async () => {
  const { hub, one, ...rest } = await item();
  const reader = { domains: null, personal: [] };

  expect(await goldenOf(hub, one)).toMatchObject({ label: "Canary Zoe!" });
  expect(await explainFact(hub, reader, { type: "item", ref: one, attribute: "label" })).toMatchObject({
    value: masked,
    derived: { inputs: [{ value: masked }] },
  });
  expect(await logText(hub.database)).not.toContain("Canary");
  await expectSound({ hub, ...rest });
});

test("what is no value of the type is empty, and a derivation that changes in the model is derived anew", async () => {
  const { hub, one, ...rest } = await item();
  expect(await goldenOf(hub, one)).toMatchObject({ halves: null });

  const changed = model["item.yaml"].replace("decimal(pieces) / 2.0", "pieces * 2");
  await apply(hub, { ...model, "item.yaml": changed });
  await followAll(hub);

  expect(await goldenOf(hub, one)).toMatchObject({ halves: "6" });
  await expectSound({ hub, ...rest });
});
