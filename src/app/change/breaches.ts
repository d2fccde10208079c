import { GoldenValues } from "../../core/authority/authority.ts";
import type { GoldenRecord, RecordState } from "../../core/golden/golden.ts";
import { mergeBreaches } from "../../core/golden/merged-away.ts";
import type { Circle, Resolution } from "../../core/golden/resolution.ts";
import { overlaps } from "../../core/golden/validity.ts";
import type { EntityId } from "../../core/ids.ts";
import type { RuleBreach } from "../../core/rules/breach.ts";
import { houseRules, overlapRule } from "../../core/rules/names.ts";
import type { CompiledType } from "./compiled.ts";
import type { Work } from "./work.ts";

/**
 * What does not hold of an entity as it was resolved: rules of the model, and those of the house. What is archived is out of
 * the way: nobody is asked to look at it.
 */
export function breachesOf(
  compiled: CompiledType,
  of: Pick<Resolution, "golden" | "circles"> & { readonly records: readonly RecordState[] },
  known: Pick<Work, "references" | "calendar">,
): readonly RuleBreach[] {
  const { golden, circles, records } = of;
  if (golden.state === "archived") return [];
  return [
    ...compiled.rules.judgeEntity(new GoldenValues(golden.facts, known, compiled.lists)),
    ...movedUnderOverride(golden),
    ...circles.map(circleBreach),
    ...mergeBreaches(compiled.type.exists, records),
    ...overlappingSlices(records),
  ];
}

function circleBreach({ fact, way }: Circle): RuleBreach {
  return {
    rule: houseRules.circle,
    severity: "error",
    dimension: "consistency",
    attribute: fact,
    message: `Its ${fact} leads back to itself and is not believed: ${wayText(way)}.`,
  };
}

/** A way through many shows its ends. */
export function wayText(way: readonly EntityId[]): string {
  const shown = way.length > 12 ? [...way.slice(0, 6), "…", ...way.slice(-5)] : way;
  return shown.join(" -> ");
}

/** Two slices of one key say that they are true at one time; the one that begins later is heard. */
function overlappingSlices(records: readonly RecordState[]): RuleBreach[] {
  const found = overlaps(records);
  if (found.length === 0) return [];
  return [...new Set(found.map(([{ source }]) => source))].map((source) => ({
    rule: overlapRule(source),
    severity: "warning",
    dimension: "consistency",
    attribute: null,
    message: `A record of ${source} begins to be true before the one before it has ended; the later one counts.`,
  }));
}

/** An override stands, and authority has moved meanwhile: the override stays, and the steward is told. */
function movedUnderOverride(golden: GoldenRecord): RuleBreach[] {
  const breaches: RuleBreach[] = [];
  for (const [fact, { basis, handover, authority }] of golden.facts) {
    if (basis !== "override" || handover === null) continue;
    breaches.push({
      rule: houseRules.outlivedAuthority,
      severity: "warning",
      dimension: "consistency",
      attribute: fact,
      message: `An override stands although authority has moved to ${authority ?? "nobody"} meanwhile.`,
    });
  }
  return breaches;
}
