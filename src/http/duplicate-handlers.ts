import { declareDifferent, mergeByHand, splitByHand } from "../app/duplicates/decide-duplicate.ts";
import { mergedNamed } from "../app/duplicates/merged-named.ts";
import { moveByHand } from "../app/duplicates/move-record.ts";
import { findNamed, findRecord } from "../app/read/find-entity.ts";
import { operations } from "../contract/index.ts";
import { allowType } from "./allow.ts";
import type { Handlers } from "./asked.ts";
import { meantBy, pairDecided } from "./named.ts";

/** What people decide about which records are one entity. */
export const duplicateHandlers = {
  mergeDuplicate: async (product, asked) => {
    const decided = await pairDecided(product, asked, operations.mergeDuplicate);
    const entity = await mergeByHand(product.hub, decided);
    return { entity, merged: entity === decided.left ? decided.right : decided.left };
  },
  declareDifferent: async (product, asked) => {
    await declareDifferent(product.hub, await pairDecided(product, asked, operations.declareDifferent));
    return { different: true };
  },
  moveRecord: async (product, asked) => {
    const { hub } = product;
    const { principal, body, ifVersion } = asked;
    const { id: actor, name: by, viewer } = principal;
    const { record, entity } = await meantBy("record", findRecord(hub, viewer, body.record));
    allowType(product, principal, operations.moveRecord, entity.type);
    const to = body.to === null ? null : (await meantBy("to", findNamed(hub, viewer, body.to))).id;
    const { source, key } = record;
    return moveByHand(hub, { actor, by, reason: body.reason, record: { source, key }, to, ifVersion });
  },
  splitDuplicate: async (product, { principal, body: { merged: text, reason } }) => {
    const { id: actor, name: by, viewer } = principal;
    const { merged, type } = await meantBy("merged", mergedNamed(product.hub, viewer, text));
    allowType(product, principal, operations.splitDuplicate, type);
    return { entity: await splitByHand(product.hub, { actor, by, merged, reason }) };
  },
} satisfies Partial<Handlers>;
