import type { Approval } from "../../core/golden/approval.ts";
import { listOfElements } from "../../core/golden/elements.ts";
import type { Explanation } from "../../core/golden/explanation.ts";
import { attributeOf, type FactKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import type {
  Address,
  AwaitsExpectation,
  CorrectExpectation,
  ExpectedValue,
  FactExpectation,
} from "../../core/model-tests/model-test.ts";
import { parseReference } from "../../core/value/reference.ts";
import { withReferences } from "../../core/value/references.ts";
import type { EntityState } from "../../store/state.ts";
import { judgeDivergences } from "./judge-divergences.ts";
import { isSame, listed, type Outcome } from "./outcome.ts";
import { addressText } from "./player.ts";

/** Compares one fact of an entity with what a test expects of it. */
export function judgeFact(
  outcome: Outcome,
  { address, state }: { readonly address: Address; readonly state: EntityState },
  expected: FactExpectation,
): void {
  if (outcome.attribute(state, expected.fact)?.elements) {
    judgeList(outcome, { address, state }, expected);
    return;
  }
  const explained = outcome.explain(state, expected.fact);
  const { place } = expected;
  const why = outcome.why(state, expected.fact);
  const attribute = outcome.attribute(state, expected.fact);
  const about = `${expected.fact} of ${addressText(address)}`;
  const differ = (what: string, wanted: string, came: string) =>
    outcome.differ({ place, about: `${about}${what}`, expected: wanted, came, why });
  const is = (what: string, wanted: string | null, came: string | null) => {
    if (wanted !== null && wanted !== came) differ(`, ${what}`, wanted, came ?? "nobody");
  };
  const { value } = explained;
  const text = `${outcome.shown(attribute, value)} (${explained.basis})`;
  judgeValue(outcome, expected.value, { attribute, came: { value, text }, differ });
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
    judgeDivergences(outcome, { place, about, state, only: expected.fact }, expected.divergences);
  if (expected.awaits !== null)
    judgeAwaits(outcome, state, { attribute, fact: expected.fact, differ }, expected.awaits);
}

/** Of a list whose elements are facts: which elements there are, and what they are. */
function judgeList(
  outcome: Outcome,
  { address, state }: { readonly address: Address; readonly state: EntityState },
  { fact, place, value }: FactExpectation,
): void {
  const attribute = outcome.attribute(state, fact);
  const facts = [...(state.golden?.facts ?? [])].map(([key, one]) => [key, one.value] as const);
  const came = attribute === undefined ? null : listOfElements(attribute, facts);
  const why = () => facts.flatMap(([key]) => (attributeOf(key) === fact ? outcome.why(state, key) : []));
  const about = `${fact} of ${addressText(address)}`;
  judgeValue(outcome, value, {
    attribute,
    came: { value: came, text: outcome.shown(attribute, came) },
    differ: (_what, expected, text) => outcome.differ({ place, about, expected, came: text, why: why() }),
  });
}

function judgeAwaits(
  outcome: Outcome,
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
    `${outcome.shown(of.attribute, waiting?.value ?? null)} of ${waiting?.source ?? "nobody"} (${layer})`;
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
  judgeValue(outcome, expected.value, {
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

function judgeValue(
  outcome: Outcome,
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
    const target = outcome.world.entityAt(expected.entity);
    if (target === null || value !== target.id) of.differ("", addressText(expected.entity), came);
    return;
  }
  const wanted = ofRecords(outcome, of.attribute, expected.value);
  if (!isSame(of.attribute, wanted, value)) of.differ("", outcome.shown(of.attribute, wanted), came);
}

/** A group or a list in which a test names records, with the entities that these are. */
function ofRecords(outcome: Outcome, attribute: Attribute | undefined, value: string | null): string | null {
  if (value === null || attribute === undefined) return value;
  return withReferences(attribute.type, value, (text) => {
    const way = parseReference(text);
    return (way?.kind === "record" ? outcome.world.entityAt(way)?.id : null) ?? text;
  });
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
