import { targetOf } from "../../core/golden/believe.ts";
import { circleThrough } from "../../core/golden/circle.ts";
import { entityId, type FactKey, factKey } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import { elementKey } from "../../core/value/elements.ts";
import type { Raw } from "../../core/value/raw.ts";
import { readValue } from "../../core/value/read-shape.ts";
import { isRefusal } from "../../core/value/reading.ts";
import { Refused, refuse } from "../../errors.ts";
import type { EntityState } from "../../store/state.ts";
import { wayText } from "../change/breaches.ts";
import { changeEntity } from "../change/change-entity.ts";
import type { Compiled } from "../change/compiled.ts";
import { hubClaim } from "../change/entered-here.ts";
import { isFoundBy, replaceHubLookups } from "../change/record-lookups.ts";
import { subjectOf } from "../change/subject.ts";
import type { Work } from "../change/work.ts";
import type { Hub } from "../hub.ts";
import { refuseAttribute } from "../unknown-name.ts";
import { checkReferences } from "./check-reference.ts";
import { type Edited, type EditRequest, editEntity, type Stating } from "./edit-entity.ts";
import type { EntityToEdit } from "./entity-to-edit.ts";

export interface SetFact extends EditRequest, EntityToEdit {
  readonly attribute: string;
  /** `null` states that there is none. */
  readonly value: Raw;
}

/** Enters a fact here, where the model gives the hub authority over it (now, or under some condition). */
export async function setFact(hub: Hub, request: SetFact): Promise<Edited> {
  return editEntity(hub, { ...request, states: request, seals: false }, (work, state) =>
    enterFact(work, state, request),
  );
}

/** Enters a fact of an entity that is loaded. Throws a refusal before it has changed anything. */
export function enterFact(work: Work, state: EntityState, request: Stating): EntityState {
  const attribute = declaredAttribute(work, state, request.attribute);
  if (!attribute.authority.some((one) => one.source === "hub")) refuseNotHere(work, state, attribute);
  const value = readStated(work.compiled, attribute, request.value);
  checkReferences(work, state.type, attribute, value);
  const fact = factKey(attribute.name);
  const before = state.hub.get(fact);
  if (before !== undefined && before.value === value) return state;
  if (attribute.hierarchy && value !== null) refuseCircle(work, state, fact, value);
  const claim = hubClaim(value, work.index);
  const sealed = attribute.sealed && value !== null;
  const was = before === undefined || attribute.sealed ? {} : { before: before.value };
  const after = changeEntity(work, state, {
    kind: "hub",
    record: null,
    source: "hub",
    position: null,
    incarnation: 0,
    items: [
      {
        item: { fact, op: "claim", after: value, ...was },
        subject: sealed ? subjectOf(attribute, value, state.id) : null,
      },
    ],
    before: new Map(),
    hub: new Map([...state.hub, [fact, claim]]),
  });
  if (isFoundBy(work.typeOf(state.type), attribute.name)) replaceHubLookups(work, after);
  return after;
}

/** A parent below the entity is refused with the way that leads back. */
export function refuseCircle(
  work: Work,
  { id }: Pick<EntityState, "id">,
  fact: FactKey,
  value: string,
): void {
  const parent = targetOf(value, work.references);
  const way = parent === null ? null : circleThrough(id, entityId(parent), fact, work.references);
  if (way === null) return;
  refuse("hierarchy-circle", `"${fact}" would lead back to the entity itself: ${wayText(way)}.`, {
    hint: "Give one of those on the way another parent first.",
    fields: { way: wayText(way) },
  });
}

export function declaredAttribute(work: Work, state: EntityState, name: string): Attribute {
  const { type } = work.typeOf(state.type);
  const attribute = attributeOfFact(type, name);
  if (attribute?.elements) {
    refuse("attribute-unknown", `Each element of "${name}" is a fact of its own.`, {
      hint: `Name the element by its key: ${name}[key].`,
    });
  }
  return attribute ?? refuseAttribute(name, type.name, type.attributes.keys());
}

/** Reads a value that a person gave as the attribute's type; refuses what it cannot be. */
export function readStated({ model }: Compiled, attribute: Attribute, raw: Raw): string | null {
  const reading = readValue(attribute, raw, model.codes);
  if (isRefusal(reading)) throw new Refused(reading);
  if (reading !== null && attribute.elementOf !== null) {
    const key = elementKey(attribute.elementOf, reading, attribute.compare);
    if (typeof key !== "string") throw new Refused(key);
    if (key !== attribute.qualifier) {
      refuse("value-key-differs", `The element has another key than "${attribute.name}" names.`, {
        fields: { key },
      });
    }
  }
  return reading;
}

/** What a derived fact is corrected at; `null` of any other. */
export const inputsHint = (attribute: Attribute): string | null =>
  attribute.derived === null ? null : `Correct what it is derived from: ${inputsOf(attribute).join(", ")}.`;

const inputsOf = ({ derived }: Attribute): readonly string[] =>
  (derived?.reads ?? []).map(({ attribute: name, of }) => (of === null ? name : `${name}.${of}`));

/** A fact whose authority is elsewhere is not edited here: says where it is, and what may be done instead. */
function refuseNotHere(work: Work, state: EntityState, attribute: Attribute): never {
  if (attribute.derived !== null) {
    const hint = attribute.correct ?? inputsHint(attribute);
    refuse("not-edited-here", `"${attribute.name}" is derived: ${attribute.derived.text}`, {
      ...(hint === null ? {} : { hint }),
      fields: { inputs: inputsOf(attribute).join(",") },
    });
  }
  const stands = state.golden?.facts.get(factKey(attribute.name));
  const authority = stands?.authority ?? attribute.authority[0]?.source ?? "another source";
  const system = work.compiled.model.sources.get(authority)?.system ?? authority;
  refuse("not-edited-here", `"${attribute.name}" is decided by ${system}, not here.`, {
    hint:
      attribute.correct ??
      `Correct it in ${system}; where the model allows it, set an override with a reason and an end.`,
    fields: { authority },
  });
}
