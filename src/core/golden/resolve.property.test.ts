import fc from "fast-check";
import { describe, test } from "vitest";
import { history } from "../../../test/helpers/histories.ts";
import { replay } from "../../../test/helpers/play-history.ts";
import { claims } from "../../../test/histories/claims.ts";

describe("resolution and comparison, after every step of any history of one entity, echoes of our own writes among it", () => {
  for (const [name, holds] of Object.entries(claims))
    test(name, () => {
      fc.assert(
        fc.property(history, (told) => {
          for (const asked of replay(told)) holds(asked);
        }),
        { numRuns: 400 },
      );
    });
});
