import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  entityType,
  modelOf,
  record,
  source,
  system,
} from "../../../test/helpers/worlds.ts";
import type { Model, System } from "../model/model.ts";
import { keyOfLink, linkTo } from "./link.ts";
import { routeOf } from "./route.ts";

describe("a link", () => {
  const simple = source("crm", "thing", { link: "https://crm.example/c/{key}?tab=1" });
  const composite = source("crm", "thing", {
    key: ["country", "no"],
    link: "https://crm.example/{country}/c.{no}",
  });

  test("leads from the key to an address and back, whatever the key", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((one) => one.isWellFormed());
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(keyOfLink(simple, linkTo(simple, a) ?? "")).toBe(a);

        const key = JSON.stringify([a, b]);
        expect(keyOfLink(composite, linkTo(composite, key) ?? "")).toBe(key);
      }),
    );
  });

  test("is taken as it is written: its dots are dots", () => {
    expect(keyOfLink(composite, "https://crm.example/de/c.7")).toBe('["de","7"]');
    expect(keyOfLink(composite, "https://crmXexample/de/c.7")).toBeNull();
    expect(keyOfLink(composite, "https://crm.example/de/c.%E0")).toBeNull();
  });

  test("is none where none is declared", () => {
    expect(linkTo(source("crm", "thing"), "1")).toBeNull();
    expect(keyOfLink(source("crm", "thing"), "")).toBeNull();
  });
});

describe("the route of a correction", () => {
  const name = attribute("name", { authority: [authority("crm")], correct: "Rename it there." });
  const type = entityType("thing", [name], { steward: "marketing-ops", custodian: "it" });
  const model = (more: Partial<System> = {}): Model => ({
    ...modelOf([type], [source("crm", "thing", { link: "https://crm.example/{key}" })]),
    systems: new Map([
      ["crm", system("crm", { connector: "postgres", writable: true, custodian: "sales-ops", ...more })],
    ]),
  });
  const held = record("crm", { name: "x" }, { key: "7" });

  test("is direct where the hub is the authority", () => {
    expect(routeOf(model(), type, name, "hub", null, false)).toMatchObject({
      route: "direct",
      system: "hub",
      steward: "marketing-ops",
      custodian: "it",
    });
  });

  test("is manual, with link, words and custodian, while connectors do not write", () => {
    expect(routeOf(model(), type, name, "crm", held, false)).toEqual({
      source: "crm",
      system: "crm",
      route: "manual",
      record: held.id,
      key: "7",
      link: "https://crm.example/7",
      note: "Rename it there.",
      custodian: "sales-ops",
      steward: "marketing-ops",
    });
  });

  test("is write-back only to a record of a writable system with a connector", () => {
    expect(routeOf(model(), type, name, "crm", held, true).route).toBe("write-back");
    expect(routeOf(model(), type, name, "crm", null, true).route).toBe("manual");
    expect(routeOf(model({ writable: false }), type, name, "crm", held, true).route).toBe("manual");
    expect(routeOf(model({ connector: null }), type, name, "crm", held, true).route).toBe("manual");
  });

  test("leads to the steward alone where nobody is the authority", () => {
    expect(routeOf(model(), type, name, null, null, true)).toMatchObject({
      source: null,
      route: "manual",
      link: null,
      steward: "marketing-ops",
    });
  });
});
