import { expect, test } from "vitest";
import { testDatabase } from "../../../test/helpers/database.ts";
import { checkServer } from "./own-server.ts";

test("the server of the tests will do, and says what it is", async () => {
  const { url } = await testDatabase();

  const traits = await checkServer(url);

  expect(traits).toMatchObject({ encoding: "UTF8", isStandby: false, mayCreate: true });
  expect(traits.version).toBeGreaterThanOrEqual(150_000);
});
