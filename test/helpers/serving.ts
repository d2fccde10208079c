import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { type Client, createClient } from "../../sdk/src/index.ts";

/** A server of the product in a process of its own. */
export interface Serving {
  readonly node: ChildProcess;
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  /** Settles with the exit code or signal once the process is over. */
  readonly over: Promise<number | string | null>;
  /** All that it has said on stderr so far. */
  said(): string;
}

const main = resolve(import.meta.dirname, "../../src/main.ts");

/** A folder with a model in it, and room for data beside. */
export function layOut(folder: string, model: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, "model"), { recursive: true });
  for (const [path, text] of Object.entries(model)) writeFileSync(join(folder, "model", path), text);
}

/** Starts the product on a folder, as `npm start` does, and waits until it listens. Throws, with its words, where it ends instead. */
export async function serve(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const node = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH ?? "",
      BAILIWICK_DATA: join(folder, "data"),
      BAILIWICK_MODEL: join(folder, "model"),
      BAILIWICK_LISTEN: "127.0.0.1:0",
      ...env,
    },
  });
  onTestFinished(() => void node.kill("SIGKILL"));
  let said = "";
  node.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-20_000);
  });
  const over = once(node, "exit").then(([code, signal]) => (signal ?? code) as number | string | null);
  const lines = createInterface(node.stdout);
  const ended = over.then((code) => {
    throw new Error(`the server ended with ${code} before it listened:\n${said}`);
  });
  await Promise.race([once(lines, "line"), ended]);
  ended.catch(() => {});
  const { url, token } = JSON.parse(readFileSync(join(folder, "data", "server.json"), "utf8"));
  return { node, url, token, client: createClient({ baseUrl: url, token }), over, said: () => said };
}

/** The process id of the database that serves a folder, from the lock that it keeps there. */
export function databasePid(folder: string): number {
  const file = find(join(folder, "data"), "postmaster.pid");
  if (file === null) throw new Error("there is no database in this folder");
  return Number(readFileSync(file, "utf8").split("\n")[0]);
}

function find(folder: string, name: string): string | null {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === name) return join(folder, name);
    const below = entry.isDirectory() && entry.name !== "base" ? find(join(folder, entry.name), name) : null;
    if (below !== null) return below;
  }
  return null;
}

/** The same numbers from 0 up to 1 for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
