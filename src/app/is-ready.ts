import { headOf } from "../store/commit.ts";
import type { Hub } from "./hub.ts";

/** Whether the database answers now. */
export const isReady = (hub: Hub): Promise<boolean> =>
  headOf(hub.database.reader, hub.log).then(
    () => true,
    () => false,
  );
