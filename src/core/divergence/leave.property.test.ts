import fc from "fast-check";
import { describe, test } from "vitest";
import { history } from "../../../test/helpers/histories.ts";
import { replay } from "../../../test/helpers/play-history.ts";
import { leaveClaims } from "../../../test/histories/leave-claims.ts";

describe("leave for copies to differ, after every step of any history of one entity", () => {
  for (const [name, holds] of Object.entries(leaveClaims))
    test(name, () => {
      fc.assert(
        fc.property(history, (told) => {
          for (const asked of replay(told)) holds(asked);
        }),
        { numRuns: 400 },
      );
    });
});
