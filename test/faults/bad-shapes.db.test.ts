import { expect, test } from "vitest";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { explainFact } from "../../src/app/read/explain.ts";
import { listFindings } from "../../src/app/read/findings.ts";
import { getEntity } from "../../src/app/read/get-entity.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import { elementFactsMax } from "../../src/limits.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { entityOf, loadText, type TestHub, testHub } from "../helpers/test-hub.ts";

/** Shapes as they should not come: each is told with its reason, what was good before stands, and what is mended comes in. */
const model = {
  "all.yaml": `systems: { pim: {} }
codes: { locale: { de: { pim: DE }, en: { pim: EN } } }
---
entity: part
match-on: [[no]]
sources:
  - name: parts
    system: pim
    key: no
    format: jsonl
    fields:
      no: no
      weight: { from: weight, unit: kg }
      length: { from: length, unit: { from: length_unit } }
      codes: codes
      banks: banks
      wide: { from: wide, fields: { no: no, text: text } }
      above: { from: above, as: parts }
      twin: { from: twin, as: parts }
      like: { from: like, by: no }
      twin_weight: twin_weight
  - { name: texts, system: pim, key: [no, lang], format: jsonl, links: { parts: no }, fields: { name: { from: name, per: lang } } }
  - name: terms
    system: pim
    key: id
    format: jsonl
    links: { parts: no }
    valid: { from: since, to: until, zone: Europe/Berlin }
    fields: { price: price }
attributes:
  no: { type: text, authority: parts }
  weight: { type: quantity, unit: kg, authority: parts }
  length: { type: quantity, unit: "[ft_i]", authority: parts }
  codes: { type: list, of: text, authority: parts }
  banks: { type: list, of: { type: group, fields: { iban: text, name: text } }, keyed-by: iban, authority: parts }
  wide: { type: list, of: { type: group, fields: { no: text, text: text } }, keyed-by: no, authority: parts }
  above: { type: ref, to: part, hierarchy: true, authority: parts }
  twin: { type: ref, to: part, authority: parts }
  like: { type: list, of: { type: ref, to: part }, authority: parts }
  twin_weight: { copy-of: twin.weight, copies: [parts] }
  name: { type: text, per: locale, authority: texts }
  price: { type: money, currency: EUR, authority: terms }
`,
} as const;

const good = {
  no: "1",
  weight: "1.5",
  length: "3",
  length_unit: "ft",
  codes: ["b", "a"],
  banks: [{ iban: "DE89", name: "B" }],
  wide: [{ no: "1", text: "one" }],
};
const part = { type: "part", ref: "parts:1" };

async function load(hub: Hub, source: string, ...rows: readonly object[]) {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const answer = await loadText(hub, source, text, { format: "jsonl" });
  await followAll(hub);
  return answer.account;
}

async function parts(): Promise<TestHub> {
  const made = await testHub(model);
  await load(made.hub, "parts", good);
  return made;
}

const factsOf = async (hub: Hub, ref = part.ref): Promise<Record<string, unknown>> => {
  const { facts } = await getEntity(hub, seesAll, { ...part, ref });
  return Object.fromEntries(Object.entries(facts).map(([fact, { value }]) => [fact, value]));
};
const heldOf = async (hub: Hub) => {
  const { records } = await getEntity(hub, seesAll, part);
  return records
    .flatMap(({ held }) => Object.entries(held).map(([fact, { code }]) => `${fact} ${code}`))
    .sort();
};

const many = (count: number) => Array.from({ length: count }, (_, at) => String(at));

/** What comes of a part, which code says why, and what explains it to people. */
const bad: readonly (readonly [string, object, string, RegExp])[] = [
  [
    "a unit that measures something else",
    { weight: "20 Cel" },
    "weight value-unit-not-convertible",
    /something else/,
  ],
  ["a unit that there is not", { weight: "3 stones" }, "weight value-unknown-unit", /not known/],
  [
    "an amount without end in the declared unit",
    { length: "1", length_unit: "m" },
    "length value-unit-not-exact",
    /no end of digits/,
  ],
  [
    "an element without its key",
    { banks: [{ iban: "DE89" }, { name: "C" }] },
    "banks value-key-missing",
    /no 'iban'/,
  ],
  [
    "two elements of one key that differ",
    {
      banks: [
        { iban: "DE89", name: "B" },
        { iban: "DE89", name: "C" },
      ],
    },
    "banks value-key-twice",
    /one key and differ/,
  ],
  ["an element that is no group", { banks: ["DE89"] }, "banks value-not-group", /Element 1/],
  ["a text where a list is meant", { codes: "a" }, "codes value-not-list", /not a list/],
  ["a list of 100,000", { codes: many(100_000) }, "codes value-list-too-long", /more than/],
  [
    "more elements than can be facts",
    { wide: many(elementFactsMax + 1).map((no) => ({ no })) },
    "wide value-list-too-long",
    /fact of its own/,
  ],
];

test.each(bad)(
  "%s is held back and told, and the last good value stands until it is mended",
  async (_, row, held, words) => {
    const { hub, ...rest } = await parts();
    const before = await factsOf(hub);
    const [attribute = ""] = held.split(" ");
    const fact =
      Object.keys(before).find((one) => one === attribute || one.startsWith(`${attribute}[`)) ?? attribute;

    const account = await load(hub, "parts", { ...good, ...row });

    expect(account).toMatchObject({ applied: 1, quarantined: 0, heldBack: 1 });
    expect(await heldOf(hub)).toEqual([held]);
    expect(await factsOf(hub)).toEqual(before);
    const { heldBack } = await explainFact(hub, seesAll, { ...part, attribute: fact });
    expect(heldBack).toMatchObject([{ source: "parts", key: "1", message: expect.stringMatching(words) }]);

    await load(hub, "parts", good);
    expect(await heldOf(hub)).toEqual([]);
    await expectSound({ hub, ...rest });
  },
);

test("a language outside the list is told of, and the languages that there are come in", async () => {
  const { hub, ...rest } = await parts();

  const account = await load(
    hub,
    "texts",
    { no: "1", lang: "DE", name: "Amboss" },
    { no: "1", lang: "XX", name: "Enclume" },
    { no: "1", lang: "", name: "?" },
  );

  // Without its language the last has no whole key: it waits in quarantine.
  expect(account).toMatchObject({ applied: 2, heldBack: 1, quarantined: 1 });
  expect(await heldOf(hub)).toEqual(["name value-unknown-qualifier"]);
  expect(await factsOf(hub)).toMatchObject({ "name[de]": "Amboss", "name[en]": null });
  await expectSound({ hub, ...rest });
});

test("a reference to itself is one, but no parent; what is copied along it comes to rest", async () => {
  const { hub, ...rest } = await parts();
  const self = await entityOf(hub, "parts", "1");

  await load(hub, "parts", { ...good, above: "1", twin: "1", like: ["1"], twin_weight: "1.5" });

  expect(await factsOf(hub)).toMatchObject({ above: null, twin: self, like: [self], twin_weight: "1.5 kg" });
  const { items } = await listFindings(hub, seesAll, { limit: 10, cursor: null, filter: {} });
  expect(items.map(({ rule }) => rule)).toEqual(["hierarchy-circle"]);

  await load(hub, "parts", { ...good, weight: "2", above: "", twin: "1", like: [] });

  expect(await factsOf(hub)).toMatchObject({ above: null, like: null, twin_weight: "2 kg" });
  expect((await listFindings(hub, seesAll, { limit: 10, cursor: null, filter: {} })).items).toEqual([]);
  await expectSound({ hub, ...rest });
});

test("days the wrong way round, an hour that no clock showed, and times that overlap wait with their reason", async () => {
  const { hub, ...rest } = await parts();

  const account = await load(
    hub,
    "terms",
    { id: "t", no: "1", since: "2020-01-01", until: "2020-06-01", price: "1" },
    { id: "t", no: "1", since: "2021-01-01", until: "2020-01-01", price: "2" },
    { id: "t", no: "1", since: "2020-03-01", until: "", price: "3" },
    { id: "u", no: "1", since: "2026-03-29T02:30:00", until: "", price: "4" },
    { id: "v", no: "1", since: "2021-01-01", until: "", price: "5" },
  );

  expect(account).toMatchObject({ applied: 2, quarantined: 3 });
  const reasons = await hub.database.reader.many<{ line: string }>(
    "select line || ' ' || (reasons -> 0 ->> 'code') as line from bailiwick.quarantine order by line",
    [],
  );
  expect(reasons.map(({ line }) => line)).toEqual([
    "2 valid-ends-first",
    "3 valid-overlaps",
    "4 valid-in-gap",
  ]);
  expect(await factsOf(hub)).toMatchObject({ price: "5 EUR" });
  await expectSound({ hub, ...rest });
});
