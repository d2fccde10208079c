import { expect, test } from "vitest";
import { checkServer, type ServerTraits, unsuitable } from "./own-server.ts";

const good: ServerTraits = { version: 150_004, encoding: "UTF8", isStandby: false, mayCreate: true };

test("PostgreSQL 15 and everything newer will do", () => {
  expect(unsuitable(good)).toBeNull();
  expect(unsuitable({ ...good, version: 190_000 })).toBeNull();
});

test.each([
  [{ ...good, version: 140_011 }, "PostgreSQL 14.11"],
  [{ ...good, version: 90_624 }, "PostgreSQL 9.6"],
  [{ ...good, encoding: "SQL_ASCII" }, "SQL_ASCII"],
  [{ ...good, isStandby: true }, "standby"],
  [{ ...good, mayCreate: false }, "may not create"],
])("a server that cannot carry us is refused with the reason: %o", (traits, words) => {
  const refusal = unsuitable(traits);

  expect(refusal?.code).toBe("database-unsuitable");
  expect(refusal?.message).toContain(words);
  expect(refusal?.hint).not.toBe("");
});

test("a server that is not there is refused without telling the password", async () => {
  const refused = checkServer("postgresql://bailiwick:secret@127.0.0.1:1/bailiwick");

  await expect(refused).rejects.toMatchObject({ refusal: { code: "database-unsuitable" } });
  await expect(refused).rejects.not.toThrow(/secret/);
});
