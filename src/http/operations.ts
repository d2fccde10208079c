import { adminHandlers } from "./admin-handlers.ts";
import type { Handlers } from "./asked.ts";
import { duplicateHandlers } from "./duplicate-handlers.ts";
import { editHandlers } from "./edit-handlers.ts";
import { loadHandlers } from "./load-handlers.ts";
import { readHandlers } from "./read-handlers.ts";

/** The use case behind each operation that answers at once. One that is missing does not compile. */
export const handlers: Handlers = {
  ...readHandlers,
  ...editHandlers,
  ...duplicateHandlers,
  ...loadHandlers,
  ...adminHandlers,
};
