import { spawn } from "node:child_process";
import type { Account } from "./account.ts";

/** Ends a process when this one ends, however it ends. */
export interface Watchdog {
  /** Called when the watched process is over, before its id can go to another. */
  readonly dismiss: () => void;
}

/**
 * A shell that reads a pipe which nobody writes to: it ends with us, a kill -9 included, and then the shell asks
 * PostgreSQL for a fast stop. In a session of its own, so that what ends our group does not end the watchdog first.
 */
export function watch(pid: number, account: Account | null): Watchdog {
  const shell = spawn("/bin/sh", ["-c", 'while read -r _; do :; done; kill -INT "$0"', String(pid)], {
    cwd: "/",
    env: {},
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    ...(account ?? {}),
  });
  shell.unref();
  // NOTE: the pipe must not keep us alive, and closes by our end alone.
  if ("unref" in shell.stdin && typeof shell.stdin.unref === "function") shell.stdin.unref();
  return { dismiss: () => void shell.kill("SIGKILL") };
}
