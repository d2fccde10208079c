import type { ExplainInput } from "../../core/golden/explanation.ts";
import type { EntityState } from "../../store/state.ts";

/** What is known around an entity when it is explained. */
interface Around extends Pick<ExplainInput, "references" | "calendar"> {
  /** Those whose records its facts may cite. */
  readonly others: Iterable<EntityState>;
}

/** An entity as core explains it. */
export const explainInput = (
  { golden, records, hub, overrides, approvals, divergences }: EntityState,
  { references, calendar, others }: Around,
): ExplainInput => ({
  golden: golden ?? { facts: new Map(), state: "active" },
  ...{ records, hub, overrides, approvals, references, calendar },
  open: divergences,
  cited: [...others].flatMap((other) => other.records),
  connectorsWrite: false,
});
