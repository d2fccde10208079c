import { describe, expect, test } from "vitest";
import { authorityFaults } from "../../../test/model-faults/authority.ts";
import { contradictionFaults } from "../../../test/model-faults/contradictions.ts";
import { edited } from "../../../test/model-faults/fault-case.ts";
import { nameFaults } from "../../../test/model-faults/names.ts";
import { typeFaults } from "../../../test/model-faults/types.ts";
import { writtenFaults } from "../../../test/model-faults/written.ts";
import { faultCodes, formatFault } from "./fault.ts";
import type { Fault, ModelFile } from "./model.ts";
import { readModel } from "./read-model.ts";

const cases = [...writtenFaults, ...nameFaults, ...typeFaults, ...authorityFaults, ...contradictionFaults];

describe("a fault is refused at its line, with what was probably meant", () => {
  test.each(cases)("$code: $claim", (one) => {
    const texts = edited([[one.file, one.from, one.to], ...(one.more ?? [])]);

    const { faults, model } = readModel(filesOf(texts));

    const fault = faults.find((found) => found.code === one.code && found.message.includes(one.says));
    expect(fault, faults.map(formatFault).join("\n")).toBeDefined();
    const file = one.atFile ?? one.file;
    expect(formatFault(fault as Fault)).toMatch(new RegExp(`^${file}:${placeIn(texts[file], one.at)} `));
    expect(fault?.severity).toBe(one.severity ?? "error");
    if (one.hint !== undefined) expect(fault?.hint).toBe(one.hint);
    for (const each of faults) expect(each.hint ?? "", formatFault(each)).not.toBe("");
    expect(model === null).toBe(one.severity === undefined);
  });

  test("every kind of fault is shown by a case", () => {
    expect(new Set(cases.map(({ code }) => code))).toEqual(new Set(Object.keys(faultCodes)));
  });
});

test("all faults of all files are told at once, in the order of their places", () => {
  const texts = edited([
    ["campaign.yaml", "authority: crm\n", "authority: crn\n"],
    ["content.yaml", "to: campaign", "to: campain"],
    ["systems.yaml", "kind: insight", "kind: insigth"],
  ]);

  const { faults } = readModel(filesOf(texts));

  expect(faults.filter(({ code }) => code !== "bad-expression").map(formatFault)).toEqual([
    "campaign.yaml:20:16 unknown system 'crn'\n  did you mean 'crm'?",
    "content.yaml:8:35 unknown entity type 'campain'\n  did you mean 'campaign'?",
    "systems.yaml:6:22 'insigth' is not one of record, engagement, insight\n  did you mean 'insight'?",
  ]);
});

const filesOf = (texts: Readonly<Record<string, string>>): readonly ModelFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));

/** `line:column` of the last place at which the marker stands. */
function placeIn(text: string, marker: string): string {
  const before = text.slice(0, text.lastIndexOf(marker)).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
