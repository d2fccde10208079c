import pc from "picocolors";
import { expect, test } from "vitest";
import type { Answer } from "../client.ts";
import { runsText } from "./runs.ts";

const io = {
  out: () => undefined,
  err: () => undefined,
  columns: null,
  watched: false,
  paint: pc.createColors(false),
  now: () => new Date("2026-11-21T12:00:00Z"),
};

type Run = Answer<"listRuns">["items"][number];
const run: Run = {
  id: "01a2004a-0d8c-8001-93f6-09bd89584cbc",
  kind: "load",
  source: "crm",
  state: "failed",
  startedAt: "2026-11-21T10:00:00.000000Z",
  endedAt: "2026-11-21T10:01:00.000000Z",
  actor: "test",
  actorName: "test",
  file: "crm.csv",
  asOf: null,
  complete: false,
  account: {},
  reason: null,
};

/** What the lines of a list say of how many were read, changed and refused. */
const counted = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) =>
      line
        .replace(/^.*(failed|done)/, "")
        .replace(/crm\.csv.*$/, "")
        .trim(),
    );

test("of a run that was broken off no numbers are told, as nobody knows them", () => {
  const done: Run = { ...run, state: "done", account: { read: 7, applied: 4, deleted: 1, quarantined: 0 } };

  const text = runsText(io, { items: [run, done], next: null });

  expect(counted(text)).toEqual(["", expect.stringMatching(/^7 +5 +0$/)]);
});
