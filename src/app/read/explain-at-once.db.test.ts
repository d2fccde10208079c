import { expect, test } from "vitest";
import { edit, person } from "../../../test/helpers/products.ts";
import { entityOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { openDatabase } from "../../store/open-database.ts";
import { setOverride } from "../edit/override-fact.ts";
import { openHub } from "../open-hub.ts";
import { explainFact } from "./explain.ts";
import { seesAll } from "./viewer.ts";

const model = {
  "model.yaml": `systems:
  crm: { kind: record }
entity: person
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, manager: { from: manager, as: crm } } }
attributes:
  code: { type: text, authority: crm }
  name: { type: text, authority: crm, edits: { override: { days: 30 } } }
  manager: { type: ref, to: person, authority: crm }
`,
};

test("facts of things that refer to others are explained with one connection to read by, however many at once", async () => {
  const made = await testHub(model);
  const rows = [...Array(9).keys()].map((at) => `${at},X${at},name ${at},${at === 0 ? "" : at - 1}`);
  await loadText(made.hub, "crm", ["id,code,name,manager", ...rows].join("\n"));
  const { hub: first } = made;
  const name = { attribute: "name", value: "Ada", until: { day: "2026-01-20" }, today: "2026-01-01" };
  await setOverride(first, { ...edit, ...person, ...name, entity: await entityOf(first, "crm", "3") });
  await using database = onOne(made.url);
  const hub = await openHub({ database: database.opened, master: made.master });

  const told = await Promise.all(
    rows.map((_, at) => explainFact(hub, seesAll, { type: "person", ref: `crm:${at}`, attribute: "name" })),
  );

  expect(told.map(({ value }) => value)).toEqual(rows.map((_, at) => (at === 3 ? "Ada" : `name ${at}`)));
  expect(told[3]?.override).toMatchObject({ reason: person.reason });
});

function onOne(url: string) {
  const opened = openDatabase({ url, readers: 1, writers: 1 });
  return { opened, [Symbol.asyncDispose]: () => opened.close() };
}
