import type { Explanation } from "../../core/golden/explanation.ts";
import type { Place } from "../../core/model/place.ts";

/** How values and places are told. */
export interface Telling {
  value(value: string | null): string;
  place(place: Place): string;
}

/** Why a fact is what it is: the line of the model that decides, and what each source says. */
export function whyFact(explained: Explanation, telling: Telling): readonly string[] {
  const { origin, handover, override } = explained;
  const { rule } = origin;
  const lines = [
    rule === null
      ? "no condition of the model names an authority now"
      : `${rule.source} is the authority${rule.when === null ? "" : ` because ${rule.when}`} (${telling.place(rule.place)})`,
  ];
  if (origin.source !== null && explained.value !== null) lines.push(standing(explained, telling));
  if (handover !== null)
    lines.push(
      `authority went from ${handover.from ?? "nobody"} to ${handover.to ?? "nobody"}, and the value is carried until ${handover.to ?? "somebody"} says something new`,
    );
  if (override !== null)
    lines.push(`an override stands against the authority: ${telling.value(override.value)}`);
  for (const { source, key, value, why } of explained.otherClaims)
    lines.push(`${source}${key === null ? "" : `:${key}`} says ${telling.value(value)}. ${why}`);
  return lines;
}

function standing({ origin, basis, value }: Explanation, telling: Telling): string {
  const { source, key } = origin;
  return `${source}${key === null ? "" : `:${key}`} stands behind ${telling.value(value)} (${basis})`;
}
