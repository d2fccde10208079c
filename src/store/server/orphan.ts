import { spawnSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { refuse } from "../../errors.ts";
import { databaseStopMs, pollMs } from "../../limits.ts";
import type { Cluster } from "./cluster.ts";

type Place = Pick<Cluster, "folder" | "account">;

/**
 * Ends the server that an earlier Bailiwick left running on this cluster, as one that was killed may for a moment.
 * Called under the lock of the data folder, so that whatever still runs there is left over.
 */
export async function endOrphan(place: Place): Promise<void> {
  const pid = await recordedPid(place.folder);
  if (pid === null) return;
  if (reaches(pid, 0) && runsIn(pid, place)) await endOrRefuse(pid, place);
  // Both name the process, whose id may be another's by now, or not yet be free; PostgreSQL would take it for a server.
  for (const name of ["postmaster.pid", ".s.PGSQL.5432.lock"])
    await rm(join(place.folder, name), { force: true });
}

async function endOrRefuse(pid: number, place: Place): Promise<void> {
  if ((await end(pid, place, "SIGINT")) || (await end(pid, place, "SIGKILL"))) return;
  refuse("database-not-started", `A PostgreSQL (process ${pid}) runs on ${place.folder} and does not end.`, {
    hint: `End it with kill -9 ${pid}, and start again.`,
  });
}

/** The process id that PostgreSQL wrote at its start; `null` after an orderly stop. */
export async function recordedPid(folder: string): Promise<number | null> {
  const [first] = await postmasterLines(folder);
  const pid = Number(first);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}

/** The lines of postmaster.pid: 1 is the process, 8 says `ready` once it answers. */
export async function postmasterLines(folder: string): Promise<readonly string[]> {
  try {
    return (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n").map((line) => line.trim());
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Signal 0 only asks whether there is such a process. */
function reaches(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    if (error instanceof Error && "code" in error && error.code === "EPERM") return true;
    throw error;
  }
}

/**
 * PostgreSQL works in the folder of its cluster; a process that is over and not yet reaped works in none. Asked as
 * PostgreSQL's own account, for in a container even root may not look at another user's processes.
 * Where the system cannot tell, a live process is taken for PostgreSQL.
 */
function runsIn(pid: number, { folder, account }: Place): boolean {
  if (process.platform !== "linux") return true;
  const same = spawnSync("/bin/sh", ["-c", 'test "/proc/$0/cwd" -ef .', String(pid)], {
    cwd: folder,
    ...(account ?? {}),
  });
  return same.status === 0;
}

async function end(pid: number, place: Place, signal: "SIGINT" | "SIGKILL"): Promise<boolean> {
  if (!reaches(pid, signal)) return true;
  for (let waited = 0; waited < databaseStopMs; waited += pollMs) {
    if (!reaches(pid, 0) || !runsIn(pid, place)) return true;
    await pause(pollMs);
  }
  return false;
}
