import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deal, type Fields, model, seen, sourceOf } from "../../../test/helpers/deals.ts";
import { type Raw, RawNumber } from "../value/raw.ts";
import { compileMapping } from "./mapping.ts";
import type { Observation } from "./observation.ts";

describe("the digest of a row", () => {
  const columns = ["title", "status", "dozens", "cents", "company_id", "mail", "order_no"];
  const values: fc.Arbitrary<Raw> = fc.oneof(
    fc.constantFrom<Raw>(null, "", "a", "a ", "b", "D", "L", "1", "12", "a@b.c", new RawNumber("1"), true),
    fc.string({ maxLength: 3 }),
  );
  const rows = fc
    .dictionary(fc.constantFrom(...columns), values, { noNullPrototype: true })
    .map((row): Fields => ({ ...row, id: "1" }));

  test("does not know the order of the columns, nor columns that are not mapped", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const turned = Object.fromEntries(Object.entries({ ...row, unheard_of: "x" }).reverse());
        expect(seen(turned)).toEqual(seen(row));
      }),
    );
  });

  test("is the same for the same content, and for that alone", () => {
    let equal = 0;
    const content = ({ claims, held, links, raw }: Observation) =>
      JSON.stringify([
        [...claims],
        held.map(({ fact, refusal }) => [fact, refusal.code]),
        [...links],
        [...raw],
      ]);
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (one, other, again) => {
        const [a, b] = [seen(one), seen(again ? { ...one } : other)];
        if (content(a) === content(b)) equal++;
        expect(a.digest === b.digest).toBe(content(a) === content(b));
      }),
      { numRuns: 1_000 },
    );
    expect(equal).toBeGreaterThan(100);
  });

  test("is sixteen bytes of SHA-256 in base64url, which are read and written as themselves", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const { digest } = seen(row);
        expect(Buffer.from(digest, "base64url").toString("base64url")).toBe(digest);
        expect(Buffer.from(digest, "base64url")).toHaveLength(16);
      }),
    );
    const hashed = createHash("sha256")
      .update(`${sourceOf("deals").digest}1:1title\x001:a!~>@`)
      .digest();
    expect(deal({ title: "a" }).digest).toBe(hashed.subarray(0, 16).toString("base64url"));
  });

  test("changes with the mapping", () => {
    const other = compileMapping(model, { ...sourceOf("deals"), digest: "another" });

    expect(seen({ id: "1" }, other).digest).not.toBe(deal({}).digest);
  });
});
