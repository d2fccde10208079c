import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeDataFolder, requireEmpty } from "./new-folder.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "bailiwick-folders-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

it("a data folder is made with those above it, for its owner alone, and what is there already is used", async () => {
  const folder = join(dir, "a", "b");

  await makeDataFolder(folder);
  await makeDataFolder(folder);
  await Promise.all([makeDataFolder(join(dir, "c", "d")), makeDataFolder(join(dir, "c", "d"))]);

  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it("what cannot be a data folder is refused with the reason, and never waited for", async () => {
  const file = join(dir, "file");
  await writeFile(file, "");

  await expect(makeDataFolder(file)).rejects.toThrow("it is a file");
  await expect(makeDataFolder(join(file, "below"))).rejects.toThrow("something above it is a file");
});

it.runIf(process.platform === "linux")("nothing can be made in /proc", async () => {
  await expect(makeDataFolder("/proc/bailiwick/data")).rejects.toThrow("no folder can be made there");
});

it.skipIf(process.getuid?.() === 0)("a folder that may not be written to is no data folder", async () => {
  const folder = join(dir, "closed");
  await makeDataFolder(folder);
  await chmod(folder, 0o500);

  await expect(makeDataFolder(folder)).rejects.toThrow("you may not write in it");
  await expect(makeDataFolder(join(folder, "below"))).rejects.toThrow("you may not make it there");
});

it("a folder that is not empty is refused with the option that named it", async () => {
  await expect(requireEmpty(dir, "--exports")).rejects.toMatchObject({
    refusal: {
      code: "model-folder-not-empty",
      hint: "Name another folder with --exports DIR, or move that one away.",
    },
  });
});
