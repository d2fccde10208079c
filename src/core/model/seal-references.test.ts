import { expect, it } from "vitest";
import { readModel } from "./read-model.ts";

const modelOf = (
  boss: string,
  key: string,
  more = "",
) => `systems: { crm: { kind: record }, help: { kind: engagement } }
entity: person
sources:
  - { name: crm, system: crm, key: id, fields: { email: email, boss: ${boss} } }
  - { name: help, system: help, key: login, ${key} fields: { email: email, helper: helper } }
attributes:
  email: { type: email, authority: crm${more} }
  boss: { type: ref, to: person, authority: crm }
  helper: { type: ref, to: person, authority: help }
`;

const sealedIn = (text: string) => {
  const { model, faults } = readModel([{ path: "person.yaml", text }]);
  expect(faults.filter((fault) => fault.severity === "error")).toEqual([]);
  const attributes = [...(model?.entities.get("person")?.attributes.values() ?? [])];
  return attributes.filter((one) => one.sealed).map((one) => one.name);
};

it("a reference by what is not personal is not sealed", () => {
  expect(sealedIn(modelOf("{ from: boss, as: help }", ""))).toEqual([]);
});

it("a reference by a personal key is sealed, whether its source is named or of the same system", () => {
  expect(sealedIn(modelOf("{ from: boss, as: help }", "key-personal: true,"))).toEqual(["boss", "helper"]);
});

it("a reference by a sealed attribute is sealed", () => {
  expect(sealedIn(modelOf("{ from: boss, by: email }", "", ", personal: user.contact.email"))).toEqual([
    "email",
    "boss",
  ]);
});
