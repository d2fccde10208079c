import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

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

/**
 * Runs the shell blocks of a document one after another in one shell, as its reader does in a folder where `bailiwick` and
 * `./bailiwick` are the clone's. Gives what each printed, errors among it; the first command that fails ends it.
 */
export async function runBlocks(
  folder: string,
  blocks: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly printed: readonly string[] }> {
  const { BAILIWICK_DATA, ...env } = environmentOf(folder);
  const command = join(folder, "bailiwick");
  if (!existsSync(command)) symlinkSync(join(root, "bailiwick"), command);
  const script = blocks.map((block) => `${block}\necho; echo ${mark}`).join("\n");
  const path = [folder, join(root, "node_modules/.bin"), env.PATH].join(delimiter);
  const options = { cwd: folder, env: { ...env, ...more, PATH: path }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((done) => {
    const ran = execFile("sh", ["-e", "-c", `exec 2>&1\n${script}`], options, (_error, out) =>
      done({ code: ran.exitCode ?? -1, printed: out.split(`\n${mark}\n`).slice(0, blocks.length) }),
    );
    ran.stdin?.end();
  });
}

const mark = "-- what follows is of the next block --";

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
