import type { DivergenceCause, DivergencePattern } from "../../core/divergence/divergence.ts";
import type { DivergencePolicy } from "../../core/model/attribute.ts";
import { attributeOfFact } from "../../core/model/fact-attribute.ts";
import type { EntityType, Model } from "../../core/model/model.ts";
import {
  disagreementByType,
  type MostDisputed,
  mostDisputedFact,
  mostSharedCauses,
} from "../../store/count-disagreement.ts";
import type { Hub } from "../hub.ts";
import { explainFact } from "./explain.ts";
import type { ExplainAnswer } from "./explain-answer.ts";
import { mayRead, type Shown, seesPersonal, typesRead, type Viewer } from "./viewer.ts";

/** What disagrees here, at a glance. */
export interface OverviewAnswer {
  readonly types: readonly TypeOverview[];
  /** The fact that the systems state in most different ways; `null` where all of them agree. */
  readonly example: OverviewExample | null;
}

export interface TypeOverview {
  readonly type: string;
  readonly title: string;
  readonly entities: number;
  /** Entities with an open divergence; what is in transit does not count. */
  readonly disagreeing: number;
  /** The cause that most of them share. */
  readonly shared: {
    readonly attribute: string;
    readonly source: string;
    readonly cause: DivergenceCause;
    readonly pattern: DivergencePattern;
    readonly policy: DivergencePolicy;
    readonly entities: number;
  } | null;
}

export interface OverviewExample {
  /** The title of the entity type, and what people call the entity. */
  readonly title: string;
  readonly label: Shown;
  /** `crm:C-100926`: how to ask for it. */
  readonly ref: string;
  readonly attribute: string;
  readonly attributeTitle: string;
  /** In how many different ways it is stated, the golden value among them. */
  readonly values: number;
  readonly explanation: ExplainAnswer;
}

/** Counts what disagrees by entity type, and picks the fact that is disputed most. */
export async function overview(hub: Hub, viewer: Viewer): Promise<OverviewAnswer> {
  const { model } = hub.compiled;
  const sql = hub.database.reader;
  const seen = typesRead(viewer, model);
  const counts = await disagreementByType(sql, hub.log, seen);
  const shared = await mostSharedCauses(sql, hub.log, seen);
  const most = await mostDisputedFact(sql, hub.log, shownTexts(model, viewer));
  const types = counts.map((each) => {
    const cause = shared.find(({ type }) => type === each.type);
    return { ...each, title: titleOf(model, each.type), shared: cause === undefined ? null : unTyped(cause) };
  });
  return { types, example: most === null ? null : await exampleOf(hub, viewer, most) };
}

function unTyped<Cause extends { readonly type: string }>({ type: _type, ...cause }: Cause) {
  return cause;
}

const titleOf = (model: Model, type: string): string => model.entities.get(type)?.title ?? type;

/** Attributes of words that the caller may see: of these an example says something. */
function shownTexts(model: Model, viewer: Viewer): readonly (readonly [string, string])[] {
  return [...model.entities.values()]
    .filter((type) => mayRead(viewer, type))
    .flatMap((type) =>
      [...type.attributes.values()]
        .filter(({ sealed, type: { kind } }) => kind === "text" && (!sealed || seesPersonal(viewer, type)))
        .map(({ name }): readonly [string, string] => [type.name, name]),
    );
}

async function exampleOf(hub: Hub, viewer: Viewer, most: MostDisputed): Promise<OverviewExample> {
  const asked = { type: null, ref: most.entity };
  const explanation = await explainFact(hub, viewer, { ...asked, attribute: most.fact });
  const type = hub.compiled.model.entities.get(explanation.entity.type);
  const { source, key } = explanation.correct;
  const ref = source !== null && typeof key === "string" ? `${source}:${key}` : most.entity;
  return {
    title: titleOf(hub.compiled.model, explanation.entity.type),
    label: await labelOf(hub, viewer, type, asked, ref),
    ref,
    attribute: most.fact,
    attributeTitle: (type && attributeOfFact(type, explanation.fact))?.title ?? explanation.fact,
    values: most.values,
    explanation,
  };
}

/** What people call an entity: the value by which it is matched, where there is one that may be seen. */
async function labelOf(
  hub: Hub,
  viewer: Viewer,
  type: EntityType | undefined,
  asked: { readonly type: null; readonly ref: string },
  ref: string,
): Promise<Shown> {
  const [attribute] = type?.matchOn[0]?.keys ?? [];
  if (type === undefined || attribute === undefined) return ref;
  const declared = type.attributes.get(attribute);
  if (declared?.elements || (declared?.sealed === true && !seesPersonal(viewer, type))) return ref;
  const { value } = await explainFact(hub, viewer, { ...asked, attribute });
  return value ?? ref;
}
