import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Ended, type Foreground, type Shell, shellOf, startInClone } from "../helpers/clone-shell.ts";
import { layOut } from "../helpers/serving.ts";

/** A steward's day at the command line: what disagrees, leave for it, who is who, and how it came to this. */
const model = {
  "systems.yaml": "systems: { crm: { kind: record }, desk: { kind: engagement } }\n",
  "customer.yaml": `entity: customer
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, fields: { code: code, name: name } }
  - { name: desk, system: desk, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: crm, fallback: [desk] }
  name: { type: text, authority: crm, copies: [desk] }
`,
};
const until = `${new Date().getUTCFullYear() + 1}-01-01`;

let folder = "";
let shell: Shell;
let token = "";
let server: Foreground;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-steward-"));
  const data = join(folder, "data");
  layOut(folder, model);
  await writeFile(join(folder, "crm.csv"), "id,code,name\n1,A,Anvil\n2,B,Bell\n3,C,Chisel\n");
  await writeFile(
    join(folder, "desk.csv"),
    "id,code,name\nd1,A,ANVIL\nd2,B,BELL\nd3,C,CHISEL\nd4,C,Chisels\n",
  );
  server = await startInClone(data, ["--model", join(folder, "model"), "serve"], "Token for everything");
  shell = shellOf(data);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** As the steward Ana, once she has a token. */
const ana = (line: string): Promise<Ended> =>
  shell(`./bailiwick ${line}`, token === "" ? {} : { BAILIWICK_TOKEN: token });
const done = (out: unknown) => ({ code: 0, out, err: "" });
const refused = (err: unknown) => ({ code: 3, out: "", err });
const has = (text: string) => expect.stringContaining(text);

it("two systems are loaded, and what disagrees is one matter and one exception", async () => {
  expect(await ana(`load crm ${folder}/crm.csv`)).toEqual(done(has("into crm: done")));
  expect(await ana(`load desk ${folder}/desk.csv`)).toEqual(done(has("divergences opened            4")));
  expect(await ana(`load desk ${folder}/none.csv`)).toEqual(
    refused(`file-not-found: ${folder}/none.csv does not exist.\n`),
  );
  token = (await ana("token create ana --grant steward")).out.trim();

  expect(await ana("divergences")).toEqual(done(has('customer/desk:d4  name  "Chisel"  "Chisels"')));
  expect((await ana("divergences --groups")).out).toMatch(
    /^ +3 {2}customer\.name +desk +never-synced +case /m,
  );
});

it("one copy is let differ, listed, and has to follow again", async () => {
  const waive = (more: string) =>
    ana(`divergence waive ${more} --in desk --until ${until} --reason capitals`);

  expect(await waive("customer/crm:1 name")).toEqual(
    done(`desk may differ in name until ${until}. customer/crm:1 is at version 3, entry 11.\n`),
  );
  expect(await waive("customer/crm:1 name")).toEqual(
    refused(
      "waiver-stands: The copy may differ already, by entry 11.\n" +
        "  Withdraw that waiver first, or say that this one takes its place: --replaces 11.\n",
    ),
  );
  expect(await waive("customer/crm:3 name")).toEqual(refused(has("Say by --key which one is meant.")));
  expect(await waive("customer/crm:3 name --key d9")).toEqual(refused(has("under this --key")));
  expect(await waive("customer/crm:1 name --by bo")).toEqual(refused(has("Leave --by out")));
  expect((await ana("waivers")).out).toMatch(
    new RegExp(`customer/desk:d1 {2}name {2}"Anvil" {2}"ANVIL" {2}${until} {2}ana {2}capitals .* 11$`, "m"),
  );
  expect(await ana("divergence withdraw customer/crm:1 name --in desk")).toEqual(
    done(has("no leave to differ")),
  );
  expect(await ana("waivers")).toEqual(done("None: every copy has to follow.\n"));
});

it("a group is decided as one, and taken back as one", async () => {
  const group = "--type customer --attribute name --in desk --cause never-synced --pattern case";
  const waive = (count: number) =>
    ana(`divergence waive-group ${group} --expect ${count} --until ${until} --reason capitals`);

  expect(await waive(9)).toEqual(refused(has("group-changed: 3 divergences of this group are open, not 9.")));
  const given = await waive(3);
  const id = /withdraw-group (\S{36})\n/.exec(given.out)?.[1] ?? "";
  expect(given).toEqual(
    done(`3 of 3 may differ until ${until}.\nTo undo: bailiwick divergence withdraw-group ${id}\n`),
  );
  expect((await ana("decisions")).out).toMatch(new RegExp(`${id} {2}done .* 3 of 3 .* ana `));
  expect((await ana(`waivers --decision ${id}`)).out.split("\n")).toHaveLength(5);

  expect(await ana(`divergence withdraw-group ${id}`)).toEqual(done("3 of 3 have to follow again.\n"));
  expect(await ana(`divergence withdraw-group ${id}`)).toEqual(refused(has("decision-withdrawn")));
  expect(await ana("waivers")).toEqual(done("None: every copy has to follow.\n"));
  expect(await ana("decisions --state withdrawn")).toEqual(done(has("3 of 3, 3 withdrawn")));
});

it("who is who is decided by the names that records have, and undone", async () => {
  expect(await ana("duplicate move customer/desk:d4 --to crm:2 --reason 'of the other'")).toEqual(
    done(has("It belongs to crm:2, no longer to")),
  );
  expect(await ana("duplicate merge customer/crm:1 nope --reason x")).toEqual(
    refused(has("reference-unclear: <right>: This is no id")),
  );
  expect(await ana("duplicate merge customer/crm:1")).toMatchObject({ code: 2, out: "" });
  const merged = await ana("duplicate merge customer/crm:1 crm:2 --reason 'one firm'");
  expect(merged).toEqual(
    done(expect.stringMatching(/^They are one: .* duplicate split \S{36} --reason …\n$/)),
  );
  expect((await ana("explain customer/desk:d4 name")).out).toContain('"Anvil"');

  expect(await ana("duplicate split desk:d4 --reason 'two after all'")).toEqual(
    done(has("stands for itself again")),
  );
  expect(await ana("duplicate split crm:2 --reason again")).toEqual(refused(has("not-merged: <merged>:")));
  expect(await ana("duplicate different customer/crm:1 customer/crm:3 --reason 'seen both'")).toEqual(
    done("They are different things.\n"),
  );
});

it("the history says all of it in sentences, by the names of people and records", async () => {
  const { out } = await ana("history customer/crm:1");

  for (const line of [
    'ana decided that it and crm:3 are different things: "seen both".',
    'ana decided that crm:2 is another again: "two after all".',
    "desk d4 no longer belongs to it.",
    'ana decided that it and crm:2 are one: "one firm".',
    `ana lets desk d1 differ in name until ${until}, with all of its group: "capitals".`,
    "desk d1 has no leave to differ in name any longer: withdrawn.",
    `ana lets desk d1 differ in name until ${until}: "capitals".`,
    'crm 1 says name is "Anvil", and is believed (authority).',
  ])
    expect(out).toContain(`  ${line}\n`);
  expect(out).toMatch(/^\S+ \S+Z {2}decision by ana {2}entry \d+, version \d+$/m);
  expect(out).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});

it("what a steward may not do is refused, and the operator finds everything in order", async () => {
  expect(await ana("verify")).toEqual(refused(has("not-allowed: This takes the role operator")));
  expect(await shell("./bailiwick verify")).toMatchObject({ code: 0, err: "" });
});
