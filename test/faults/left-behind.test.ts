import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { layOut, serve } from "../helpers/serving.ts";
import { newFolder } from "./own-server/held.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record } }
entity: thing
sources: [ { name: crm, system: crm, key: id, fields: { name: name } } ]
attributes: { name: { type: text, authority: crm } }
`,
};
const cli = resolve(import.meta.dirname, "../../src/cli/main.ts");

const command = (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [cli, ...args], { env: { PATH: process.env.PATH } }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

test("what a killed server left behind keeps no command from its data, though its process id is another's now", async () => {
  const folder = newFolder();
  layOut(folder, model);
  const data = join(folder, "data");
  const killed = await serve(folder);
  killed.node.kill("SIGKILL");
  await once(killed.node, "exit");
  const file = join(data, "server.json");
  const says = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...says, pid: process.pid }));

  const { code, out, err } = await command("--data", data, "runs", "--json");

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toEqual({ items: [], next: null });
});
