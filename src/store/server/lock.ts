import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { refuse } from "../../errors.ts";

/** Held as long as the process lives, or until it is released. */
export interface FolderLock {
  readonly release: () => void;
}

/**
 * Takes a data folder for this process alone. The lock is the operating system's, on `server.lock`, and so ends with the
 * process however that ends, which no file that carries a process id can promise: ids are reused, above all in containers.
 *
 * NOTE: Node has no call for file locks; SQLite, which it carries, takes them. The file stays empty.
 */
export function lockFolder(folder: string): FolderLock {
  const database = new DatabaseSync(join(folder, "server.lock"), { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    refuse("data-folder-in-use", `Another Bailiwick${ownerOf(folder)} is running on the data in ${folder}.`, {
      hint: "Use the running one, stop it first, or give this one a folder of its own with --data DIR.",
    });
  }
  writeFileSync(join(folder, "server.pid"), `${process.pid}\n`, { mode: 0o600 });
  return { release: () => database.isOpen && database.close() };
}

const busy = 5;
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === busy;
}

/** For the message only: the file may be a moment behind the lock. */
function ownerOf(folder: string): string {
  try {
    return ` (process ${readFileSync(join(folder, "server.pid"), "utf8").trim()})`;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
