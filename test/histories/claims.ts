import { isDeepStrictEqual } from "node:util";
import { mustFollow } from "../../src/core/divergence/copies.ts";
import type { Divergence } from "../../src/core/divergence/divergence.ts";
import { approvalKey } from "../../src/core/golden/approval.ts";
import { targetOf } from "../../src/core/golden/believe.ts";
import { claimOn } from "../../src/core/golden/elements.ts";
import { logIndex } from "../../src/core/ids.ts";
import type { Attribute } from "../../src/core/model/attribute.ts";
import { attributeOfFact } from "../../src/core/model/fact-attribute.ts";
import type { Stated } from "../../src/core/value/canonical.ts";
import { type Asked, must, standingAfter } from "./asked.ts";
import { cites } from "./cites.ts";
import { facts, followed, heard, isTogether, same } from "./stated.ts";

/** What holds of every resolution of any entity in any history under any model. Judged while what it refers to stands as it did. */
export const claims: Readonly<Record<string, (asked: Asked) => void>> = {
  "does not depend on the order of the records": ({ resolver, input, resolution }) => {
    const again = resolver.resolve({ ...input, records: input.records.toReversed() });

    must(isDeepStrictEqual(again, resolution), "another resolution");
  },

  "twice is once: resolving the result again changes nothing, now or later": (asked) => {
    const { input, resolution, resolver } = asked;
    if (refersToItself(asked)) return;
    const { golden, endedOverrides, approvals } = resolution;
    const overrides = new Map(input.overrides);
    for (const { fact } of endedOverrides) overrides.delete(fact);
    for (const later of [0, 1, 1000]) {
      const index = logIndex(input.index + later);
      const again = resolver.resolve({ ...input, overrides, approvals, previous: golden, index });

      must(again.changed.length === 0 && again.golden === golden, `changes ${again.changed.join(", ")}`);
      must(again.approvals === approvals, "changes what awaits approval");
      must(again.notices.length === 0, "tells of it again");
    }
  },

  "every golden value cites a living claim that says it, or is carried, the hub's or an override": (
    asked,
  ) => {
    for (const one of facts(asked)) cites(one);
  },

  "a source that is neither authority nor fallback is never believed": (asked) => {
    for (const { key, fact, attribute } of facts(asked)) {
      if (fact.source === null || fact.basis === "override" || attribute.copyOf !== null) continue;
      const trusted = attribute.authority.map((one) => one.source).concat(attribute.fallback);
      must(trusted.includes(fact.source), `${key} of ${fact.source}`);
      must(fact.basis !== "authority" || fact.source === fact.authority, key);
    }
  },

  "a hand-over never changes a value that an authority stood behind": (asked) => {
    const { input, resolution, find } = asked;
    for (const [key, was] of input.previous?.facts ?? []) {
      const now = resolution.golden.facts.get(key);
      const attribute = attributeOfFact(asked.type, key);
      const stood = was.basis === "authority" || was.basis === "carried";
      if (!stood || now === undefined || attribute === undefined || was.authority === now.authority) continue;
      if (input.overrides.has(key) || attribute.handover === "adopt" || attribute.copyOf !== null) continue;
      if (resolution.circles.some(({ fact }) => fact === key)) continue;

      must(same(asked, attribute, now.value, was.value), `${key} was ${was.value}, is ${now.value}`);
      if (attribute.approve !== null) continue;
      // Whom authority was taken from has said something else since: it is shown as a divergence, where it is a copy.
      for (const record of heard(asked)) {
        const held = claimOn(record, attribute);
        const isCopy = attribute.copies.some(({ source }) => source === record.source);
        if (record.source !== was.authority || held === undefined || !isCopy) continue;
        if (now.authority === record.source || same(asked, attribute, held.value, now.value)) continue;
        if (find.golden.state === "archived") continue;
        must(
          asked.found.open.some((one) => one.fact === key && one.record === record.id),
          `${key} of ${record.id}`,
        );
      }
    }
  },

  "a value is carried only while the new authority neither holds it nor has spoken since": (asked) => {
    for (const { key, fact, attribute } of facts(asked)) {
      if (fact.basis !== "carried" || attribute.copyOf !== null) continue;
      must(fact.handover?.to === fact.authority, key);
      const said = heard(asked).filter((one) => one.source === fact.authority);
      if (said.length !== 1 || said[0] === undefined) continue;
      const claim = claimOn(said[0], attribute);
      if (claim === undefined) continue;
      const awaits = awaited(asked, attribute, claim.value);
      must(awaits || !same(asked, attribute, claim.value, fact.value), key);
      const gap = claim.value === null && attribute.blank === "gap";
      must(gap || claim.since <= (fact.handover?.index ?? 0), `${key} has spoken`);
    }
  },

  "what asks for approval is believed only once it was agreed to, or where it stood before anybody was asked":
    (asked) => {
      for (const { key, fact, attribute } of facts(asked)) {
        const { approve } = attribute;
        if (approve === null || fact.basis === "none" || fact.basis === "held" || fact.basis === "carried")
          continue;
        const layer = fact.basis === "override" ? "override" : "claim";
        const kind = layer === "override" ? "override" : fact.source === "hub" ? "correction" : "source";
        if (!approve.for.has(kind)) continue;
        const known = asked.resolution.approvals.get(approvalKey(layer, key));
        const stood = asked.input.previous?.facts.get(key);
        const agreed = known === undefined ? stood?.value : known.agreed?.value;
        must(
          same(asked, attribute, agreed ?? null, fact.value),
          `${key} is ${fact.value}, agreed is ${agreed}`,
        );
      }
    },

  "nothing is agreed to but by as many different people as are asked, or by nobody where it stood or was not asked about":
    ({ resolution, type }) => {
      for (const { fact, agreed, waiting } of resolution.approvals.values()) {
        const count = attributeOfFact(type, fact)?.approve?.count ?? 0;
        const by = agreed?.by ?? [];
        must(new Set(by).size === by.length, `${fact}: twice by one`);
        must([0, count].includes(by.length), `${fact}: by ${by.length} of ${count}`);
        must((waiting?.approvers.length ?? 0) < count, `${fact}: waits for nobody`);
      }
    },

  "what waits is what is stated, and lapses when that changes": (asked) => {
    const { input, resolution, type } = asked;
    for (const { fact, layer, waiting } of resolution.approvals.values()) {
      const attribute = attributeOfFact(type, fact);
      if (waiting === null || attribute === undefined || isTogether(attribute)) continue;
      const stated =
        layer === "override"
          ? [input.overrides.get(fact)?.value]
          : [...heard(asked).map((one) => claimOn(one, attribute)?.value), input.hub.get(fact)?.value];
      const values = stated.map((one) => (one == null ? one : followed(asked, attribute, one)));
      must(values.includes(waiting.value), `${fact}: ${waiting.value} is not among ${values.join(", ")}`);
    }
  },

  "tells every change of value, and no change that is none": ({ input, resolution }) => {
    const told = new Set(resolution.changed);
    for (const [key, fact] of resolution.golden.facts) {
      const was = input.previous?.facts.get(key);
      if (was !== undefined) must(told.has(key) === (was !== fact), key);
      must(was === undefined || was.value === fact.value || fact.since === input.index, `${key} since`);
    }
  },

  "divergences are the comparison and nothing else: found from scratch, the same facts and records diverge": (
    asked,
  ) => {
    const { find, finder, found } = asked;
    const records = find.records.toReversed();
    const scratch = finder.find({ ...find, previous: null, records, before: new Map(), open: [] });

    mustBe(membership(found.open), membership(scratch.open));
  },

  "divergences are each a declared copy whose living record says other than the golden value": (asked) => {
    const { resolution, found } = asked;
    const expected = [];
    const isLive = resolution.golden.state !== "archived";
    for (const { key, fact, attribute } of isLive ? facts(asked) : []) {
      if (!mustFollow(attribute, fact, "") || fact.basis === "none") continue;
      for (const one of heard(asked)) {
        const held = claimOn(one, attribute)?.value;
        if (held === undefined || (attribute.copyOf === null && one.source === fact.authority)) continue;
        if (!attribute.copies.some((copy) => copy.source === one.source)) continue;
        // What a reference led to may have been merged in this very step: it is followed later.
        const isHeld =
          attribute.type.kind === "ref" && held !== null
            ? fact.value !== null && followed(asked, attribute, held) === fact.value
            : same(asked, attribute, held, fact.value, one.source);
        if (!isHeld) expected.push(`${key} ${one.id}`);
      }
    }
    const settled = found.open.filter(({ fact }) => resolution.golden.facts.get(fact)?.basis !== "none");

    mustBe(membership(settled), expected.toSorted());
  },

  "divergences open and close by what they say: before + opened - closed = open": ({ find, found }) => {
    const closed = new Set(membership(found.closed.map((one) => one.divergence)));
    const kept = membership(find.open).filter((name) => !closed.has(name));

    mustBe([...kept, ...membership(found.opened)].toSorted(), membership(found.open));
  },

  "finding divergences again neither opens, changes nor closes": ({ find, finder, found }) => {
    const index = logIndex(find.index + 1);
    const waivers = standingAfter({ find, found });
    const { open, ...rest } = { ...found, opened: [], changed: [], closed: [], endedWaivers: [] };
    const again = finder.find({ ...find, previous: find.golden, before: new Map(), waivers, open, index });

    must(isDeepStrictEqual(again, { open, ...rest }), "found anew");
  },
};

/** Which facts of which records diverge, in one order. */
const membership = (divergences: readonly Divergence[]): readonly string[] =>
  divergences.map((one) => `${one.fact} ${one.record}`).toSorted();

const awaited = ({ input }: Asked, { type }: Attribute, value: Stated): boolean =>
  type.kind === "ref" && value !== null && targetOf(value, input.references) === null;

/** What a copy-of fact, or a condition, reads across a reference to the entity itself stands only once that has been followed. */
function refersToItself({ input, resolution }: Asked): boolean {
  const { entity } = input;
  return entity !== undefined && [...resolution.golden.facts.values()].some(({ value }) => value === entity);
}

const mustBe = (came: readonly string[], expected: readonly string[]): void =>
  must(isDeepStrictEqual(came, expected), `came ${came.join(", ")}; expected ${expected.join(", ")}`);
