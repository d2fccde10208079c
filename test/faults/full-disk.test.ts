import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { BailiwickError, type Client } from "../../sdk/src/index.ts";
import { layOut, serve } from "../helpers/serving.ts";
import { newFolder, noProcessIn } from "./own-server/held.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record } }
entity: thing
match-on: []
sources: [ { name: crm, system: crm, key: id, guard: { changed: 1, deleted: 1 }, fields: { name: name } } ]
attributes:
  name: { type: text, authority: crm }
  note: { type: text, authority: hub }
`,
};

/** A disk of its own in memory; `false` where this process may not mount one. */
function mountSmall(folder: string, megabytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  const options = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder];
  const mounted = process.getuid?.() === 0 && spawnSync("mount", options).status === 0;
  if (mounted) chmodSync(folder, 0o755);
  return mounted;
}

test("on a full disk it refuses with words, loses nothing acknowledged, and goes on once there is room", async (context) => {
  const folder = newFolder();
  layOut(folder, model);
  const disk = join(folder, "data");
  if (!mountSmall(disk, 320)) {
    console.warn("The test of a full disk is skipped: this process may not mount a small disk.");
    return context.skip();
  }
  onTestFinished(async () => {
    await vi.waitFor(() => noProcessIn(folder), { timeout: 120_000 });
    spawnSync("umount", ["-l", disk]);
  });
  let serving = await serve(folder);
  await serving.client.loadRecords({ source: "crm", rows: rowsFrom(0, 200), contentType: "text/csv" });
  const created = await serving.client.createEntity({ type: "thing", facts: { note: "0" } });

  const ballast = join(disk, "ballast");
  fill(ballast, disk);
  const acknowledged = await writeUntilRefused(serving.client, created.entity);
  const refused = await refusalOf(
    serving.client.loadRecords({ source: "crm", rows: rowsFrom(0, 20_000), contentType: "text/csv" }),
  );

  expect([507, 503, 0]).toContain(refused.status);
  rmSync(ballast);
  // Where the database could not go on without room, the server has ended, and is started again.
  serving = await alive(folder, serving);
  const { client } = serving;
  const golden = await client.getEntity({ type: "thing", ref: created.entity });
  expect(Number(golden.facts.note?.value)).toBeGreaterThanOrEqual(acknowledged);
  await client.setFact({ type: "thing", ref: created.entity, fact: "note", value: "again" });
  const { account } = await client.loadRecords({
    source: "crm",
    rows: rowsFrom(0, 2_000),
    contentType: "text/csv",
  });
  expect(account.applied + account.unchanged).toBe(2_000);
  expect(await client.verify()).toMatchObject({ fault: null });
  serving.node.kill("SIGTERM");
  expect(await serving.over).toBe(0);
});

const rowsFrom = (from: number, count: number): string =>
  `id,name\n${Array.from({ length: count }, (_, i) => `${from + i},a name of some length, number ${from + i}\n`.replace(", n", " n")).join("")}`;

/** Takes all room but some pages. */
function fill(file: string, disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - 256 * 1024)));
}

/** Counts up until the answer is no; gives the last number that was acknowledged. */
async function writeUntilRefused(client: Client, ref: string): Promise<number> {
  const long = " ".repeat(2_000);
  for (let value = 1; value < 5_000; value++) {
    try {
      await client.setFact({ type: "thing", ref, fact: "note", value: `${value}${long}` });
    } catch (error) {
      if (!(error instanceof BailiwickError)) throw error;
      expect(["database-full", "database-away", "outcome-unknown", "unreachable"]).toContain(error.code);
      return value - 1;
    }
  }
  throw new Error("the disk was never full");
}

async function refusalOf(asked: Promise<unknown>): Promise<BailiwickError> {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof BailiwickError) return error;
  throw new Error(`nothing was refused: ${error}`);
}

async function alive(folder: string, serving: Awaited<ReturnType<typeof serve>>) {
  const ready = await fetch(`${serving.url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
  if (ready) return serving;
  serving.node.kill("SIGTERM");
  await serving.over;
  return serve(folder);
}
