import { expect, test } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { expectVerified, verifyTested } from "../../../test/helpers/verify.ts";
import { campaigns } from "../../../test/models/campaigns.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { findEntity } from "../read/find-entity.ts";
import { seesAll } from "../read/viewer.ts";

test.each([1_000, 100])(
  "a record that moves to an entity that was looked at before is found there, with histories of %d rows at a time",
  async (groupRows) => {
    const { database } = await testDatabase();
    const hub = await hubWith(database, campaigns);
    const rows = Array.from({ length: 450 }, (_, at) => ({
      id: `${at}`,
      code: `c-${at}`,
      name: "A campaign",
    }));
    await loadRows(hub, "crm", rows);
    const { id: left } = await findEntity(hub, seesAll, { type: null, ref: "crm:0" });
    const { id: right } = await findEntity(hub, seesAll, { type: null, ref: "crm:449" });
    const { snapshot } = database;
    let looks = 0;
    const meanwhile: typeof snapshot = async (within) => {
      const result = await snapshot(within);
      looks += 1;
      // The first look is at the log, the second at the oldest entities.
      if (looks === 2)
        await mergeByHand(hub, { actor: "test", by: "ana@example.org", reason: "the same", left, right });
      return result;
    };
    Object.assign(database, { snapshot: meanwhile });

    const { fault, entities, records } = await verifyTested(hub, { groupRows });

    expect({ fault, entities, records }).toEqual({ fault: null, entities: 450, records: 450 });
    expect(looks).toBeGreaterThan(3);
    Object.assign(database, { snapshot });
    await expectVerified(hub);
  },
);
