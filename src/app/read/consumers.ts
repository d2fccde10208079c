import type { Consumer, Model } from "../../core/model/model.ts";
import { consumersOf } from "../../core/model/read-consumers.ts";
import type { Hub } from "../hub.ts";
import { refuseUnknownNames } from "./names-asked.ts";
import { mayRead, type Viewer } from "./viewer.ts";

/** Who reads a fact, as an answer tells it. */
export interface ConsumerAnswer {
  readonly name: string;
  readonly title: string;
  readonly owner: string | null;
  readonly entity: string;
  readonly attributes: readonly string[];
  readonly maxAgeSeconds: number | null;
  readonly purpose: string | null;
}

/** Who reads facts of the types that the caller may read; of one type, or of one attribute of it. */
export async function listConsumers(
  hub: Hub,
  viewer: Viewer,
  asked: { readonly type: string | null; readonly attribute: string | null },
): Promise<readonly ConsumerAnswer[]> {
  const { model } = hub.compiled;
  const { type, attribute } = asked;
  refuseUnknownNames(hub, viewer, { type, attribute });
  return [...model.consumers.values()]
    .filter((one) => type === null || one.entity === type)
    .filter((one) => attribute === null || one.attributes.includes(attribute))
    .filter((one) => isReadable(model, viewer, one))
    .map(answerOf);
}

/** Who reads one fact: from the model alone. */
export const readersOf = (model: Model, type: string, attribute: string): readonly ConsumerAnswer[] =>
  model.consumers.size === 0 ? noReaders : consumersOf(model, type, attribute).map(answerOf);

const noReaders: readonly ConsumerAnswer[] = [];

function isReadable(model: Model, viewer: Viewer, { entity }: Consumer): boolean {
  const type = model.entities.get(entity);
  return type !== undefined && mayRead(viewer, type);
}

function answerOf({ place: _place, ...consumer }: Consumer): ConsumerAnswer {
  return consumer;
}
