import { causeAfter } from "../../core/divergence/cause.ts";
import { type Divergence, divergenceState } from "../../core/divergence/divergence.ts";
import type { Approval } from "../../core/golden/approval.ts";
import type { Explainer } from "../../core/golden/explain.ts";
import type { ExplainInput, Explanation } from "../../core/golden/explanation.ts";
import { type EntityId, entityId, type FactKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { Place } from "../../core/model/place.ts";
import type {
  Address,
  AwaitsExpectation,
  CorrectExpectation,
  DivergenceExpectation,
  EntityExpectation,
  Expectation,
  ExpectedValue,
  FactExpectation,
} from "../../core/model-tests/model-test.ts";
import { comparable } from "../../core/value/compare.ts";
import { parseReference } from "../../core/value/reference.ts";
import { withReferences } from "../../core/value/references.ts";
import type { EntityState, StoredRecord } from "../../store/state.ts";
import { pairName } from "../change/work.ts";
import { placeText } from "../read/explain.ts";
import type { World } from "../rehearse/world.ts";
import { valueText } from "../words.ts";
import { addressText } from "./player.ts";
import { whyFact } from "./why.ts";

/** An expectation that does not hold. */
export interface Mismatch {
  readonly place: Place;
  /** What was looked at: `name of crm:C-1, basis`. */
  readonly about: string;
  readonly expected: string;
  readonly came: string;
  /** The lines of the model, and the claims, that made it so. */
  readonly why: readonly string[];
}

/** Compares what came with what a test expects, and says of each difference what made it so. */
export function judge(world: World, explainer: Explainer, expectation: Expectation): readonly Mismatch[] {
  const found = new Judge(world, explainer);
  switch (expectation.kind) {
    case "entity":
      found.entity(expectation);
      break;
    case "apart":
      found.apart(expectation.place, expectation.records);
      break;
    case "duplicates":
      found.duplicates(expectation.place, expectation.pairs);
      break;
    case "count":
      found.count(expectation);
      break;
    default:
      expectation satisfies never;
  }
  return found.mismatches;
}

class Judge {
  readonly mismatches: Mismatch[] = [];
  readonly #world: World;
  readonly #explainer: Explainer;

  constructor(world: World, explainer: Explainer) {
    this.#world = world;
    this.#explainer = explainer;
  }

  entity(expected: EntityExpectation & { readonly place: Place }): void {
    const { entity: address, place } = expected;
    const about = addressText(address);
    const state = this.#world.entityAt(address);
    if (state === null) {
      this.#differ({ place, about, expected: "an entity", came: "nothing has been said of it", why: [] });
      return;
    }
    const is = (what: string, wanted: string | null, came: string) => {
      if (wanted !== null && wanted !== came)
        this.#differ({ place, about: `${about}, ${what}`, expected: wanted, came, why: [] });
    };
    is("state", expected.state, state.state);
    is("records", expected.records && listed(expected.records.map(addressText)), recordsOf(state));
    for (const fact of expected.facts) this.#fact(address, state, fact);
    if (expected.divergences !== null)
      this.#divergences({ place, about, state, only: null }, expected.divergences);
    if (expected.findings !== null) {
      const came = state.findings.map(({ rule }) => rule);
      const why = state.findings.map((one) => `${one.rule}: ${one.message}`);
      const [wanted, are] = [listed(expected.findings.map(({ rule }) => rule)), listed(came)];
      if (wanted !== are)
        this.#differ({ place, about: `${about}, findings`, expected: wanted, came: are, why });
    }
  }

  apart(place: Place, records: readonly Address[]): void {
    for (const [at, left] of records.entries())
      for (const right of records.slice(at + 1)) {
        const [one, other] = [this.#world.entityAt(left), this.#world.entityAt(right)];
        if (one === null || other === null || one.id !== other.id) continue;
        const about = `${addressText(left)} and ${addressText(right)}`;
        const linked = one.records.map((each) => `${addressText(each)} came to it by ${each.linkedBy}`);
        this.#differ({ place, about, expected: "two entities", came: "one entity", why: linked });
      }
  }

  duplicates(place: Place, pairs: readonly (readonly [Address, Address])[]): void {
    const nameOf = (left: EntityId | undefined, right: EntityId | undefined) =>
      [this.#named(left), this.#named(right)].sort().join(" and ");
    const came = [...this.#world.work.duplicates.values()]
      .map(({ left, right }) => [this.#world.survivor(left), this.#world.survivor(right)] as const)
      .filter(([left, right]) => left !== right && !this.#world.work.different.has(pairName(left, right)))
      .map(([left, right]) => nameOf(left, right));
    const wanted = pairs.map(([left, right]) =>
      nameOf(this.#world.entityAt(left)?.id, this.#world.entityAt(right)?.id),
    );
    const [expected, are] = [listed([...new Set(wanted)]), listed([...new Set(came)])];
    if (expected !== are)
      this.#differ({ place, about: "what may be the same", expected, came: are, why: [] });
  }

  count({ place, type, count }: { place: Place; type: string; count: number }): void {
    const all = [...this.#world.work.entities.values()];
    const living = all.filter((one) => one.type === type && one.state !== "merged");
    if (living.length === count) return;
    const why = living.map((one) => `one of ${recordsOf(one)}`);
    this.#differ({ place, about: type, expected: String(count), came: String(living.length), why });
  }

  #fact(address: Address, state: EntityState, expected: FactExpectation): void {
    const explained = this.#explain(state, expected.fact);
    const { place } = expected;
    const why = this.#why(state, expected.fact);
    const attribute = this.#attribute(state, expected.fact);
    const about = `${expected.fact} of ${addressText(address)}`;
    const differ = (what: string, wanted: string, came: string) =>
      this.#differ({ place, about: `${about}${what}`, expected: wanted, came, why });
    const is = (what: string, wanted: string | null, came: string | null) => {
      if (wanted !== null && wanted !== came) differ(`, ${what}`, wanted, came ?? "nobody");
    };
    const { value } = explained;
    const text = `${this.#shown(attribute, value)} (${explained.basis})`;
    this.#value(expected.value, { attribute, came: { value, text }, differ });
    is("basis", expected.basis, explained.basis);
    is("source", expected.source, explained.origin.source);
    const { source, key } = explained.origin;
    is(
      "record",
      expected.record && addressText(expected.record),
      key && addressText({ source: source ?? "", key }),
    );
    is("authority", expected.authority, state.golden?.facts.get(expected.fact)?.authority ?? null);
    if (expected.correct !== null) correctDiffers(expected.correct, explained, is);
    for (const [copy, wanted] of expected.copies) {
      const states = explained.copies.filter((one) => one.source === copy).map((one) => one.state);
      // A source that is the authority now is no copy of it.
      is(`copy in ${copy}`, wanted, listed([...new Set(states.length === 0 ? ["none"] : states)]));
    }
    if (expected.divergences !== null)
      this.#divergences({ place, about, state, only: expected.fact }, expected.divergences);
    if (expected.awaits !== null)
      this.#awaits(state, { attribute, fact: expected.fact, differ }, expected.awaits);
  }

  #awaits(
    state: EntityState,
    of: {
      readonly attribute: Attribute | undefined;
      readonly fact: FactKey;
      readonly differ: (what: string, wanted: string, came: string) => void;
    },
    expected: AwaitsExpectation | "none",
  ): void {
    const all = [...state.approvals.values()].filter(
      ({ fact, waiting }) => fact === of.fact && waiting !== null,
    );
    const shown = ({ layer, waiting }: Approval) =>
      `${this.#shown(of.attribute, waiting?.value ?? null)} of ${waiting?.source ?? "nobody"} (${layer})`;
    const wantedLayer = expected === "none" ? null : expected.layer;
    const found = all.find(({ layer }) => wantedLayer === null || layer === wantedLayer);
    if (expected === "none") {
      if (found !== undefined) of.differ(", what waits for approval", "none", listed(all.map(shown)));
      return;
    }
    const waiting = found?.waiting ?? null;
    if (found === undefined || waiting === null) {
      of.differ(", what waits for approval", wantedLayer ?? "a value", listed(all.map(shown)));
      return;
    }
    const is = (what: string, wanted: string | null, came: string) => {
      if (wanted !== null && wanted !== came) of.differ(`, ${what}`, wanted, came);
    };
    this.#value(expected.value, {
      attribute: of.attribute,
      came: { value: waiting.value, text: shown(found) },
      differ: (_what, wanted, came) => of.differ(", value that waits", wanted, came),
    });
    is("source of what waits", expected.source, waiting.source);
    is(
      "approved by",
      expected.approvedBy && listed(expected.approvedBy),
      listed(waiting.approvers.map(({ name }) => name)),
    );
    is("declined by", expected.declinedBy, waiting.declined?.name ?? "none");
  }

  #value(
    expected: ExpectedValue | undefined,
    of: {
      readonly attribute: Attribute | undefined;
      /** What came, and how it is told. */
      readonly came: { readonly value: string | null; readonly text: string };
      readonly differ: (what: string, wanted: string, came: string) => void;
    },
  ): void {
    if (expected === undefined) return;
    const { value, text: came } = of.came;
    if ("entity" in expected) {
      const target = this.#world.entityAt(expected.entity);
      if (target === null || value !== target.id) of.differ("", addressText(expected.entity), came);
      return;
    }
    const wanted = this.#ofRecords(of.attribute, expected.value);
    if (!isSame(of.attribute, wanted, value)) of.differ("", this.#shown(of.attribute, wanted), came);
  }

  /** A group or a list in which a test names records, with the entities that these are. */
  #ofRecords(attribute: Attribute | undefined, value: string | null): string | null {
    if (value === null || attribute === undefined) return value;
    return withReferences(attribute.type, value, (text) => {
      const way = parseReference(text);
      return (way?.kind === "record" ? this.#world.entityAt(way)?.id : null) ?? text;
    });
  }

  #divergences(
    of: {
      readonly place: Place;
      readonly about: string;
      readonly state: EntityState;
      readonly only: FactKey | null;
    },
    expected: readonly DivergenceExpectation[],
  ): void {
    const { state, only } = of;
    const open = state.divergences.filter((one) => only === null || one.fact === only);
    const left = new Set(open);
    for (const wanted of expected) {
      const records = this.#world.work.recordsAt(wanted.record.source, wanted.record.key);
      const found = open.find(
        ({ fact, record }) => fact === wanted.fact && records.some(({ id }) => id === record),
      );
      const about = `divergence of ${wanted.fact} in ${addressText(wanted.record)}`;
      if (found === undefined) {
        const why = this.#whyInStep(state, wanted);
        this.#differ({ place: wanted.place, about, expected: "open", came: "none", why });
        continue;
      }
      left.delete(found);
      this.#divergence(state, about, wanted, found);
    }
    for (const one of left) {
      const came = this.#divergenceText(state, one);
      const why = this.#why(state, one.fact);
      this.#differ({ place: of.place, about: `${of.about}, divergences`, expected: "no other", came, why });
    }
  }

  #divergence(state: EntityState, about: string, wanted: DivergenceExpectation, found: Divergence): void {
    const attribute = this.#attribute(state, found.fact);
    const pairs: readonly (readonly [string, string | null, string])[] = [
      ["holds", this.#heldOtherwise(attribute, wanted, found), this.#shown(attribute, found.held)],
      ["cause", wanted.cause, this.#causeNow(state, found)],
      ["policy", wanted.policy, found.policy],
      ["pattern", wanted.pattern, found.pattern],
      ["state", wanted.state, divergenceState(found)],
      ["until", wanted.until, found.leave?.until ?? "no day"],
    ];
    for (const [what, expected, came] of pairs)
      if (expected !== null && expected !== came) {
        const why = [this.#divergenceText(state, found), ...this.#why(state, found.fact)];
        this.#differ({ place: wanted.place, about: `${about}, ${what}`, expected, came, why });
      }
  }

  /** What a copy was expected to hold, where it holds something else. */
  #heldOtherwise(
    attribute: Attribute | undefined,
    { holds }: DivergenceExpectation,
    { held }: Divergence,
  ): string | null {
    if (holds === undefined || isSame(attribute, holds.value, held)) return null;
    return this.#shown(attribute, holds.value);
  }

  /** What is in transit is late once its time is up, counted from when the golden value came to be. */
  #causeNow(state: EntityState, divergence: Divergence): string {
    const { fact, source, since } = divergence;
    const copy = this.#attribute(state, fact)?.copies.find((one) => one.source === source);
    if (copy === undefined) return divergence.cause;
    const golden = state.golden?.facts.get(fact);
    const position = state.records.find((one) => one.id === golden?.record)?.claims.get(fact)?.position;
    const from = position?.kind === "file" ? position.at : this.#world.momentOf(since);
    return causeAfter(divergence, copy, Date.parse(from), Date.parse(this.#world.now));
  }

  #divergenceText(state: EntityState, divergence: Divergence): string {
    const { fact, record, held, golden, leave } = divergence;
    const attribute = this.#attribute(state, fact);
    const key = state.records.find((one) => one.id === record)?.key ?? "";
    const address = addressText({ source: divergence.source, key });
    return `${fact} in ${address} is ${this.#shown(attribute, held)}, golden ${this.#shown(attribute, golden)}: ${this.#causeNow(state, divergence)}${leave === null ? "" : `, may differ until ${leave.until} (${leave.kind})`}`;
  }

  #whyInStep(state: EntityState, { fact, record }: DivergenceExpectation): readonly string[] {
    const copies = this.#explain(state, fact).copies.filter(({ source }) => source === record.source);
    const stands = copies.map((one) => `${addressText({ ...one, key: one.key ?? "" })} is ${one.state}`);
    const none = `${record.source} is no copy of ${fact} now`;
    return [...(stands.length === 0 ? [none] : stands), ...this.#why(state, fact)];
  }

  #why(state: EntityState, fact: FactKey): readonly string[] {
    const attribute = this.#attribute(state, fact);
    const value = (given: string | null) => this.#shown(attribute, given);
    return whyFact(this.#explain(state, fact), { value, place: placeText });
  }

  #explain(state: EntityState, fact: FactKey): Explanation {
    const others = [...this.#world.work.entities.values()].filter((one) => one.id !== state.id);
    const input: ExplainInput = {
      golden: state.golden ?? { facts: new Map(), state: "active" },
      records: state.records,
      hub: state.hub,
      overrides: state.overrides,
      approvals: state.approvals,
      references: this.#world.work.references,
      calendar: this.#world.work.calendar,
      open: state.divergences,
      cited: others.flatMap((other) => other.records),
      connectorsWrite: false,
    };
    return this.#explainer.explain(state.type, fact, input);
  }

  #attribute(state: EntityState, fact: FactKey): Attribute | undefined {
    const type = this.#world.work.compiled.model.entities.get(state.type);
    return type && attributeOfFact(type, fact);
  }

  /** A value as it is told; a reference by a record of what it leads to. */
  #shown(attribute: Attribute | undefined, value: string | null): string {
    if (value === null) return "empty";
    if (attribute?.type.kind === "ref") return this.#named(entityId(value)) || value;
    const named = (text: string) =>
      (parseReference(text)?.kind === "entity" && this.#named(entityId(text))) || text;
    return valueText(attribute === undefined ? value : withReferences(attribute.type, value, named));
  }

  #named(id: EntityId | undefined): string {
    if (id === undefined) return "nothing";
    const [first] = this.#world.work.entities.get(this.#world.survivor(id))?.records ?? [];
    return first === undefined ? "" : addressText(first);
  }

  #differ(mismatch: Mismatch): void {
    this.mismatches.push(mismatch);
  }
}

function correctDiffers(
  expected: CorrectExpectation,
  { correct }: Explanation,
  is: (what: string, wanted: string | null, came: string | null) => void,
): void {
  if (expected.in !== correct.source) is("corrected in", expected.in, correct.system);
  is("route of a correction", expected.route, correct.route);
  const { source, key } = correct;
  const record = source === null || key === null ? null : addressText({ source, key });
  is("record of a correction", expected.record && addressText(expected.record), record);
  is("steward", expected.steward, correct.steward);
  is("custodian", expected.custodian, correct.custodian);
}

const recordsOf = (state: EntityState): string => listed(state.records.filter(isLiving).map(addressText));
const isLiving = (record: StoredRecord): boolean => !record.deleted;

/** Whether two values are the same but for how they are written: `1000` and `1000.00`. */
function isSame(attribute: Attribute | undefined, left: string | null, right: string | null): boolean {
  if (left === null || right === null || attribute === undefined) return left === right;
  const form = (value: string) => comparable(attribute.type, exactly, value, null);
  return left === right || form(left) === form(right);
}

const exactly = { ignore: new Set<never>(), tolerance: null, maxLength: new Map() };

/** In an order of its own, so that lists compare as sets. */
const listed = (texts: readonly string[]): string =>
  texts.length === 0 ? "none" : texts.toSorted().join(", ");
