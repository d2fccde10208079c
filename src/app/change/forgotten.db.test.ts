import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { apply, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import type { Hub } from "../hub.ts";

const people = `entity: person
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name, city: city } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name, city: city } }
  - { name: mails, system: desk, key: mail, key-personal: true, fields: { code: code, city: city } }
attributes:
  code: { type: text, authority: crm, fallback: [desk, mails] }
  name: { type: text, personal: user.name, authority: crm, copies: [desk] }
  city: { type: text, authority: crm, copies: [desk, mails] }
`;
const places =
  "entity: place\nsources: [ { name: spots, system: crm, key: id, fields: { name: name } } ]\nattributes: { name: { type: text, authority: spots } }\n";
const model = (files: Readonly<Record<string, string>>) => ({
  "systems.yaml": "systems: { crm: { kind: record }, desk: { kind: engagement } }\n",
  "place.yaml": places,
  ...files,
});

/** What is past, with all that its rows still say: `fact source: key golden held`. */
async function past(hub: Hub): Promise<readonly string[]> {
  const rows = await hub.database.reader.many<{ line: string }>(
    `select concat(fact, ' ', source, ': ', concat_ws(' ', coalesce(key, '-'), coalesce(golden, '-'), coalesce(held, '-'))) as line
     from bailiwick.divergence where closed is not null order by 1`,
  );
  return rows.map(({ line }) => line);
}

async function differing() {
  const made = await testHub(model({ "person.yaml": people }));
  const { hub } = made;
  await loadText(hub, "crm", "id,code,name,city\n1,A,Ada,Oslo\n");
  await loadText(hub, "desk", "id,code,name,city\nd,A,Adam,Bern\n");
  await loadText(hub, "mails", "mail,code,city\nada@example.org,A,Bern\n");
  return made;
}

test("of a divergence that is over nothing personal is kept, neither values nor a key", async () => {
  const made = await differing();
  const { hub } = made;

  await loadText(hub, "desk", "id,code,name,city\nd,A,Ada,Oslo\n");
  await loadText(hub, "mails", "mail,code,city\nada@example.org,A,Oslo\n");

  expect(await past(hub)).toEqual(["city desk: d Oslo Bern", "city mails: - - -", "name desk: - - -"]);
  await expectSound(made);
});

test("of the divergences of a type that left the model nothing is kept: what was personal is no longer known", async () => {
  const { hub } = await differing();
  await loadText(hub, "desk", "id,code,name,city\nd,A,Adam,Oslo\n");

  await apply(hub, model({}));

  // What was over before stays as it was.
  expect(await past(hub)).toEqual(["city desk: d Oslo Bern", "city mails: - - -", "name desk: - - -"]);
});
