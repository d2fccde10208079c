import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type History,
  history,
  membership,
  replay,
  reversed,
  type World,
} from "../../../test/helpers/histories.ts";
import { factKey, logIndex } from "../ids.ts";
import { approvalKey } from "./approval.ts";
import { inForce } from "./validity.ts";

const runs = { numRuns: 400 };
const each = (check: (world: World, told: History) => void) =>
  fc.assert(
    fc.property(history, (told) => {
      for (const world of replay(told)) check(world, told);
    }),
    runs,
  );

/** Whoever says something now. */
const heard = ({ records, calendar }: World["input"]) => inForce(records, calendar);

describe("resolution, after every step of any history under any model", () => {
  test("does not depend on the order of the records", () => {
    each((world) => {
      const again = world.resolver.resolve({ ...world.input, records: reversed(world.input.records) });

      expect(again).toEqual(world.resolution);
    });
  });

  test("twice is once: resolving the result again changes nothing, now or later", () => {
    each(({ input, resolution, resolver }) => {
      const { golden, endedOverrides, approvals } = resolution;
      const overrides = new Map(input.overrides);
      for (const { fact } of endedOverrides) overrides.delete(fact);

      for (const index of [input.index, logIndex(input.index + 7)]) {
        const again = resolver.resolve({ ...input, overrides, approvals, previous: golden, index });

        expect(again.golden).toBe(golden);
        expect(again.approvals).toBe(approvals);
        expect(again.changed).toEqual([]);
        expect(again.notices).toEqual([]);
      }
    });
  });

  test("every golden value cites a living claim that says it, or is carried, the hub's or an override", () => {
    each(({ input, resolution }) => {
      for (const [key, fact] of resolution.golden.facts) {
        if (fact.basis === "none") {
          expect(fact).toMatchObject({ value: null, record: null, source: null });
        } else if (fact.basis === "derived") {
          const value = (name: string) => resolution.golden.facts.get(factKey(name))?.value;
          expect(fact).toMatchObject({ source: null, record: null, authority: null });
          expect(fact.value).toBe(`${value("stage")}/${value("name")}`);
        } else if (fact.basis === "held") {
          const agreed = resolution.approvals.get(approvalKey("claim", key))?.agreed ?? null;
          expect(fact.record).toBeNull();
          expect([agreed?.value ?? null, null]).toContain(fact.value);
        } else if (fact.basis === "override") {
          expect(fact.value).toBe(input.overrides.get(key)?.value);
        } else if (fact.record === null) {
          if (fact.basis !== "carried") expect(input.hub.get(key)?.value).toBe(fact.value);
        } else {
          const cited = heard(input).find((candidate) => candidate.id === fact.record);
          expect(cited).toMatchObject({ deleted: false, source: fact.source });
          const value = cited?.claims.get(key)?.value;
          if (fact.basis === "carried") expect(value?.toLowerCase()).toBe(fact.value?.toLowerCase());
          else expect(value).toBe(fact.value);
        }
      }
    });
  });

  test("a source that is neither authority nor fallback is never believed", () => {
    each(({ resolution, type }) => {
      for (const [key, fact] of resolution.golden.facts) {
        if (fact.source === null || fact.basis === "override") continue;
        const declared = type.attributes.get(key);
        const trusted = declared?.authority.map((one) => one.source).concat(declared.fallback);
        expect(trusted).toContain(fact.source);
        if (fact.basis === "authority") expect(fact.source).toBe(fact.authority);
      }
    });
  });

  test("a hand-over never changes a value that an authority stood behind", () => {
    each(({ before, resolution, input, type }) => {
      for (const [key, was] of before?.facts ?? []) {
        const now = resolution.golden.facts.get(key);
        const stood = was.basis === "authority" || was.basis === "carried";
        if (!stood || now === undefined || was.authority === now.authority) continue;
        if (input.overrides.has(key) || type.attributes.get(key)?.handover === "adopt") continue;

        expect(now.value?.toLowerCase()).toBe(was.value?.toLowerCase());
      }
    });
  });

  test("a value is carried only while the new authority neither holds it nor has spoken since", () => {
    each(({ input, resolution }) => {
      for (const [key, fact] of resolution.golden.facts) {
        if (fact.basis !== "carried") continue;
        expect(fact.handover).toMatchObject({ to: fact.authority });
        const said = heard(input).filter((one) => one.source === fact.authority && !one.deleted);
        if (said.length !== 1 || said[0] === undefined) continue;
        const claim = said[0].claims.get(key);
        if (claim === undefined) continue;
        expect(claim.value).not.toBe(fact.value);
        expect(claim.value === null || claim.since <= (fact.handover?.index ?? 0)).toBe(true);
      }
    });
  });

  test("what asks for approval is believed only once it was agreed to, or where it stood before anybody was asked", () => {
    each(({ before, resolution, type }) => {
      for (const [key, fact] of resolution.golden.facts) {
        const approve = type.attributes.get(key)?.approve;
        if (approve == null || fact.basis === "none" || fact.basis === "held" || fact.basis === "carried")
          continue;
        const layer = fact.basis === "override" ? "override" : "claim";
        const kind = layer === "override" ? "override" : fact.source === "hub" ? "correction" : "source";
        if (!approve.for.has(kind)) continue;
        const known = resolution.approvals.get(approvalKey(layer, key));
        const stood = before?.facts.get(key);
        if (known === undefined) expect(stood?.value).toBe(fact.value);
        else expect(known.agreed?.value).toBe(fact.value);
      }
    });
  });

  test("nothing is agreed to but by as many different people as are asked, or by nobody where it stood or was not asked about", () => {
    each(({ resolution, type }) => {
      for (const { fact, agreed, waiting } of resolution.approvals.values()) {
        const count = type.attributes.get(fact)?.approve?.count ?? 0;
        const by = agreed?.by ?? [];
        expect(new Set(by).size).toBe(by.length);
        expect([0, count]).toContain(by.length);
        expect(waiting?.approvers.length ?? 0).toBeLessThan(count);
      }
    });
  });

  test("what waits is what is stated, and lapses when that changes", () => {
    each(({ input, resolution }) => {
      for (const { fact, layer, waiting } of resolution.approvals.values()) {
        if (waiting === null) continue;
        const stated =
          layer === "override"
            ? [input.overrides.get(fact)?.value]
            : [
                ...input.records.filter((one) => !one.deleted).map((one) => one.claims.get(fact)?.value),
                input.hub.get(fact)?.value,
              ];
        expect(stated).toContain(waiting.value);
      }
    });
  });

  test("tells every change of value, and no change that is none", () => {
    each(({ before, input, resolution }) => {
      const told = new Set(resolution.changed);
      for (const [key, fact] of resolution.golden.facts) {
        const was = before?.facts.get(key);
        if (was !== undefined) expect(told.has(key)).toBe(was !== fact);
        if (was !== undefined && was.value !== fact.value) expect(fact.since).toBe(input.index);
      }
    });
  });
});

describe("divergences, after every step of any history under any model", () => {
  test("are the comparison and nothing else: found from scratch, the same facts and records diverge", () => {
    each(({ input, finding, resolution, found, finder }) => {
      const scratch = finder.find({
        ...finding,
        golden: resolution.golden,
        previous: null,
        records: reversed(input.records),
        before: new Map(),
        open: [],
      });

      expect(membership(scratch.open)).toEqual(membership(found.open));
    });
  });

  test("are each a declared copy whose living record says other than the golden value", () => {
    each(({ input, resolution, found, type, means }) => {
      const expected = [];
      for (const of of type.attributes.values()) {
        const fact = [...resolution.golden.facts].find(([key]) => key === of.name)?.[1];
        if (fact === undefined || fact.basis === "none") continue;
        if (fact.basis === "held" && fact.value === null) continue;
        for (const one of heard(input)) {
          const held = [...one.claims].find(([key]) => key === of.name)?.[1].value;
          if (one.deleted || held === undefined || one.source === fact.authority) continue;
          if (!of.copies.some((copy) => copy.source === one.source)) continue;
          if (!means.sameValue(of, held, fact.value, null)) expected.push(`${of.name} ${one.id}`);
        }
      }

      expect(membership(found.open)).toEqual(expected.toSorted());
    });
  });

  test("open and close by what they say: before + opened - closed = open", () => {
    each(({ openBefore, found }) => {
      const closed = new Set(membership(found.closed.map((one) => one.divergence)));
      const kept = membership(openBefore).filter((name) => !closed.has(name));

      expect([...kept, ...membership(found.opened)].toSorted()).toEqual(membership(found.open));
    });
  });

  test("twice is once: finding again neither opens, changes nor closes", () => {
    each(({ input, finding, standing, resolution, found, finder }) => {
      const again = finder.find({
        ...finding,
        previous: resolution.golden,
        before: new Map(),
        open: found.open,
        waivers: standing,
        index: logIndex(input.index + 1),
      });

      expect(again).toEqual({ open: found.open, opened: [], changed: [], closed: [], endedWaivers: [] });
    });
  });
});
