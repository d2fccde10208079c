import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "../../sdk/src/index.ts";
import type { Grant } from "../../src/app/access/may-do.ts";
import { readConfig } from "../../src/config/config.ts";
import { type RunningServer, startServer } from "../../src/main.ts";
import { makeTestDatabase } from "./database.ts";

/** A whole server on a database of the test's own. */
export interface TestServer {
  readonly server: RunningServer;
  readonly url: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** A client that may do everything. */
  readonly admin: Client;
  /** Every line that the server has logged. */
  readonly logged: string[];
  /** A client with a token of these grants, and its secret. */
  as(...grants: readonly Grant[]): Promise<{ client: Client; secret: string; id: string }>;
  stop(): Promise<void>;
}

/** Starts one with a model; whoever calls it stops it. */
export async function startTestServer(model: Readonly<Record<string, string>>): Promise<TestServer> {
  const database = await makeTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "bailiwick-server-"));
  const modelDir = join(dataDir, "model");
  await mkdir(modelDir);
  for (const [path, text] of Object.entries(model)) await writeFile(join(modelDir, path), text);
  const logged: string[] = [];
  const env = {
    BAILIWICK_DATA: dataDir,
    BAILIWICK_LISTEN: "127.0.0.1:0",
    BAILIWICK_MODEL: modelDir,
    BAILIWICK_LOG: "debug",
    DATABASE_URL: database.url,
  };
  const server = await startServer(readConfig(env), { write: (line: string) => logged.push(line) });
  const { url } = server;
  const admin = createClient({ baseUrl: url, token: server.ownToken });
  let made = 0;
  return {
    server,
    url,
    databaseUrl: database.url,
    dataDir,
    admin,
    logged,
    as: async (...grants) => {
      made += 1;
      const mutable = grants.map(({ role, domains }) => ({
        role,
        domains: domains === null ? null : [...domains],
      }));
      const { id, token } = await admin.createToken({ name: `token ${made}`, grants: mutable });
      return { client: createClient({ baseUrl: url, token }), secret: token, id };
    },
    stop: async () => {
      await server.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks as it is, without a client between. */
export function ask(
  { url }: { readonly url: string },
  path: string,
  more: RequestInit & { readonly token?: string } = {},
): Promise<Response> {
  const { token, headers, ...init } = more;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${url}${path}`, { ...init, headers: { ...authorization, ...headers } });
}

/** The value of a counter without labels, or the sum over its labels. */
export async function counted(test: TestServer, name: string): Promise<number> {
  const text = await (await ask(test, "/metrics", { token: test.server.ownToken })).text();
  const lines = text.split("\n").filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
