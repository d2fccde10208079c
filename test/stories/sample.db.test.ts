import { join } from "node:path";
import { expect, test } from "vitest";
import { generate } from "../../samples/campaign-and-content/generate.ts";
import { sampleDefaults } from "../../samples/shared/exports.ts";
import { followAll } from "../../src/app/follow.ts";
import { utcMicros } from "../../src/app/load/load-stream.ts";
import { markLateNow } from "../../src/app/mark-late.ts";
import { home } from "../../src/config/home.ts";
import { readModelFolder } from "../../src/config/model-folder.ts";
import { loadText, openDivergences, testHub } from "../helpers/test-hub.ts";

test("what the sample's systems disagree about is the same a minute after it was loaded", async () => {
  const model = await readModelFolder(join(home, "samples/campaign-and-content/model"));
  const { hub } = await testHub(Object.fromEntries(model.map(({ path, text }) => [path, text])));
  const { exports, texts } = generate(sampleDefaults);
  for (const { source, file, asOf, complete } of exports) {
    const text = texts.get(file) ?? "";
    const format = file.endsWith(".jsonl") ? "jsonl" : "csv";
    const delimiter = hub.compiled.model.sources.get(source)?.format?.delimiter ?? ",";
    await loadText(hub, source, text, { format, delimiter, asOf: utcMicros(asOf), complete });
  }
  await followAll(hub);
  const first = await openDivergences(hub);

  await hub.database.transact((tx) =>
    tx.run(
      "update bailiwick.divergence set due_at = due_at - interval '61 seconds' where due_at is not null",
    ),
  );
  await markLateNow(hub);

  expect(await openDivergences(hub)).toEqual(first);
  expect(first.length).toBeGreaterThan(100);
});
