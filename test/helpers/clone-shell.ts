import { type ChildProcess, execFile, spawn } from "node:child_process";
import { resolve } from "node:path";

/** The clone, in which `./bailiwick` is. */
export const root = resolve(import.meta.dirname, "../..");

/** What a command ended with, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a line as a shell does, in the clone. */
export type Shell = (line: string, more?: NodeJS.ProcessEnv) => Promise<Ended>;

/** The environment of somebody who works on a data folder, and has said nothing else. */
export function environmentOf(data: string): NodeJS.ProcessEnv {
  const { BAILIWICK_URL, BAILIWICK_TOKEN, BAILIWICK_LISTEN, DATABASE_URL, ...kept } = process.env;
  return { ...kept, BAILIWICK_DATA: data, NO_COLOR: "1" };
}

/** A shell of somebody who works on a data folder. */
export const shellOf =
  (data: string): Shell =>
  (line, more = {}) =>
    new Promise((done) => {
      const options = { cwd: root, env: { ...environmentOf(data), ...more }, maxBuffer: 64 * 1024 * 1024 };
      const ran = execFile("sh", ["-c", line], options, (_error, out, err) =>
        done({ code: ran.exitCode ?? -1, out, err }),
      );
      ran.stdin?.end();
    });

/** A server that was started in the clone, in the foreground of somebody's terminal. */
export interface Foreground {
  readonly process: ChildProcess;
  /** All that it has said. */
  readonly screen: string;
  /** Ctrl-C. */
  stop(): Promise<void>;
}

/** Starts one at a free port, and waits until its screen says something. */
export async function startInClone(
  data: string,
  words: readonly string[],
  says: string,
): Promise<Foreground> {
  const server = spawn("./bailiwick", [...words, "--listen", ":0"], { cwd: root, env: environmentOf(data) });
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  let screen = "";
  let wrong = "";
  server.stderr.on("data", (chunk) => {
    wrong += chunk;
  });
  const shown = new Promise<void>((done) =>
    server.stdout.on("data", (chunk) => {
      screen += chunk;
      if (screen.includes(says)) done();
    }),
  );
  const failed = ended.then(() => Promise.reject(new Error(`The server ended. ${wrong}`)));
  await Promise.race([shown, failed]);
  failed.catch(() => {});
  const stop = async () => {
    if (server.exitCode === null) server.kill("SIGINT");
    await ended;
  };
  return { process: server, screen, stop };
}
