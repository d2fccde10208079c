import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClient } from "../../sdk/src/index.ts";
import { makeTestDatabase, type TestDatabase } from "../../test/helpers/database.ts";
import { statement } from "../../test/helpers/database-server.ts";
import { things } from "../../test/models/things.ts";
import { readConfig } from "../config/config.ts";
import { type RunningServer, startServer } from "../main.ts";

const model = {
  ...things,
  "note.yaml": `entity: note
domain: goods
sources: []
attributes: { text: { type: text, authority: hub } }
`,
};

let database: TestDatabase;
let dataDir: string;
const running = new Set<RunningServer>();

beforeAll(async () => {
  database = await makeTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "bailiwick-away-"));
  for (const [path, text] of Object.entries(model)) await writeFile(join(dataDir, path), text);
});
afterAll(async () => {
  for (const one of running) await one.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<RunningServer> {
  const env = {
    ...{ BAILIWICK_DATA: join(dataDir, "data"), BAILIWICK_LISTEN: "127.0.0.1:0", BAILIWICK_LOG: "silent" },
    ...{ BAILIWICK_MODEL: dataDir, DATABASE_URL: database.url },
  };
  const server = await startServer(readConfig(env), { write: () => undefined });
  running.add(server);
  return server;
}

async function stop(server: RunningServer): Promise<void> {
  running.delete(server);
  await server.stop();
}

const clientOf = ({ url, ownToken }: RunningServer) => createClient({ baseUrl: url, token: ownToken });

interface Followed {
  readonly ids: string[];
  readonly ended: Promise<number>;
  until(count: number): Promise<void>;
}

/** The ids of what a stream tells, as they come; `ended` is the status with which it was opened. */
function follow({ url }: RunningServer, token: string, after: string | null): Followed {
  const ids: string[] = [];
  let told = () => {};
  const reading = async (): Promise<number> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(after === null ? {} : { "last-event-id": after }),
    };
    const response = await fetch(`${url}/v1/events`, { headers });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const whole = text.slice(0, text.lastIndexOf("\n\n") + 2);
      text = text.slice(whole.length);
      ids.push(...[...whole.matchAll(/^id: (.+)$/gm)].map(([, id = ""]) => id));
      told();
    }
    told();
    return response.status;
  };
  const ended = reading();
  return {
    ids,
    ended,
    until: async (count) => {
      while (ids.length < count)
        await new Promise<void>((resolve) => {
          told = resolve;
        });
    },
  };
}

const indexOf = (id: string): number => Number(Buffer.from(id, "base64url").toString().split(":")[1]);

it("a stream that is resumed after a stop and a start has lost nothing, and tells nothing twice", async () => {
  const first = await start();
  const { token } = await clientOf(first).createToken({
    name: "follower",
    grants: [{ role: "reader", domains: null }],
  });
  const early = follow(first, token, null);
  const written: number[] = [];
  const write = async (server: RunningServer, text: string) =>
    written.push((await clientOf(server).createEntity({ type: "note", facts: { text } })).index);
  for (let i = 0; i < 5; i += 1) await write(first, `before ${i}`);
  await early.until(3);
  const halfway = early.ids[2] ?? "";

  await stop(first);
  expect(await early.ended).toBe(200);
  const second = await start();
  const late = follow(second, token, halfway);
  for (let i = 0; i < 5; i += 1) await write(second, `after ${i}`);
  const last = Math.max(...written);
  await late.until(1);
  while (indexOf(late.ids.at(-1) ?? "") < last) await late.until(late.ids.length + 1);

  const told = [...early.ids.slice(0, 3), ...late.ids].map(indexOf);
  expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
  expect(told).toEqual(expect.arrayContaining(written));
  await stop(second);
  expect(await late.ended).toBe(200);
});

it("a token that is revoked, or runs out, ends its stream though nothing happens, and opens no other", async () => {
  const server = await start();
  const admin = clientOf(server);
  const grants = [{ role: "reader" as const, domains: null }];
  const revoked = await admin.createToken({ name: "revoked", grants });
  const expiresAt = new Date(Date.now() + 600_000).toISOString();
  const short = await admin.createToken({ name: "short", grants, expiresAt });
  const setExpiry = (moment: string) =>
    statement(
      database.url,
      `update bailiwick.token set expires_at = ${moment} where token_id = '${short.id}'`,
    );
  const streams = [revoked, short].map(({ token }) => follow(server, token, null));
  for (const one of streams) await one.until(1);

  await admin.revokeToken({ id: revoked.id });
  await setExpiry("now() - interval '1 second'");

  for (const one of streams) expect(await one.ended).toBe(200);
  const again = [revoked, short].map(({ token }) => follow(server, token, null).ended);
  expect(await Promise.all(again)).toEqual([401, 401]);
  await setExpiry(`'${expiresAt}'`);
  await stop(server);
});

it("it says that it is not ready while the database is away, lives on, and is ready when that is back", async () => {
  const server = await start();
  const statusOf = async (path: string) => (await fetch(`${server.url}${path}`)).status;
  const until = async (path: string, status: number): Promise<void> => {
    while ((await statusOf(path)) !== status) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  expect(await statusOf("/readyz")).toBe(200);
  const [, name = ""] = /\/([^/?]+)(?:\?|$)/.exec(database.url) ?? [];
  const elsewhere = database.url.replace(`/${name}`, "/postgres");

  await statement(elsewhere, `alter database ${name} allow_connections false`);
  await statement(
    elsewhere,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  await until("/readyz", 503);
  const refused = await fetch(`${server.url}/v1/overview`, {
    headers: { authorization: `Bearer ${server.ownToken}` },
  });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, "database-away"]);
  expect(await statusOf("/healthz")).toBe(200);
  await statement(elsewhere, `alter database ${name} allow_connections true`);

  await until("/readyz", 200);
  expect((await clientOf(server).verify()).fault).toBeNull();
  await stop(server);
});
