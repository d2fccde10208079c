import { expect, test } from "vitest";
import { campaigns } from "../../../test/models/campaigns.ts";
import { formatFault } from "./fault.ts";
import { consumersOf } from "./read-consumers.ts";
import { readModel } from "./read-model.ts";

const read = (consumers: string) =>
  readModel(
    Object.entries({ ...campaigns, "consumers.yaml": consumers }).map(([path, text]) => ({ path, text })),
  );

const sound = `consumers:
  planning: { owner: head-of-marketing, entity: campaign, attributes: [name, stage], max-age: 1h }
  reminders: { owner: marketing-ops, entity: campaign, attributes: [owner_email], purpose: Reminders }
`;

test("consumers are known by the facts that they read, and change nothing that is resolved", () => {
  const { model, faults } = read(sound);
  const without = readModel(Object.entries(campaigns).map(([path, text]) => ({ path, text }))).model;

  expect(faults).toEqual([]);
  expect(model?.consumers.get("planning")).toMatchObject({
    title: "Planning",
    maxAgeSeconds: 3600,
    purpose: null,
  });
  expect(model && consumersOf(model, "campaign", "owner_email").map(({ name }) => name)).toEqual([
    "reminders",
  ]);
  expect(model?.entities.get("campaign")?.digest).toBe(without?.entities.get("campaign")?.digest);
});

test("without attributes all are read", () => {
  const { model } = read("consumers: { site: { owner: marketing-ops, entity: content } }");

  expect(model?.consumers.get("site")?.attributes.toSorted()).toEqual([
    "campaign",
    "campaign_name",
    "headline",
  ]);
});

test.each([
  ["owner: head-of-marketing", "owner: head", "2:22 unknown people 'head'"],
  [
    "entity: campaign, attributes: [name",
    "entity: campain, attributes: [name",
    "2:49 unknown entity type 'campain'",
  ],
  ["[name, stage]", "[nam, stage]", "2:72 unknown attribute 'nam' of 'campaign'\n  did you mean 'name'?"],
  [
    ", purpose: Reminders",
    "",
    "3:3 'reminders' reads 'owner_email', which is personal, and says no purpose\n  write `purpose:`",
  ],
  ["max-age: 1h", "max-age: soon", "2:95 'soon' stands where a duration"],
  ["  reminders:", "  planning:", "3:3 "],
])("%s written as %s is refused with its place", (before, after, fault) => {
  const { model, faults } = read(sound.replace(before, after));

  expect(model).toBeNull();
  expect(faults.map(formatFault).join("\n")).toContain(`consumers.yaml:${fault}`);
});

test("a personal copy of another entity's fact wants a purpose too", () => {
  const editor = {
    ...campaigns,
    "content.yaml": campaigns["content.yaml"].replace("campaign.name", "campaign.owner_email"),
  };
  const files = {
    ...editor,
    "consumers.yaml": "consumers: { site: { owner: marketing-ops, entity: content } }",
  };

  const { faults } = readModel(Object.entries(files).map(([path, text]) => ({ path, text })));

  expect(faults.map(({ message }) => message).join()).toContain("reads 'campaign_name', which is personal");
});

test("an example that the type cannot have is refused with its place", () => {
  const files = {
    ...campaigns,
    "campaign.yaml": campaigns["campaign.yaml"].replace(
      "type: code, ",
      "type: code, examples: [live, lve], ",
    ),
  };

  const { faults } = readModel(Object.entries(files).map(([path, text]) => ({ path, text })));

  expect(faults.map(formatFault)).toEqual([
    expect.stringContaining("an example that 'stage' cannot have: The value is not in the code list."),
  ]);
});
