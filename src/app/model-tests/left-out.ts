import { targetTypes } from "../../core/value/references.ts";
import { caseEntitiesMax, caseEntriesMax } from "../../limits.ts";
import type { ShownCase } from "./shown-case.ts";
import type { Around, Told } from "./told.ts";

/** What a case leaves out, in plain words: beyond what is told, of what a test cannot name, or not the caller's to see. */
export function leftOut(shown: ShownCase, { told, isCut }: Around): readonly string[] {
  const more = `Of what it refers to, over however many references, ${caseEntitiesMax} entities are told, and no more.`;
  return [...told.flatMap((one) => leftOutOf(shown, one)), ...(isCut ? [more] : [])];
}

function leftOutOf(shown: ShownCase, told: Told): readonly string[] {
  const { type, state, deciding, isCut, sight } = told;
  const named = shown.entity(told) ?? `a ${type.name}`;
  const cut = `Of ${named} the last ${caseEntriesMax} entries are told: what was said before stands as if it had been said first.`;
  const former = state.records
    .filter((record) => record.former)
    .map(
      ({ source, key }) =>
        `${shown.address(told, source, key)} is another thing by now: what it said before that is not told.`,
    );
  const hidden = [...deciding.attributes].flatMap((name) => {
    const attribute = type.attributes.get(name);
    const refers = attribute !== undefined && targetTypes(attribute.type).size > 0;
    return refers && sight.hides(name)
      ? [`What the ${name} of ${named} refers to is not yours to see, and not told.`]
      : [];
  });
  return [...(isCut ? [cut] : []), ...new Set(former), ...hidden];
}
