import { expect, test, vi } from "vitest";
import { layOut, serve } from "../helpers/serving.ts";
import { newFolder, noProcessIn } from "./own-server/held.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record } }
entity: thing
match-on: []
sources: [ { name: crm, system: crm, key: id, guard: { changed: 1, deleted: 1 }, fields: { name: name } } ]
attributes:
  name: { type: text, authority: crm }
`,
};

const rows = `id,name\n${Array.from({ length: 30_000 }, (_, i) => `${i},name of ${i}\n`).join("")}`;
/** Far beyond what it takes, for what comes by itself. */
const soon = { timeout: 120_000 };
const load = { source: "crm", rows, contentType: "text/csv" };

test("told to end during a load it ends in order, with the database that it started, and starts again", async () => {
  const folder = newFolder();
  layOut(folder, model);
  const serving = await serve(folder);
  const loading = serving.client.loadRecords(load).then(
    () => "done",
    () => "broken off",
  );
  const runs = async () => (await serving.client.listRuns({ limit: 1 })).items;
  await vi.waitFor(async () => expect(await runs()).toHaveLength(1), soon);

  serving.node.kill("SIGTERM");

  expect(await serving.over).toBe(0);
  expect(["done", "broken off"]).toContain(await loading);
  await vi.waitFor(() => noProcessIn(folder), soon);
  const again = await serve(folder);
  expect(await again.client.verify()).toMatchObject({ fault: null });
  const { account } = await again.client.loadRecords(load);
  expect(account.applied + account.unchanged).toBe(30_000);
  const { items } = await again.client.listRuns({ limit: 10 });
  expect(items.map((one) => one.state)).not.toContain("running");
  again.node.kill("SIGINT");
  expect(await again.over).toBe(0);
});
