import { targetOf } from "../../src/core/golden/believe.ts";
import type { GoldenFact, RecordState } from "../../src/core/golden/golden.ts";
import { coreMeans } from "../../src/core/golden/means.ts";
import { sourceMerges } from "../../src/core/golden/merged-away.ts";
import { inForce } from "../../src/core/golden/validity.ts";
import type { FactKey } from "../../src/core/ids.ts";
import type { Attribute } from "../../src/core/model/attribute.ts";
import { attributeOfFact } from "../../src/core/model/fact-attribute.ts";
import type { Stated } from "../../src/core/value/canonical.ts";
import type { Asked } from "./asked.ts";

/** One golden fact of a resolution, and what is declared of it. */
export interface One {
  readonly asked: Asked;
  readonly key: FactKey;
  readonly fact: GoldenFact;
  readonly attribute: Attribute;
}

/** The golden facts that the model declares. */
export function facts(asked: Asked): readonly One[] {
  return [...asked.resolution.golden.facts].flatMap(([key, fact]) => {
    const attribute = attributeOfFact(asked.type, key);
    return attribute === undefined ? [] : [{ asked, key, fact, attribute }];
  });
}

/** Whoever says something now: living, in force, and not merged into another by its source. */
export function heard({ type, input }: Asked): readonly RecordState[] {
  const { away } = sourceMerges(type.exists, input.records);
  return inForce(input.records, input.calendar).filter((one) => !one.deleted && !away.has(one.id));
}

/** A whole list that several sources state together: none of them states it. */
export const isTogether = ({ combine, elementOf }: Attribute): boolean =>
  combine === "union" && elementOf === null;

/** What a reference leads to; of a list each of them, or its words where it leads nowhere yet. */
export function followed({ input }: Asked, { type }: Attribute, value: string): Stated {
  if (type.kind === "ref") return targetOf(value, input.references);
  if (type.kind !== "list" || type.of.kind !== "ref") return value;
  const texts: readonly string[] = JSON.parse(value);
  const ends = texts.map((text) => targetOf(text, input.references) ?? text);
  return JSON.stringify(type.as === "sequence" ? ends : [...new Set(ends)].sort());
}

/** Whether two values mean the same; of references, whether they lead to the same. */
export function same(
  asked: Asked,
  attribute: Attribute,
  a: Stated,
  b: Stated,
  source: string | null = null,
): boolean {
  if (a === null || b === null) return a === b;
  if (followed(asked, attribute, a) === followed(asked, attribute, b)) return true;
  if (attribute.type.kind === "ref") return false;
  const target = source === null ? null : { source, system: source };
  return a === b || coreMeans.sameValue(attribute, a, b, target);
}
