import type { Product } from "../app/product.ts";
import { findNamed } from "../app/read/find-entity.ts";
import type { Operation } from "../contract/operation.ts";
import { Refused } from "../errors.ts";
import { allowType } from "./allow.ts";
import type { Asked } from "./asked.ts";

/** What a member of the body names is looked for; a refusal says which member it is about. */
export async function meantBy<Found>(member: string, looking: Promise<Found>): Promise<Found> {
  try {
    return await looking;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { message } = error.refusal;
    throw new Refused({ ...error.refusal, message: `\`${member}\`: ${message}` }, { cause: error });
  }
}

/** A decision on two entities: who decides on which, and why. Refuses who may not decide in the domain of either. */
export async function pairDecided(
  product: Product,
  {
    principal,
    body,
  }: {
    readonly principal: Asked["principal"];
    readonly body: { readonly left: string; readonly right: string; readonly reason: string };
  },
  operation: Operation,
) {
  const { hub } = product;
  const left = await meantBy("left", findNamed(hub, principal.viewer, body.left));
  const right = await meantBy("right", findNamed(hub, principal.viewer, body.right));
  for (const { type } of [left, right]) allowType(product, principal, operation, type);
  const { id: actor, name: by } = principal;
  return { actor, by, left: left.id, right: right.id, reason: body.reason };
}
