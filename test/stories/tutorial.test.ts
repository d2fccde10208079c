import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import pc from "picocolors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/program.ts";
import { notPrinted, type Step, stepsOf, wordsOf } from "../helpers/tutorial.ts";

/** Does what docs/tutorial.md says, in an empty folder against a server of its own, and sees what it shows. */
const root = resolve(import.meta.dirname, "../..");
let folder = "";
let server: ChildProcess | null = null;
/** What the shell of the reader remembers: `CARLA=$(bailiwick token create …)`. */
const variables = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-tutorial-"));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(root);
  if (server !== null && server.exitCode === null) {
    const ended = new Promise((done) => server?.once("exit", done));
    server.kill("SIGINT");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

test("whoever follows the tutorial from an empty folder sees what it shows", async () => {
  const steps = stepsOf(await readFile(join(root, "docs/tutorial.md"), "utf8"));
  const missed: string[] = [];

  for (const step of steps) missed.push(...(await follow(step)));

  expect(missed).toEqual([]);
  expect(steps.filter(({ kind }) => kind === "commands").length).toBeGreaterThan(10);
});

/** Takes one step, and gives the lines that were shown and did not come. */
async function follow(step: Step): Promise<readonly string[]> {
  switch (step.kind) {
    case "file":
      await mkdir(dirname(join(folder, step.path)), { recursive: true });
      await writeFile(join(folder, step.path), step.text);
      return [];
    case "edit": {
      const text = await readFile(join(folder, step.path), "utf8");
      expect(text.split(step.before), `${step.path} has once: ${step.before}`).toHaveLength(2);
      await writeFile(
        join(folder, step.path),
        text.replace(step.before, () => step.after),
      );
      return [];
    }
    case "server":
      server = await serve(wordsOf(step.text.trim(), variables));
      return [];
    case "commands": {
      let printed = "";
      for (const line of step.text.trimEnd().split("\n")) printed += await run(line);
      const missed = notPrinted(step.shown ?? "", printed);
      return missed.length === 0 ? [] : [`${step.text}did not print\n${missed.join("\n")}\nbut\n${printed}`];
    }
  }
}

/** Runs a line as a shell does, in this process. */
async function run(line: string): Promise<string> {
  const [, name, inner] = /^([A-Z]+)=\$\((.*)\)$/.exec(line) ?? [];
  let printed = "";
  const print = (text: string) => {
    printed += text;
  };
  const io = { out: print, err: print, columns: null, watched: false, paint: pc.createColors(false), now };
  const [command, ...words] = wordsOf(inner ?? line, variables);
  expect(command, line).toBe("bailiwick");
  await runCommandLine(words, { io, env: {}, folder });
  if (name === undefined) return printed;
  variables.set(name, printed.trim());
  return "";
}

const now = () => new Date();

/** Starts the server in the folder at a free port, and waits until it says where it is. */
async function serve([command, ...words]: readonly string[]): Promise<ChildProcess> {
  expect(command).toBe("bailiwick");
  const { BAILIWICK_DATA, BAILIWICK_MODEL, DATABASE_URL, ...kept } = process.env;
  const env = { ...kept, BAILIWICK_LISTEN: "127.0.0.1:0" };
  const started = spawn(join(root, "bailiwick"), words, { cwd: folder, env });
  let wrong = "";
  started.stderr.on("data", (chunk) => {
    wrong += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    let screen = "";
    started.stdout.on("data", (chunk) => {
      screen += chunk;
      if (screen.includes("Token for everything")) resolve();
    });
    started.once("exit", () => reject(new Error(`The server ended. ${wrong}`)));
  });
  return started;
}
