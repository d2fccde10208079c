import { waiverKey } from "../../core/divergence/waiver.ts";
import { factsOfAttribute } from "../../core/golden/elements.ts";
import { compileExplainer, type Explainer } from "../../core/golden/explain.ts";
import type { Derivation, Explanation } from "../../core/golden/explanation.ts";
import { attributeOf, type FactKey, factKey } from "../../core/ids.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import type { Place } from "../../core/model/place.ts";
import { shownMoment } from "../../core/value/world-moment.ts";
import { refuse } from "../../errors.ts";
import type { Compiled } from "../change/compiled.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute } from "../unknown-name.ts";
import { waitingAnswer } from "./approvals.ts";
import { readersOf } from "./consumers.ts";
import type {
  CopyAnswer,
  CorrectAnswer,
  DerivationAnswer,
  ExplainAnswer,
  HeldBackAnswer,
} from "./explain-answer.ts";
import { explainInput } from "./explain-input.ts";
import { type Known, knownAt } from "./known.ts";
import { leaveAnswer } from "./leave-answer.ts";
import { Sight } from "./sight.ts";
import { erasedValue, type Shown, type Viewer } from "./viewer.ts";

export interface ExplainRequest {
  /** `null` where the reference alone says which entity it is, as an address does. */
  readonly type: string | null;
  readonly ref: string;
}

/** The four answers about one fact. */
export async function explainFact(
  hub: Hub,
  viewer: Viewer,
  request: ExplainRequest & { readonly attribute: string },
): Promise<ExplainAnswer> {
  const known = await knownAt(hub, viewer, request);
  const { type } = known.state;
  const declared = hub.compiled.model.entities.get(type);
  const fact = factKey(request.attribute);
  const attribute = declared && attributeOfFact(declared, fact);
  if (declared === undefined || attribute === undefined || attribute.elements) {
    const facts = declared === undefined ? [] : factsOf(declared, known);
    // A list, or a text in several languages, is several facts, one of which is meant.
    const meant = facts.filter((one) => one.startsWith(`${request.attribute}[`));
    if (meant.length > 0)
      refuse("attribute-unknown", `"${request.attribute}" of "${type}" is ${meant.length} facts.`, {
        hint: `Name one: ${meant.sort().slice(0, 100).join(", ")}.`,
      });
    refuseAttribute(request.attribute, type, facts);
  }
  return explainKnown(hub, viewer, known, fact);
}

/** The four answers about every fact of an entity, in the order of the model. */
export async function explainEntity(
  hub: Hub,
  viewer: Viewer,
  request: ExplainRequest,
): Promise<readonly ExplainAnswer[]> {
  const known = await knownAt(hub, viewer, request);
  const declared = hub.compiled.model.entities.get(known.state.type);
  const facts = declared === undefined ? [] : factsOf(declared, known);
  return facts.map((fact) => explainKnown(hub, viewer, known, fact));
}

/** The facts of an entity in the order of the model: of a list whose elements are facts, those that there are. */
function factsOf(type: EntityType, { state }: Known): FactKey[] {
  return [...type.attributes.values()].flatMap((attribute) =>
    factsOfAttribute(attribute, state.golden?.facts.keys() ?? []),
  );
}

const explainers = new WeakMap<Compiled, Explainer>();

/** Compiled once per model in force. */
function explainerOf(compiled: Compiled): Explainer {
  const made = explainers.get(compiled) ?? compileExplainer(compiled.model);
  explainers.set(compiled, made);
  return made;
}

function explainKnown(hub: Hub, viewer: Viewer, known: Known, fact: FactKey): ExplainAnswer {
  const { state, references, calendar } = known;
  const input = explainInput(state, { references, calendar, others: known.others.values() });
  const explanation = explainerOf(hub.compiled).explain(state.type, fact, input);
  const sight = new Sight(hub.compiled.model, viewer, state.type);
  return answerOf(hub.compiled.model, known, sight, explanation);
}

function answerOf(model: Model, known: Known, sight: Sight, explained: Explanation): ExplainAnswer {
  const { fact, handover } = explained;
  const { state } = known;
  const cited = known.recordOf(explained.origin.record);
  return {
    entity: { id: state.id, type: state.type },
    fact,
    value: sight.value(fact, explained.value),
    basis: explained.basis,
    awaitsReference: explained.awaitsReference,
    since:
      explained.since === null
        ? null
        : known.since(explained.since, cited?.claims.get(fact)?.position ?? null),
    handover: handover && {
      from: sight.source(handover.from),
      to: sight.source(handover.to),
      at: known.moment(handover.index),
    },
    origin: originAnswer(known, sight, explained),
    correct: correctAnswer(sight, fact, explained.correct),
    copies: explained.copies.map((copy) => copyAnswer(known, sight, fact, copy)),
    derived: explained.derived && derivationAnswer(known, sight, explained.derived),
    onDivergence: explained.onDivergence,
    otherClaims: explained.otherClaims.map((other) => ({
      source: other.source,
      key: sight.key(other.source, other.key),
      link: sight.link(other.source, other.key),
      value: sight.claim(fact, other.value),
      since: known.since(other.since, known.recordOf(other.record)?.claims.get(fact)?.position ?? null),
      why: whyShown(known, sight, other.source, other.why),
    })),
    timeline: explained.timeline.map(({ source, key, value, since, from, to, state: when, record }) => ({
      source,
      key: sight.key(source, key),
      value: sight.claim(fact, value),
      from: from === "" ? null : shownMoment(from),
      to: to === null ? null : shownMoment(to),
      state: when,
      since: known.since(since, known.recordOf(record)?.claims.get(fact)?.position ?? null),
    })),
    heldBack: heldBackAnswers(known, sight, fact),
    waiting: explained.approvals.flatMap(({ layer, waiting }) =>
      waiting === null ? [] : [waitingAnswer(sight, fact, layer, waiting)],
    ),
    agreedBy: agreedBy(sight, explained),
    override: overrideAnswer(known, sight, explained),
    readBy: readersOf(model, state.type, fact),
  };
}

/** Whose value of a fact was held back at the door; that of an element, also with its list as a whole. */
function heldBackAnswers({ state }: Known, sight: Sight, fact: FactKey): readonly HeldBackAnswer[] {
  return state.records.flatMap(({ source, key, deleted, held }) => {
    const why = held?.[fact] ?? held?.[attributeOf(fact)];
    if (deleted || why === undefined) return [];
    return [{ source, key: sight.key(source, key), link: sight.link(source, key), ...why }];
  });
}

function originAnswer(known: Known, sight: Sight, { fact, origin }: Explanation): ExplainAnswer["origin"] {
  const { source, key, rule, from } = origin;
  if (sight.hidesOrigin(fact)) return nowhere;
  const cited = known.recordOf(origin.record);
  const theirs = from?.fact ?? fact;
  return {
    source,
    system: source === null ? null : sight.system(source),
    key: sight.key(source, key),
    link: sight.link(source, key),
    since:
      origin.since === null ? null : known.since(origin.since, cited?.claims.get(theirs)?.position ?? null),
    rule: rule && { source: rule.source, when: rule.when, place: placeText(rule.place) },
    chosen: origin.chosen,
    from: from && {
      entity: { id: from.entity, type: known.others.get(from.entity)?.type ?? "" },
      fact: from.fact,
    },
  };
}

/** Of what is copied from an entity that the caller may not read. */
const nowhere: ExplainAnswer["origin"] = {
  source: null,
  system: null,
  key: null,
  link: null,
  since: null,
  rule: null,
  chosen: null,
  from: null,
};

/** `campaign.yaml:23`. */
export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

function correctAnswer(sight: Sight, fact: FactKey, correct: Explanation["correct"]): CorrectAnswer {
  const { source, system, route, key, note, custodian, steward } = correct;
  if (sight.hidesOrigin(fact)) {
    const nobody = { source: null, system: null, key: null, link: null, custodian: null, steward: null };
    return { ...nobody, route, note: sight.attribute(fact)?.correct ?? null };
  }
  return {
    source,
    system,
    route,
    key: sight.key(source, key),
    link: sight.link(source, key),
    note,
    custodian,
    steward,
  };
}

function derivationAnswer(known: Known, sight: Sight, derived: Derivation): DerivationAnswer {
  const { expression, place, inputs } = derived;
  return {
    expression,
    place: placeText(place),
    inputs: inputs.flatMap(({ reference, entity, type, fact, value, basis, correct }) => {
      if (!sight.reads(type)) return [];
      const there = reference === null ? sight : sight.of(type);
      return {
        reference,
        entity: reference === null ? { id: known.state.id, type } : entity && { id: entity, type },
        type,
        fact,
        value: there.value(fact, value),
        basis,
        correct: correctAnswer(there, fact, correct),
      };
    }),
  };
}

function copyAnswer(
  known: Known,
  sight: Sight,
  fact: FactKey,
  copy: Explanation["copies"][number],
): CopyAnswer {
  const { source, key, state, leave, cause, since, withinSeconds, policy } = copy;
  const waiver = copy.record === null ? undefined : known.waivers.get(waiverKey(fact, copy.record));
  const position = known.recordOf(copy.record)?.claims.get(fact)?.position ?? null;
  return {
    source,
    system: sight.system(source),
    key: sight.key(source, key),
    link: sight.link(source, key),
    ...(copy.value === undefined ? {} : { value: sight.claim(fact, copy.value) }),
    state,
    leave: leave && leaveAnswer(sight, { fact, source }, leave, waiver),
    cause,
    since: since === null ? null : known.since(since, position),
    withinSeconds,
    policy,
  };
}

/** Who agreed to what the fact now is. */
function agreedBy(sight: Sight, { approvals, value, basis }: Explanation): readonly Shown[] {
  const layer = basis === "override" ? "override" : "claim";
  const agreed = approvals.find((one) => one.layer === layer)?.agreed;
  return agreed?.value === value ? agreed.by.map((name) => sight.words(name)) : [];
}

/** The words may name the key of another record. */
function whyShown(known: Known, sight: Sight, source: string, why: string): string {
  const names = known.state.records.some(
    (record) => sight.hidesKeys(record.source) && why.includes(record.key),
  );
  return names ? `Another record of ${source} speaks for it.` : why;
}

function overrideAnswer(
  known: Known,
  sight: Sight,
  { fact, override }: Explanation,
): ExplainAnswer["override"] {
  if (override === null) return null;
  const { until } = override;
  const said = known.said.get(fact) ?? null;
  return {
    value: sight.value(fact, override.value),
    by: said === null ? erasedValue : sight.words(said.by),
    reason: said === null ? erasedValue : sight.words(said.reason),
    since: known.since(override.since, null),
    until: "day" in until ? until.day : until.change,
  };
}
