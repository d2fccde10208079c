import { entityId } from "../../core/ids.ts";
import type { Attribute } from "../../core/model/attribute.ts";
import { parseReference } from "../../core/value/reference.ts";
import { referencesIn } from "../../core/value/references.ts";
import { refuse } from "../../errors.ts";
import type { Work } from "../change/work.ts";

/**
 * Refuses a value entered here with a reference that can lead nowhere: an id that no entity of the type answers for, or an
 * attribute by which entities of the type are not found. The key of a record that has not come yet is waited for.
 */
export function checkReferences(
  work: Work,
  from: string,
  { name, type }: Attribute,
  value: string | null,
): void {
  if (value === null) return;
  for (const { to, text } of referencesIn(type, value)) checkReference(work, { from, name, to }, text);
}

interface Referring {
  /** The type whose attribute it is, and the one that it refers to. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

function checkReference(work: Work, { from, name, to }: Referring, text: string): void {
  const way = parseReference(text);
  if (way?.kind === "entity" && (work.survivors.get(entityId(way.id)) ?? null) === null) {
    refuse("value-not-reference", `"${name}" refers to a ${to}; this is the id of none.`);
  }
  const { referredBy: found, type } = work.typeOf(to);
  if (way?.kind === "value" && !found.has(way.attribute)) {
    // Whoever may change the one need not know what there is of the other, but within a domain.
    const named = type.domain === work.typeOf(from).type.domain ? [...found.keys()] : [];
    refuse("value-not-reference", `A ${to} is not referred to by "${way.attribute}".`, {
      hint: `Refer to it by its id, by the key of a record${named.map((one) => `, by ${one}=…`).join("")}.`,
    });
  }
}
