import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Command } from "commander";
import fc from "fast-check";
import pc from "picocolors";
import { expect, it } from "vitest";
import { parseAddress, parseCount, parseDelimiter, parseFilter, parseInstant } from "./address.ts";
import { bareCommandName, commandName } from "./command-name.ts";
import { factsOf } from "./commands/edit.ts";
import { parseGrant } from "./commands/token.ts";
import { exitCodes } from "./exit-code.ts";
import { flagsOf } from "./flags.ts";
import type { Io } from "./io.ts";
import { inWordsOf } from "./member-words.ts";
import { runCommandLine } from "./program.ts";
import { rowsOf } from "./rows-file.ts";
import { bytesText } from "./show/quarantine.ts";
import { cut, prose, table } from "./show/table.ts";

function recorder(columns: number | null = null): Io & { readonly printed: { out: string; err: string } } {
  const printed = { out: "", err: "" };
  return {
    printed,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    columns,
    watched: false,
    paint: pc.createColors(false),
    now: () => new Date("2026-11-14T12:00:00Z"),
  };
}

const sampleModel = join(import.meta.dirname, "../../samples/campaign-and-content/model");

async function run(...words: string[]) {
  const io = recorder();
  // No data folder can be made below a file, so that a server which is started without need ends with 4; and one that lies
  // further above, of whoever tries the clone, is not touched.
  const folder = join(sampleModel, "systems.yaml");
  const env = { BAILIWICK_DATA: join(folder, "data") };
  const exitCode = await runCommandLine(words, { io, env, folder });
  return { exitCode, ...io.printed };
}

it("an address is a type and an id or record, whose key may hold slashes and colons", () => {
  expect(parseAddress("campaign/crm:A/1:2")).toEqual({ type: "campaign", ref: "crm:A/1:2" });
  for (const wrong of ["campaign", "/x", "campaign/"]) expect(() => parseAddress(wrong)).toThrow(/no entity/);
});

it.each([
  ["stage=live", { attribute: "stage", op: "eq", value: "live" }],
  ["stage!=live", { attribute: "stage", op: "ne", value: "live" }],
  ["stage=draft|live", { attribute: "stage", op: "in", value: ["draft", "live"] }],
  ["budget>=100", { attribute: "budget", op: "gte", value: "100" }],
  ["budget<5", { attribute: "budget", op: "lt", value: "5" }],
  ["name^=Sp=x", { attribute: "name", op: "prefix", value: "Sp=x" }],
  ["address.city=Bonn", { attribute: "address.city", op: "eq", value: "Bonn" }],
  ["accounts[a=b.c].bank^=S", { attribute: "accounts[a=b.c].bank", op: "prefix", value: "S" }],
  ["tags~=red", { attribute: "tags", op: "contains", value: "red" }],
  ["hazards[a b]:set", { attribute: "hazards[a b]", op: "empty", value: false }],
  ["title[de-DE]=", { attribute: "title[de-DE]", op: "eq", value: "" }],
  ["owner_email:empty", { attribute: "owner_email", op: "empty", value: true }],
  ["owner_email:set", { attribute: "owner_email", op: "empty", value: false }],
])("the filter %s is understood", (text, condition) => {
  expect(parseFilter(text)).toEqual(condition);
});

it("a filter without a sign is refused with the signs that there are", () => {
  expect(() => parseFilter("stage live")).toThrow(/no filter/);
});

it("a moment is a day or an instant with its zone, and one that exists", () => {
  expect(parseInstant("2026-11-14", "--as-of")).toBe("2026-11-14T00:00:00.000Z");
  expect(parseInstant("2026-11-14T06:00:00+01:00", "--as-of")).toBe("2026-11-14T06:00:00+01:00");
  for (const wrong of ["2026-02-30", "yesterday", "2026-11-14T06:00:00", "14.11.2026"]) {
    expect(() => parseInstant(wrong, "--as-of")).toThrow(/no moment/);
  }
});

it("a delimiter is one character, and tab is a word", () => {
  expect([parseDelimiter("tab"), parseDelimiter(";")]).toEqual(["\t", ";"]);
  expect(() => parseDelimiter(";;")).toThrow(/one character/);
  expect(() => parseCount("0", "--limit", 9)).toThrow(/--limit '0'/);
});

it("facts are given once each, and nothing behind the sign is empty", () => {
  expect(factsOf(["code=A", "name=a=b", "note="])).toEqual({ code: "A", name: "a=b", note: null });
  expect(() => factsOf(["code=A", "code=B"])).toThrow(/twice/);
  expect(() => factsOf(["code"])).toThrow(/no fact/);
});

it("a grant is a role, for all domains or for those named", () => {
  expect(parseGrant("reader")).toEqual({ role: "reader", domains: null });
  expect(parseGrant("steward:marketing,sales")).toEqual({ role: "steward", domains: ["marketing", "sales"] });
  expect(() => parseGrant("boss")).toThrow(/no role/);
  expect(() => parseGrant("reader:")).toThrow(/no domain/);
});

it("flags go before the environment, and the environment before what a folder suggests", () => {
  const env = { BAILIWICK_URL: "http://e", BAILIWICK_TOKEN: "", BAILIWICK_DATA: "kept" };

  expect(flagsOf({ url: "http://f" }, env, "/home/ana")).toEqual({
    model: null,
    data: "/home/ana/kept",
    url: "http://f",
    token: null,
    json: false,
  });
});

it.each([
  ["rows.tsv", "a\tb", "text/tab-separated-values"],
  ["-", '{"a":1}\n', "application/x-ndjson"],
  ["-", "\uFEFF [1]", "application/json"],
  ["-", "PAR1....", "application/vnd.apache.parquet"],
  ["-", "a;b\n", "text/csv"],
])("rows in %s that begin with %j are %s, and none is lost by looking", async (name, text, contentType) => {
  const stream = (async function* () {
    yield Buffer.from(text.slice(0, 4));
    yield Buffer.from(text.slice(4));
  })();

  const rows = await rowsOf(name, stream);
  const sent = Buffer.concat(await Array.fromAsync(rows.rows));

  expect(rows.contentType).toBe(contentType);
  expect(sent.toString()).toBe(
    Buffer.from(text.slice(0, 4)).toString() + Buffer.from(text.slice(4)).toString(),
  );
});

it("a command that is not there is the usage, with the one that was meant", async () => {
  const { exitCode, out, err } = await run("explian");

  expect(exitCode).toBe(2);
  expect(out).toBe("");
  expect(err).toContain("unknown command 'explian'");
  expect(err).toContain("Did you mean explain?");
});

it.each([
  [["run", "nosuch"], "unknown command 'nosuch' of run; there is: list, show, pass, discard"],
  [["--no-color", "tokens"], "unknown command 'tokens'"],
  [["token", "--json", "nope"], "unknown command 'nope' of token; there is: create, list, revoke"],
  [["help", "nosuch"], "unknown command 'nosuch'"],
  [["help", "token", "nope"], "unknown command 'nope' of token; there is: create, list, revoke"],
])("a word that is no command is told as such, with those that there are: %j", async (words, says) => {
  const { exitCode, out, err } = await run(...words);

  expect([exitCode, out]).toEqual([2, ""]);
  expect(err).toContain(says);
});

it("help behind a command and before it is the same", async () => {
  const before = await run("help", "token", "create");
  const behind = await run("token", "create", "--help");

  expect(before).toEqual(behind);
  expect(before.out).toMatch(/^Usage: bailiwick token create \[options\] <name>\n/);
});

it("help is no error, and names the exit codes", async () => {
  const { exitCode, out } = await run("--help");

  expect(exitCode).toBe(0);
  expect(out).toContain("3  it was refused, and the message says why");
});

it("what cannot be understood is refused before any server is started", async () => {
  const { exitCode, err } = await run("explain", "campaign");

  expect(exitCode).toBe(2);
  expect(err).toBe(
    "'campaign' names no entity.\n  Write <type>/<id> or <type>/<source>:<key>, for instance campaign/crm:C-100926.\n",
  );
});

it("a server elsewhere wants a token, and one that is not there is said not to be", async () => {
  const without = await run("--url", "http://127.0.0.1:9", "systems");
  const gone = await run("--url", "http://127.0.0.1:9", "--token", "x", "systems");

  expect([without.exitCode, without.err]).toEqual([2, expect.stringContaining("wants a token")]);
  expect([gone.exitCode, gone.err]).toEqual([4, expect.stringContaining("http://127.0.0.1:9")]);
});

it.each([
  [["run", "show", "nope"], "'nope' is no id.\n  They are listed by: bailiwick run list\n"],
  [["token", "revoke", ""], "'' is no id.\n  They are listed by: bailiwick token list\n"],
  [
    ["quarantine", "retry", "x".repeat(5_000)],
    `'${"x".repeat(100)}…' is no id.\n  They are listed by: bailiwick quarantine list\n`,
  ],
  [["list", "campaign", "--limit", "501"], "--limit '501' is too large: 500 is the most.\n"],
  [["approve", "a/b:c", "name", "--entry", "1e9"], "--entry '1e9' is no whole number from 1 on.\n"],
  [
    ["token", "create", "ana", "--grant", "reader", "--expires", "2027-02-30"],
    "--expires '2027-02-30' is no moment.\n  Write a day, 2026-11-14, or an instant with its zone, 2026-11-14T06:00:00Z.\n",
  ],
  [
    ["load", "crm", "/nowhere.csv", "--as-of", "2026-02-30T06:00:00Z"],
    "--as-of '2026-02-30T06:00:00Z' is no moment.\n  Write a day, 2026-11-14, or an instant with its zone, 2026-11-14T06:00:00Z.\n",
  ],
  [
    ["override", "set", "a/b:c", "name", "x", "--reason", "r", "--until", "soon"],
    "--until 'soon' is no day.\n  Write a day, 2026-12-24, or authority-changes.\n",
  ],
  [
    ["divergence", "waive", "a/b:c", "name", "--in", "ops", "--reason", "r", "--until", "2026-13-01"],
    "--until '2026-13-01' is no day.\n  Write a day, 2026-12-24.\n",
  ],
  [
    ["token", "create", "ana", "--grant", "boss"],
    "'boss' is no role.\n  There is: reader, contributor, steward, operator, admin.\n",
  ],
  [
    ["explain", "https://crm.example/x", "--as-test"],
    "--as-test wants an entity, not the address of a page.\n",
  ],
])("%s is told before any server is asked, in a few words", async (words, says) => {
  const { exitCode, err } = await run("--url", "http://127.0.0.1:9", "--token", "t", ...words);

  expect([exitCode, err]).toEqual([2, says]);
});

it("with --json an error is JSON on stderr, and stdout stays empty", async () => {
  const { exitCode, out, err } = await run("list", "campaign", "--filter", "nonsense", "--json");

  expect([exitCode, out]).toEqual([2, ""]);
  expect(JSON.parse(err)).toMatchObject({ error: { code: "usage", message: "'nonsense' is no filter." } });
});

it("what commander refuses is JSON for a program too, and nothing else beside it", async () => {
  for (const [words, message] of [
    [["explian"], "unknown command 'explian'\n(Did you mean explain?)"],
    [["duplicate", "merge", "a", "b"], "required option '--reason <text>' not specified"],
    [["divergence"], "The command is not complete."],
  ] as const) {
    const { exitCode, out, err } = await run(...words, "--json");

    expect([exitCode, out]).toEqual([2, ""]);
    expect(JSON.parse(err)).toMatchObject({ error: { code: "usage", message } });
  }
});

it("a refusal names what was written on the command line, where over HTTP it names the member", () => {
  const command = new Command("waive-group")
    .argument("<entity>")
    .argument("<attribute>")
    .option("--in <source>")
    .option("--expect <count>")
    .option("--as-of <moment>");

  expect(inWordsOf(command, "`source` and `expected`, `asOf`; `ref`: `fact.0` is empty.")).toBe(
    "--in and --expect, --as-of; <entity>: <attribute> is empty.",
  );
  expect(inWordsOf(command, "`bailiwick explain`, `source:key`, `other`")).toBe(
    "`bailiwick explain`, `source:key`, `other`",
  );
});

it("check tells every fault of a model with its place, without a server", async () => {
  const sound = await run("check", "samples/campaign-and-content/model");
  const none = await run("check", "/nowhere/at/all");

  expect([sound.exitCode, sound.out]).toEqual([0, expect.stringContaining("is a sound model: 5 systems")]);
  expect([none.exitCode, none.err]).toEqual([3, expect.stringContaining("model-folder-unreadable")]);
});

it.each([
  [0, ["--version"]],
  [0, ["check", sampleModel]],
  [1, ["--model", sampleModel, "test", "no such test"]],
  [2, ["explain"]],
  [2, ["explain", "campaign"]],
  [2, ["load", "crm", "-", "--as-of", "yesterday"]],
  [2, ["list", "campaign", "--limit", "many"]],
  [2, ["divergences", "--cause", "nope"]],
  [2, ["run", "pass", "nope"]],
  [2, ["divergence", "withdraw-group", "nope"]],
  [2, ["divergence", "withdraw", "campaign", "name", "--in", "ops"]],
  [2, ["override", "end", "campaign", "name"]],
  [2, ["approve", "a/b:c", "name", "--entry", "0"]],
  [2, ["waivers", "--limit", "0"]],
  [2, ["init"]],
  [3, ["load", "crm", "/nowhere.csv"]],
  [3, ["load", "crm", sampleModel]],
  [3, ["crosswalk", "load", "/nowhere.csv", "--left", "a", "--right", "b"]],
  [3, ["init", "/nowhere.csv"]],
  [3, ["init", sampleModel]],
  [3, ["init", "--sample", "supplier", "--out", `${sampleModel}/systems.yaml/below`]],
  [3, ["model", "docs", sampleModel, "--out", `${sampleModel}/systems.yaml/below`]],
  [3, ["check", "/nowhere"]],
  [3, ["check", `${sampleModel}/systems.yaml`]],
  [3, ["model", "apply", "/nowhere"]],
  [3, ["--model", "/nowhere", "test"]],
  [4, ["--data", `${sampleModel}/systems.yaml`, "systems"]],
  [4, ["serve", "--listen", "nowhere:at:all"]],
  [4, ["--url", "http://127.0.0.1:9", "--token", "t", "systems"]],
])("it ends with %i: %j", async (ends, words) => {
  const { exitCode, out, err } = await run(...words);

  expect(exitCode, err).toBe(ends);
  expect(exitCode > 1 ? out : err).toBe("");
});

it("the README tells of each exit code", async () => {
  const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  const told = [...readme.matchAll(/^\| (\d) \| /gm)].map(([, code]) => Number(code));

  expect(told).toEqual(Object.values(exitCodes));
});

it.each([
  [404, "entity-unknown", 3],
  [401, "token-wrong", 3],
  [503, "database-away", 4],
  [500, "internal", 5],
] as const)(
  "a server that answers %i %s ends the command as such, whichever it is",
  async (status, code, ends) => {
    const problem = { type: "", title: "", status, code, detail: "As it is." };
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;

    const { exitCode, err } = await run("--url", `http://127.0.0.1:${port}`, "--token", "t", "systems");
    server.close();

    expect([exitCode, err]).toEqual([ends, `${code}: As it is.\n`]);
  },
);

const wide = [["01a1ff63-4a3e-8001-9408-cfd2f4d22e16", "a reason that does not fit beside it", "18853"]];

it("a table is whole where there is no terminal, and in a narrow one its prose alone is cut", () => {
  const heads = ["id", prose("reason"), "entry"];

  expect(table(recorder(), heads, wide)).toContain("a reason that does not fit beside it");
  expect(table(recorder(70), heads, wide).split("\n")).toEqual([
    "id                                    reason                     entry",
    "01a1ff63-4a3e-8001-9408-cfd2f4d22e16  a reason that does not f…  18853",
    "",
  ]);
  expect(cut("\u001b[31mred\u001b[39m", 3)).toBe("\u001b[31mred\u001b[39m");
});

it("what has no room beside the rest of its row goes below it, and only prose is cut there", () => {
  expect(table(recorder(40), ["id", prose("reason"), "entry"], wide).split("\n")).toEqual([
    "id",
    "01a1ff63-4a3e-8001-9408-cfd2f4d22e16",
    "  reason  a reason that does not fit be…",
    "  entry   18853",
    "",
  ]);
});

it("what a reader may have to type is whole in a terminal of any width, and nothing is lost", () => {
  const cell = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
  const heads = ["first", prose("words"), "second", prose("more")];
  const rows = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 200 }), (cells, columns) => {
      const shown = table(recorder(columns), heads, cells);

      for (const [first, , second] of cells)
        for (const whole of [first, second]) expect(shown).toContain(whole);
      if (cells.every((row) => row.every((text) => text.length < 12)))
        for (const line of shown.split("\n")) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 28));
    }),
  );
});

it("bytes that are no text are shown as what they are", () => {
  expect(bytesText(Buffer.from([0x4d, 0xfc, 0x6e, 0xc3, 0xbc, 0x00]))).toBe("M\\xfcnü\\x00");
});

it("tests of a model need no server: it ends with 0 where all pass, and with 1 where one fails or none is run", async () => {
  const all = await run("--model", sampleModel, "test", "--json");
  const none = await run("--model", sampleModel, "test", "no such test");

  expect(all).toMatchObject({ exitCode: 0, err: "" });
  expect(JSON.parse(all.out)).toMatchObject({ ok: true, faults: [] });
  expect(none).toMatchObject({
    exitCode: 1,
    out: "No test was run: no test has 'no such test' in its name.\n",
  });
});

it("the command line is called as it can be from where one is", () => {
  expect(bareCommandName("/home/ana/clone/src/cli", "/home/ana/clone")).toBe("./bailiwick");
  expect(bareCommandName("/home/ana/clone/src/cli", "/home/ana/data")).toBe("/home/ana/clone/bailiwick");
  expect(bareCommandName("/app/node_modules/bailiwick/src/cli", "/app")).toBe("npx bailiwick");
  expect(commandName("/home/ana/x/.bailiwick", "/home/ana/clone/src/cli", "/home/ana/x")).toBe(
    "/home/ana/clone/bailiwick",
  );
});
