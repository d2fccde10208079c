import type { Attribute } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { EntityType } from "../../core/model/model.ts";
import type { GroupField } from "../../core/model/value-type.ts";
import { refuse } from "../../errors.ts";
import type { ValueAsked } from "../../store/value-asked.ts";
import { refuseAttribute } from "../unknown-name.ts";
import type { Sight } from "./sight.ts";

/** A value that a list is asked by, with what is declared of it. */
export interface Asked {
  readonly attribute: Attribute;
  readonly value: ValueAsked;
  /** How a value to compare with is standardised. */
  readonly standardise: Attribute["standardise"];
}

/**
 * What a list may be asked by under a name: a fact, `stage`, `title[de]`, `accounts[DE89]`, or a field of the group that a fact
 * is, `address.city`. Of what the caller may not see nothing, because an order tells of values.
 */
export function valueAsked(type: EntityType, sight: Sight, name: string): Asked {
  const attribute = attributeOfFact(type, name);
  if (attribute !== undefined) {
    refuseHidden(sight, name);
    const { type: of, indexed, elements, standardise } = attribute;
    return { attribute, value: { fact: name, field: null, type: of, indexed, elements }, standardise };
  }
  const dot = name.lastIndexOf(".");
  const fact = name.slice(0, Math.max(dot, 0));
  const whole = attributeOfFact(type, fact);
  const fields: ReadonlyMap<string, GroupField> =
    whole?.type.kind === "group" ? whole.type.fields : new Map<string, GroupField>();
  const field = fields.get(name.slice(dot + 1));
  if (whole !== undefined && field !== undefined) {
    refuseHidden(sight, fact);
    const value = { fact, field: field.name, type: field.type, indexed: false, elements: false };
    return { attribute: whole, value, standardise: field.standardise };
  }
  const meant = [...type.attributes.values()].filter(({ declared }) => declared === name);
  if (meant.length > 0)
    refuse("attribute-unknown", `"${name}" of "${type.name}" is ${meant.length} facts.`, {
      hint: `Name one: ${meant.map((one) => one.name).join(", ")}.`,
    });
  const known = fields.size > 0 ? [...fields.keys()].map((one) => `${fact}.${one}`) : type.attributes.keys();
  return refuseAttribute(name, type.name, known);
}

function refuseHidden(sight: Sight, fact: string): void {
  if (!sight.hides(fact)) return;
  refuse(
    "attribute-masked",
    `"${fact}" is personal or sensitive: to filter or sort by it one must be allowed to see it.`,
  );
}
