import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Foreground,
  root,
  runBlocks,
  type Shell,
  shellOf,
  startInClone,
} from "../helpers/clone-shell.ts";
import { notPrinted, shellBlocksOf } from "../helpers/tutorial.ts";

/** What a newcomer does: the first start, every command that the README shows, the demonstrations, the second start. */
let sh: Shell;
const readme = readFileSync(join(root, "README.md"), "utf8");
const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) =>
  block.split("\n").filter((line) => line.startsWith("./bailiwick ")),
);

let data = "";
let first: Started;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "bailiwick-newcomer-"));
  sh = shellOf(data);
  first = await start();
});
afterAll(async () => {
  await first.stop();
  await rm(data, { recursive: true, force: true });
});

it("the first start says on one screen what the systems disagree about", () => {
  const lines = first.screen.trimEnd().split("\n");

  expect(lines[0]).toBe("Campaign SPRING-26 is called three different things right now:");
  expect(first.screen).toMatch(
    /^ {2}crm {2}Spring Launch 2026 .*<- authority \(campaign\.yaml:\d+\): correct it here$/m,
  );
  expect(first.screen).toContain("https://crm.example/campaigns/C-100026");
  expect(first.screen).toMatch(
    new RegExp(`^ {2}cms {2}Spring launch +copy, late (${first.daysLate}) d +policy: overwrite$`, "m"),
  );
  expect(first.screen).toMatch(
    /^ {2}ops {2}SPRING LAUNCH \(old\) +copy, edited there on \d+ \w+ +policy: overwrite$/m,
  );
  expect(first.screen).toMatch(/^Golden: "Spring Launch 2026", since \d+ \w+\.$/m);
  expect(first.screen).toContain(
    "Today 214 of 3,000 campaigns disagree somewhere; 171 of them for one cause.",
  );
  expect(first.screen).toMatch(/^bailiwick_[\w-]{43}$/m);
  expect(lines.length).toBeLessThan(24);
});

it("the commands to try are five, and the README shows them", () => {
  const tried = [...first.screen.matchAll(/^ {2}(\.\/bailiwick .*?) {2}/gm)].map(([, line = ""]) =>
    line.replace(` --data ${data}`, ""),
  );

  expect(tried).toHaveLength(5);
  expect(commands).toEqual(expect.arrayContaining(tried));
});

it("every command of the README works as it is written", async () => {
  const ended: string[] = [];
  for (const command of commands) {
    const { code, out, err } = await sh(command);
    if (code !== 0) ended.push(`${command}: ${code} ${err}`);
    expect(out, command).not.toBe("");
  }

  expect(commands.length).toBeGreaterThan(12);
  expect(ended).toEqual([]);
});

it("every request of docs/api.md works as it is written, and answers what is shown", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-newcomer-api-"));
  await symlink(data, join(folder, ".bailiwick"));
  const blocks = shellBlocksOf(readFileSync(join(root, "docs/api.md"), "utf8"));

  const { code, printed } = await runBlocks(
    folder,
    blocks.map(({ text }) => text),
  );
  await rm(folder, { recursive: true });

  expect(code, printed.at(-1)).toBe(0);
  expect(blocks.length).toBeGreaterThan(4);
  expect(blocks.flatMap(({ shown }, at) => notPrinted(shown, printed[at] ?? ""))).toEqual([]);
  expect(blocks.filter(({ shown }) => shown === "")).toEqual([]);
});

it("the four answers are given for an entity and for the address of one of its pages", async () => {
  const byKey = await sh("./bailiwick explain campaign/crm:C-100026 name");
  const byUrl = await sh("./bailiwick explain https://crm.example/campaigns/C-100026 name");

  expect(byUrl.out).toBe(byKey.out);
  for (const answer of [
    "1 Where it originates\n  crm C-100026, system crm",
    "2 Where it is corrected\n  in crm, record C-100026, by hand",
    "3 What is merely a copy",
    "4 When values diverge\n  overwrite:",
  ]) {
    expect(byKey.out).toContain(answer);
  }
});

it("an edit of a copy opens a divergence and changes nothing, and one at the authority becomes golden", async () => {
  const wrong = await sh("./bailiwick demo wrong-edit");
  const right = await sh("./bailiwick demo right-edit");

  expect(wrong.out).toContain('golden  "Summer by the Lake"  since');
  expect(wrong.out).toMatch(/ops {2}"SUMMER \(short\)" {2}edited there on \d+ \w+; policy: overwrite/);
  expect(wrong.out).toContain('ops  "Summer by the Lake"  is in step again');
  expect(right.out).toContain('golden  "Summer by the Sea"');
  expect(right.out).toContain('ops  "Summer by the Sea"  is in step again');
});

it("when authority moves the standing value is carried until the new authority speaks", async () => {
  const { out } = await sh("./bailiwick demo move-authority");

  expect(out).toMatch(/golden {2}"ida.fink@example.org".*\n.*ops decides because stage == 'draft'/);
  expect(out).toMatch(/golden {2}"ida.fink@example.org" {2}carried.*\n.*crm decides .*; before it was ops/);
  expect(out).toContain('golden  "dara.horn@example.org"  was "ida.fink@example.org"');
});

it("a file that is cut is held, and of a damaged one only the good rows are taken, twice in a row", async () => {
  const once = await sh("./bailiwick demo bad-file");
  const again = await sh("./bailiwick demo bad-file");

  for (const { out } of [once, again]) {
    expect(out).toContain("HELD, nothing was changed");
    expect(out).toMatch(/It would delete 2,?\d+ of \d+ records \(80 %\)/);
    expect(out).toContain("Refused, and kept byte for byte as they came: 4");
    expect(out).toContain("line 7: Bytes that are not UTF-8.");
    expect(out).toContain("held back at the door: The calendar has no such day.");
  }
  const run = /run pass ([\w-]{36})/.exec(again.out)?.[1] ?? "";
  const discarded = await sh(`./bailiwick run discard ${run} --json`);
  expect(JSON.parse(discarded.out)).toMatchObject({ id: run, state: "discarded" });
});

it("an error has its code, its reason and what to do next, and an exit code of its own kind", async () => {
  const source = await sh("./bailiwick load crn README.md");
  const attribute = await sh("./bailiwick explain campaign/crm:C-100026 nmae --json");
  const usage = await sh("./bailiwick explain campaign");
  const second = await sh("./bailiwick serve --listen :0");

  expect([source.code, source.err]).toEqual([
    3,
    "source-unknown: There is no source \"crn\" in the model.\n  Did you mean 'crm'?\n",
  ]);
  expect([attribute.code, attribute.out]).toEqual([3, ""]);
  expect(JSON.parse(attribute.err)).toMatchObject({ error: { code: "attribute-unknown" } });
  expect(usage.code).toBe(2);
  expect([second.code, second.err]).toEqual([4, expect.stringContaining(`already: at ${first.url}`)]);
});

it("a record in quarantine is taken up again as it was mended, and refused again as it came", async () => {
  const { items } = JSON.parse((await sh("./bailiwick quarantine list --source crm --json")).out);
  const { id } = items.find(({ key }: { key: unknown }) => typeof key === "string");
  const shown = JSON.parse((await sh(`./bailiwick quarantine show ${id} --json`)).out);
  const values = Buffer.from(shown.bytes, "base64").toString().trim().split(";");
  const columns = (shown.columns as string[]).map((name, at) => [name, values[at]] as const);
  const mended = columns.map(([name, value]) => `'${name}=${name === "end_date" ? "2031-12-31" : value}'`);

  const again = await sh(`./bailiwick quarantine retry ${id}`);
  const taken = await sh(`./bailiwick quarantine retry ${id} ${mended.join(" ")} --json`);

  expect([again.code, again.err]).toEqual([3, expect.stringContaining("quarantine-still-refused")]);
  expect(JSON.parse(taken.out)).toMatchObject({ key: shown.key, account: { applied: 1, quarantined: 0 } });
  expect((await sh(`./bailiwick quarantine show ${id}`)).out).toMatch(/^state +retried$/m);
});

it("Ctrl-C stops everything; without a server a command starts one and stops it; the next start loads nothing", async () => {
  await first.stop();
  expect(first.process.exitCode).toBe(0);
  expect(existsSync(join(data, "server.json"))).toBe(false);

  const alone = await sh("./bailiwick overview --json");
  expect(JSON.parse(alone.out).types[0]).toMatchObject({ type: "campaign", entities: 3000 });
  expect(existsSync(join(data, "server.json"))).toBe(false);

  const runs = (await sh("./bailiwick runs --json --limit 500")).out;
  const next = await start();
  await next.stop();
  expect(next.screen.split("\n")[0]).toBe(first.screen.split("\n")[0]);
  expect(next.screen).not.toContain("shown this once");
  expect((await sh("./bailiwick runs --json --limit 500")).out).toBe(runs);

  const forPrograms = await startInClone(data, ["serve", "--json"], "}\n");
  await forPrograms.stop();
  expect(JSON.parse(forPrograms.screen)).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    token: null,
  });
});

it("commands that come at once wait for each other", async () => {
  const ended = await Promise.all(
    ["systems", "runs", "overview"].map((name) => sh(`./bailiwick ${name} --json`)),
  );

  expect(ended.map(({ code, err }) => [code, err])).toEqual([
    [0, ""],
    [0, ""],
    [0, ""],
  ]);
});

interface Started extends Foreground {
  /** Days that it may tell, as alternatives of a pattern: it may have started just before they were one more. */
  readonly daysLate: string;
  readonly url: string;
}

/** Starts as `npm start` does, at a free port, and waits for the last line of its screen. */
async function start(): Promise<Started> {
  const daysBefore = fullDaysLate();
  const { process, screen, stop } = await startInClone(data, ["start"], "Ctrl-C stops everything.");
  const url = /^(http:\/\/127\.0\.0\.1:\d+)\/#/m.exec(screen)?.[1] ?? "";
  return { process, screen, daysLate: `${daysBefore}|${fullDaysLate()}`, url, stop };
}

/** The exports are dated at six in the morning, UTC: before that the last of ten days is not full. */
const fullDaysLate = () => (new Date().getUTCHours() < 6 ? 9 : 10);
