import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { claims, type MakeRig } from "./conformance.ts";
import { connectors } from "./registry.ts";

/** How each connector makes a system to be tested on; one that is registered without does not compile. */
const rigs: Record<keyof typeof connectors, MakeRig> = {
  file: async (records) => {
    const folder = await mkdtemp(join(tmpdir(), "bailiwick-file-"));
    const lines = [...records].map(([id, name]) => `${id};"${name.replaceAll('"', '""')}"\r\n`);
    await writeFile(join(folder, "things.csv"), `id;name\r\n${lines.join("")}`);
    const connector = connectors.file.open({ path: "." }, { folder, spoolFolder: join(folder, "spool") });
    return {
      connector,
      object: { name: "things.csv", format: null, batchRows: 10 },
      close: () => rm(folder, { recursive: true }),
    };
  },
};

for (const [name, makeRig] of Object.entries(rigs)) {
  describe(`connector ${name}`, () => {
    for (const [claim, check] of Object.entries(claims)) it(claim, () => check(makeRig));
  });
}

describe("the registry", () => {
  it("has every folder of connectors, each under its own name", async () => {
    const entries = await readdir(import.meta.dirname, { withFileTypes: true });
    const folders = entries.filter((each) => each.isDirectory()).map(({ name }) => name);

    expect(Object.keys(connectors).sort()).toEqual(folders.sort());
    for (const [name, kind] of Object.entries(connectors)) expect(kind.name).toBe(name);
  });
});
