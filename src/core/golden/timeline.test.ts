import { describe, expect, test } from "vitest";
import {
  attribute,
  authority,
  entityType,
  modelOf,
  record,
  recordsAlone,
} from "../../../test/helpers/worlds.ts";
import { invariant } from "../../errors.ts";
import { factKey } from "../ids.ts";
import type { Attribute } from "../model/attribute.ts";
import type { ExplainInput } from "./explanation.ts";
import type { RecordState } from "./golden.ts";
import { coreMeans } from "./means.ts";
import { planFacts } from "./plan.ts";
import { timelineOf, whyNotNow } from "./timeline.ts";
import { sliceName, validity } from "./validity.ts";

const slice = (source: string, from: string, to: string | null, key = "1"): RecordState => ({
  ...record(source, { name: `${source} ${from}` }, { key: sliceName(key, from) }),
  key,
  valid: validity(from, to),
});

function timeline(records: readonly RecordState[], calendar: string, more: Partial<Attribute> = {}) {
  const of = attribute("name", { authority: [authority("hr")], fallback: ["crm"], ...more });
  const type = entityType("person", [attribute("boss"), of]);
  const plan = planFacts(modelOf([type]), type, coreMeans).find(({ key }) => key === factKey("name"));
  invariant(plan !== undefined, "the type has a name");
  const input: ExplainInput = {
    ...recordsAlone,
    golden: { facts: new Map(), state: "active" },
    records,
    calendar,
    open: [],
    cited: [],
    connectorsWrite: false,
  };
  return timelineOf(plan, input).map(({ source, from, state }) => `${source} ${from} ${state}`);
}

describe("what dated sources say of a fact, by time", () => {
  const two = [slice("hr", "2026-01-01", "2026-02-01"), slice("hr", "2026-02-01", null)];

  test("holds from its first day on, and no longer on the day on which it ends", () => {
    expect(timeline(two, "2025-12-31")).toEqual(["hr 2026-01-01 to-come", "hr 2026-02-01 to-come"]);
    expect(timeline(two, "2026-01-01")).toEqual(["hr 2026-01-01 now", "hr 2026-02-01 to-come"]);
    expect(timeline(two, "2026-02-01")).toEqual(["hr 2026-01-01 past", "hr 2026-02-01 now"]);
  });

  test("is told of whoever may be believed: an authority, or one that stands in, and nobody else", () => {
    const more = [slice("crm", "2026-01-15", null), slice("web", "2026-01-10", null)];

    expect(timeline([...two, ...more], "2026-01-20")).toEqual([
      "hr 2026-01-01 now",
      "crm 2026-01-15 now",
      "hr 2026-02-01 to-come",
    ]);
  });

  test("is nothing for a fact that is another entity's", () => {
    const copyOf = { reference: "boss", entity: "person", attribute: "name" };

    expect(timeline(two, "2026-01-20", { copyOf })).toEqual([]);
  });

  test("a record that is not in force is told with when it is, by the slices of its own key alone", () => {
    const [first, second] = [slice("hr", "2026-01-01", null), slice("hr", "2026-02-01", null)];
    const other = slice("hr", "2026-01-10", null, "2");
    const all = [first, second, other];

    expect(whyNotNow(second, all, "2026-01-20")).toBe("It is true from 2026-02-01 on.");
    expect(whyNotNow(first, all, "2026-01-20")).toBeNull();
    expect(whyNotNow(first, all, "2026-02-01")).toBe("It was true until 2026-02-01.");
  });
});
