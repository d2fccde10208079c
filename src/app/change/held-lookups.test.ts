import fc from "fast-check";
import { expect, test } from "vitest";
import { entityId, recordId } from "../../core/ids.ts";
import { HeldLookups } from "./held-lookups.ts";

const name = fc.constantFrom("a", "b", "c");
const step = fc.record({ hash: name, record: name, forget: fc.boolean() });

test("lookups hold what a list of them would, whatever is added and forgotten", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const held = new HeldLookups();
      let list: { readonly hash: string; readonly record: string }[] = [];
      for (const { hash, record, forget } of steps) {
        if (forget) {
          const stood = list.filter((one) => one.record === record).map((one) => one.hash);
          expect([...held.forget(record)].sort()).toEqual(stood.sort());
          list = list.filter((one) => one.record !== record);
        } else {
          held.add(hash, { hash: Buffer.from(hash), record: recordId(record), entity: entityId(record) });
          if (!list.some((one) => one.hash === hash && one.record === record)) list.push({ hash, record });
        }
        for (const of of ["a", "b", "c"]) {
          const records = (held.get(of) ?? []).map((row) => row.record);
          expect(records).toEqual(list.filter((one) => one.hash === of).map((one) => one.record));
        }
      }
    }),
  );
});
