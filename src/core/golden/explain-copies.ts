import { compareCopy, decides, mustFollow, wordsAwaited } from "../divergence/copies.ts";
import { fieldOfFact, statesOneEach } from "../model/fact-attribute.ts";
import type { EntityType, Model } from "../model/model.ts";
import type { CopyAnswer, ExplainInput } from "./explanation.ts";
import type { GoldenFact, RecordState } from "./golden.ts";
import { sourceMerges } from "./merged-away.ts";
import { claimAbout, type FactPlan } from "./plan.ts";
import { inForce } from "./validity.ts";

/** How each copy of a fact stands to it. */
export function copiesOf(
  model: Model,
  { plan, type }: { readonly plan: FactPlan; readonly type: EntityType },
  fact: GoldenFact,
  input: ExplainInput,
): readonly CopyAnswer[] {
  const answers: CopyAnswer[] = [];
  const { away } = sourceMerges(type.exists, input.records);
  const current = inForce(input.records, input.calendar);
  const awaited = wordsAwaited(plan, fact, current);
  for (const copy of plan.attribute.copies) {
    if (decides(plan, fact, copy.source)) continue;
    const declared = { source: copy.source, withinSeconds: copy.withinSeconds, policy: copy.onDivergence };
    const asked = whoIsAsked(model, plan, copy.source);
    const records = current.filter(
      (record) => record.source === copy.source && !record.deleted && asked(record),
    );
    if (records.length === 0) {
      answers.push({ ...declared, record: null, key: null, state: "none", ...inStep });
    }
    for (const record of records) {
      const claim = claimAbout(plan, record);
      const state =
        mustFollow(plan, fact, copy.source) && !away.has(record.id)
          ? compareCopy(plan, fact, record, awaited, input.references)
          : "not-asked";
      const open = input.open.find((known) => known.record === record.id && known.fact === plan.key);
      answers.push({
        ...declared,
        record: record.id,
        key: record.key,
        ...(claim && { value: claim.value }),
        state: claim === undefined ? "unstated" : open?.leave && state === "diverged" ? "allowed" : state,
        cause: open?.cause ?? null,
        since: open?.since ?? null,
        leave: open?.leave ?? null,
      });
    }
  }
  return answers;
}

/** Of a source each record of which states one fact of many, only the records that state this one are asked about it. */
export function whoIsAsked(
  model: Model,
  plan: FactPlan,
  source: string | null,
): (record: RecordState) => boolean {
  const declared = source === null ? undefined : model.sources.get(source);
  const oneEach = declared !== undefined && statesOneEach(fieldOfFact(declared, plan.attribute));
  return (record) => !oneEach || claimAbout(plan, record) !== undefined;
}

const inStep = { cause: null, since: null, leave: null } as const;
