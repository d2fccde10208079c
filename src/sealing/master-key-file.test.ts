import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refused } from "../errors.ts";
import { beginRotation, finishRotation, openMasterKey } from "./master-key-file.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bailiwick-keys-"));
  file = join(folder, "data", "master.key");
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = {};
const create = () => openMasterKey({ file, env, ifMissing: "create" });
const reopen = () => openMasterKey({ file, env, ifMissing: "refuse" });
const write = (text: string) => {
  mkdirSync(join(folder, "data"), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
};
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
  return "none";
}

test("the first start makes a key that its owner alone may read, and later starts find the same", () => {
  const made = create();

  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(reopen().id).toBe(made.id);
  expect(create().id).toBe(made.id);
  expect(readdirSync(join(folder, "data"))).toEqual(["master.key"]);
});

test("a lost key is never replaced by a fresh one where data exists", () => {
  expect(refusalOf(reopen)).toBe("master-key-missing");
  expect(existsSync(file)).toBe(false);
});

test.each([0o640, 0o604, 0o644, 0o660])("a key file of mode %o is refused", (mode) => {
  create();
  chmodSync(file, mode);

  expect(refusalOf(reopen)).toBe("master-key-exposed");
});

test.each([
  ["nothing", () => ""],
  ["half a file", (text: string) => text.slice(0, 90)],
  ["another format", (text: string) => text.replace('key": 1', 'key": 2')],
  ["a key that does not fit its id", (text: string) => text.replace(/"id": "(.)/, '"id": "x')],
  ["a key that is too short", (text: string) => text.replace(/"key": ".../, '"key": "')],
  ["a list", () => "[]"],
  ["null", () => "null"],
])("a key file that holds %s is refused, and the refusal tells nothing of the key", (_, spoil) => {
  create();
  const text = readFileSync(file, "utf8");
  const secret = /"key": "([^"]{44})"/.exec(text)?.[1] ?? "no key found";
  write(spoil(text));

  let words = "";
  try {
    reopen();
  } catch (error) {
    if (error instanceof Refused) words = JSON.stringify(error.refusal);
  }

  expect(words).toContain("master-key-malformed");
  for (let at = 0; at + 8 <= secret.length; at++) expect(words).not.toContain(secret.slice(at, at + 8));
});

test("the environment's key is used instead of the file, and no file is made", () => {
  const given = randomBytes(32).toString("base64");

  const one = openMasterKey({ file, env: { BAILIWICK_MASTER_KEY: given }, ifMissing: "create" });
  const other = openMasterKey({ file, env: { BAILIWICK_MASTER_KEY: `${given}\n` }, ifMissing: "refuse" });

  expect(one.id).toBe(other.id);
  expect(existsSync(file)).toBe(false);
});

test.each([
  "short",
  Buffer.alloc(32).toString("base64"),
  `${"A".repeat(43)}B`,
  randomBytes(32).toString("hex"),
])("an environment's key like %s is refused", (given) => {
  const act = () => openMasterKey({ file, env: { BAILIWICK_MASTER_KEY: given }, ifMissing: "create" });

  expect(refusalOf(act)).toBe("master-key-malformed");
});

test("a key of fewer than 8 different bytes is taken for a placeholder, one of 8 for a key", () => {
  const of = (different: number) =>
    Buffer.from(Array.from({ length: 32 }, (_, at) => at % different)).toString("base64");
  const opening = (given: string) => () =>
    openMasterKey({ file, env: { BAILIWICK_MASTER_KEY: given }, ifMissing: "create" });

  expect(refusalOf(opening(of(7)))).toBe("master-key-malformed");
  expect(refusalOf(opening(of(8)))).toBe("none");
});

test("a file whose previous key is the current one is refused", () => {
  create();
  beginRotation({ file, env });
  const parsed = JSON.parse(readFileSync(file, "utf8"));

  write(JSON.stringify({ ...parsed, previous: parsed.current }));

  expect(refusalOf(reopen)).toBe("master-key-malformed");
});

test("a rotation keeps both keys until it is finished", () => {
  const before = create();

  const during = beginRotation({ file, env });

  expect(during.id).not.toBe(before.id);
  expect(during.previousId).toBe(before.id);
  expect(reopen().previousId).toBe(before.id);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  expect(finishRotation({ file, env })).toBe("file");
  expect(reopen().id).toBe(during.id);
  expect(reopen().previousId).toBeNull();
  expect(finishRotation({ file, env })).toBe("nothing");
});

test("a rotation begun again after a crash goes on with the same keys", () => {
  create();
  const first = beginRotation({ file, env });

  const again = beginRotation({ file, env });

  expect([again.id, again.previousId]).toEqual([first.id, first.previousId]);
});

test("a draft that a crash left behind neither stops a rotation nor outlives it", () => {
  create();
  writeFileSync(`${file}.new`, "half a fi", { mode: 0o644 });

  beginRotation({ file, env });

  expect(readdirSync(join(folder, "data"))).toEqual(["master.key"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a key from the environment is rotated by giving both, and by taking the old one away", () => {
  const [old, next] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
  const both = { BAILIWICK_MASTER_KEY: next, BAILIWICK_MASTER_KEY_PREVIOUS: old };

  expect(refusalOf(() => beginRotation({ file, env: { BAILIWICK_MASTER_KEY: old } }))).toBe(
    "master-key-not-rotatable",
  );
  expect(beginRotation({ file, env: both }).previousId).toBe(
    openMasterKey({ file, env: { BAILIWICK_MASTER_KEY: old }, ifMissing: "refuse" }).id,
  );
  expect(finishRotation({ file, env: both })).toBe("env");
  expect(finishRotation({ file, env: { BAILIWICK_MASTER_KEY: next } })).toBe("nothing");
});
