import { type EntityId, entityId } from "../../core/ids.ts";

/** An id as a request names it, which is not to be followed to its survivor. */
export const mergedId = (uuid: string): EntityId => entityId(uuid.toLowerCase());
