import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accountOf, countOf, testHub } from "../../../test/helpers/test-hub.ts";
import { expectVerified } from "../../../test/helpers/verify.ts";
import { readRows } from "../../connectors/file/read-rows.ts";
import { openDatabase } from "../../store/open-database.ts";
import type { Hub } from "../hub.ts";
import { openHub } from "../open-hub.ts";
import type { Product } from "../product.ts";
import { holdingSource } from "../runs/own-run.ts";
import { discardRun, passRun } from "../runs/pass-run.ts";
import { recoverRuns, recoverSpool } from "../runs/recover-runs.ts";
import { loadStream, type StreamRequest } from "./load-stream.ts";
import { newSpoolName } from "./spool-file.ts";

const model = {
  "thing.yaml": `systems: { shop: { kind: record } }
entity: thing
sources: [ { name: shop, system: shop, key: id, fields: { name: name } } ]
attributes: { name: { type: text, authority: shop } }
`,
};
const rows = (from: number, to: number, name = "n") =>
  Array.from({ length: to - from }, (_, i) => `${from + i},${name}\n`).join("");

/** A process of its own on the database of a test. */
async function processOn(made: Awaited<ReturnType<typeof testHub>>): Promise<Hub> {
  const database = openDatabase({ url: made.url, readers: 2, writers: 2 });
  onTestFinished(() => database.close());
  return openHub({ database, master: made.master });
}

type Loader = Pick<Product, "hub" | "spoolFolder" | "readRows"> & {
  readonly product: Product;
  stream(body: StreamRequest["body"], more?: Partial<StreamRequest>): ReturnType<typeof loadStream>;
};

async function loaderOf(hub: Hub): Promise<Loader> {
  const spoolFolder = await mkdtemp(join(tmpdir(), "bailiwick-spool-"));
  onTestFinished(() => rm(spoolFolder, { recursive: true }));
  const product = { hub, spoolFolder, readRows } as Product;
  const request = {
    source: "shop",
    written: { format: "csv", delimiter: "," },
    actor: "test",
    file: null,
  } as const;
  const stream: Loader["stream"] = (body, more = {}) =>
    loadStream(product, { ...request, body, asOf: null, complete: false, dryRun: false, ...more });
  return { product, hub, spoolFolder, readRows, stream };
}

/** A sender that pauses after its first rows until it is told to go on. */
function pausing(first: string, rest: string) {
  const paused = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const body = (async function* () {
    yield Buffer.from(first);
    paused.resolve();
    await go.promise;
    yield Buffer.from(rest);
  })();
  return { body, paused: paused.promise, go: () => go.resolve() };
}

async function* whole(text: string) {
  yield Buffer.from(text);
}

test("of two first loads of one source that come at once the second waits, and finds what the first one brought", async () => {
  const made = await testHub(model);
  const here = await loaderOf(made.hub);
  const there = await loaderOf(await processOn(made));
  const slow = pausing(`id,name\n${rows(0, 600)}`, rows(600, 1_200));

  const first = here.stream(slow.body);
  await slow.paused;
  const second = here.stream(whole(`id,name\n${rows(0, 1_200)}`));
  const third = there.stream(whole(`id,name\n${rows(0, 1_200)}`));
  const order: string[] = [];
  const told = Object.entries({ first, second, third }).map(([name, one]) =>
    one.then(() => order.push(name)),
  );
  slow.go();

  expect(accountOf(await first)).toMatchObject({ read: 1_200, applied: 1_200 });
  expect(accountOf(await second)).toEqual({ read: 1_200, unchanged: 1_200 });
  expect(accountOf(await third)).toEqual({ read: 1_200, unchanged: 1_200 });
  await Promise.all(told);
  expect(order[0]).toBe("first");
  await expectVerified(made.hub);
});

test("a load that would have to wait too long for another is refused, and says for what", async () => {
  const { hub } = await testHub(model);
  const here = await loaderOf(hub);

  const refused = holdingSource(hub, { source: "shop", waitMs: 0 }, () =>
    holdingSource(hub, { source: "shop", waitMs: 20 }, () => here.stream(whole("id,name\n1,x\n"))),
  );

  await expect(refused).rejects.toMatchObject({ refusal: { code: "source-busy" } });
  expect(await countOf(hub, "record")).toBe(0);
});

test("a process that starts leaves the runs of living ones alone, and ends those that nobody holds", async () => {
  const made = await testHub(model);
  const here = await loaderOf(made.hub);
  const other = await processOn(made);
  const slow = pausing(`id,name\n${rows(0, 600)}`, rows(600, 1_200));
  const first = here.stream(slow.body);
  await slow.paused;

  expect(await recoverRuns(other)).toBe(0);
  expect(await countOf(other, "run", "state = 'running'")).toBe(1);

  await other.database.maintain((session) =>
    session.run(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bailiwick leases' and datname = current_database()",
    ),
  );
  await expect.poll(() => recoverRuns(other), { timeout: 60_000 }).toBe(1);
  slow.go();

  await expect(first).rejects.toThrow("The connection was lost that held the run.");
  expect(await countOf(other, "run", "state = 'failed'")).toBe(1);
  await expectVerified(other);
});

test("a process that starts removes the files that were left behind, and none that another still reads", async () => {
  const made = await testHub(model);
  const here = await loaderOf(made.hub);
  await here.stream(whole("id,name\n1,x\n"));
  const slow = pausing("id,name\n1,x\n", "2,y\n");
  const load = here.stream(slow.body);
  await slow.paused;
  const left = newSpoolName({ format: "csv", delimiter: null });
  await writeFile(join(here.spoolFolder, left), "id,name\n");

  await recoverSpool(await processOn(made), here.spoolFolder);
  const files = await readdir(here.spoolFolder);
  slow.go();

  expect(files).toHaveLength(1);
  expect(files).not.toContain(left);
  expect(accountOf(await load)).toEqual({
    read: 2,
    unchanged: 1,
    applied: 1,
    entitiesCreated: 1,
    factsChanged: 1,
  });
});

test("of two that decide on a held run at once only one does, and the other changes nothing", async () => {
  const { hub } = await testHub(model);
  const { product, stream } = await loaderOf(hub);
  await stream(whole(`id,name\n${rows(0, 40)}`));
  const held = await stream(whole(`id,name\n${rows(0, 1)}`), { complete: true });
  const decision = { run: held.run ?? "", actor: "test" };
  const { leases } = hub.database;
  const { hold } = leases;
  // Whoever lets it pass has seen that it is held, and then waits for the source.
  leases.hold = async (name, waitMs) => {
    await discardRun(product, decision);
    return hold.call(leases, name, waitMs);
  };

  await expect(passRun(product, decision)).rejects.toMatchObject({ refusal: { code: "run-not-held" } });

  expect(held.state).toBe("held");
  expect(await countOf(hub, "run", "state = 'discarded'")).toBe(1);
  expect(await countOf(hub, "record", "not deleted")).toBe(40);
  await expectVerified(hub);
});

test("rows that do not all arrive are told as a run that failed, where they were to be loaded", async () => {
  const { hub } = await testHub(model);
  const { stream } = await loaderOf(hub);
  await stream(whole("id,name\n1,x\n"));
  const brokenOff = async function* () {
    yield Buffer.from("id,name\n2,");
    throw new Error("gone");
  };
  const gone = { refusal: { code: "client-gone" } };

  await expect(stream(brokenOff(), { dryRun: true })).rejects.toMatchObject(gone);
  const afterDry = await countOf(hub, "run");
  await expect(stream(brokenOff())).rejects.toMatchObject(gone);

  expect(afterDry).toBe(1);
  expect(await countOf(hub, "run", "state = 'failed' and reason like '%client went away%'")).toBe(1);
});

test("files are told apart by the microsecond that dates them", async () => {
  const { hub } = await testHub(model);
  const { stream } = await loaderOf(hub);
  await stream(whole("id,name\n1,new\n"), { asOf: "2026-03-01T00:00:00.000002Z" });

  const older = await stream(whole("id,name\n1,old\n"), { asOf: "2026-03-01T01:00:00.0000019+01:00" });

  expect(accountOf(older)).toEqual({ read: 1, older: 1 });
});

test("rows are delimited as their sender says, else as the model says of the files of their source", async () => {
  const { hub } = await testHub({
    "thing.yaml": model["thing.yaml"].replace("key: id,", 'key: id, format: { type: csv, delimiter: ";" },'),
  });
  const { stream } = await loaderOf(hub);
  const written = (delimiter: string | null) => ({ written: { format: "csv" as const, delimiter } });

  const declared = await stream(whole("id;name\n1;x,y\n"), written(null));
  const said = await stream(whole("id,name\n2,x;y\n"), written(","));

  expect([accountOf(declared).applied, accountOf(said).applied]).toEqual([1, 1]);
});
