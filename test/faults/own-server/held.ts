import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { onTestFinished, vi } from "vitest";

/** A process of its own that holds a server, or was refused one. */
export interface Held {
  readonly node: ChildProcess;
  readonly url: string;
  readonly pid: number;
  readonly refused: string | undefined;
}

const holdScript = resolve(import.meta.dirname, "hold.ts");

export async function hold(
  folder: string,
  { ending = "hold", script = holdScript, uid }: { ending?: string; script?: string; uid?: number } = {},
): Promise<Held> {
  const account = uid === undefined ? {} : { uid, gid: uid };
  const node = spawn(process.execPath, [script, folder, ending], {
    stdio: ["ignore", "pipe", "inherit"],
    ...account,
  });
  onTestFinished(() => void node.kill("SIGKILL"));
  const [line] = await once(createInterface(node.stdout), "line");
  return { node, ...(JSON.parse(String(line)) as Omit<Held, "node">) };
}

export async function end(held: Held, signal: NodeJS.Signals): Promise<void> {
  const over = once(held.node, "exit");
  held.node.kill(signal);
  await over;
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-fault-"));
  onTestFinished(async () => {
    await vi.waitFor(() => noProcessIn(folder), { timeout: 120_000 });
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Throws while any process of a server works in the folder. Linux only, as are these tests. */
export function noProcessIn(folder: string): void {
  const inside = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && worksIn(pid, folder));
  if (inside.length > 0) throw new Error(`Still running in ${folder}: ${inside.join(", ")}`);
}

function worksIn(pid: string, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    // Over meanwhile, or not ours to see.
    return false;
  }
}

export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
