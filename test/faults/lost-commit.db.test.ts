import { randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createEntity } from "../../src/app/edit/create-entity.ts";
import { setFact } from "../../src/app/edit/set-fact.ts";
import { openHub } from "../../src/app/open-hub.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { openDatabase } from "../../src/store/db.ts";
import { testDatabase } from "../helpers/database.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { apply, countOf, entityOf, goldenOf, loadText } from "../helpers/test-hub.ts";

const model = {
  "thing.yaml": `systems: { crm: { kind: record } }
entity: thing
match-on: []
sources: [ { name: crm, system: crm, key: id, fields: { name: name } } ]
attributes:
  name: { type: text, authority: crm }
  value: { type: integer, authority: hub }
`,
};

type Cut = "before" | "after";

/** What stands between the product and its database, and loses the answer to a COMMIT. */
interface Line {
  readonly url: string;
  /** Cuts the connection of the next COMMIT that follows a write: before it arrives, or after it was carried out. */
  cutNext: Cut | null;
  cuts: number;
}

async function lineTo(url: string): Promise<Line> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const line = { url: "", cutNext: null as Cut | null, cuts: 0 };
  const server: Server = createServer((client) => {
    const behind = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    pass(line, client, behind);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const who = `${encodeURIComponent(user ?? "")}:${encodeURIComponent(String(password ?? ""))}`;
  line.url = `postgres://${who}@127.0.0.1:${address.port}/${database ?? ""}`;
  return line;
}

function pass(line: Line, client: Socket, database: Socket): void {
  const end = () => {
    client.destroy();
    database.destroy();
  };
  for (const one of [client, database]) one.on("error", end).on("close", end);
  const messages = new Messages();
  let wrote = false;
  client.on("data", (bytes: Buffer) => {
    for (const message of messages.take(bytes)) {
      const text = message.toString("latin1");
      // A statement without values is one message: its type, its length, its text.
      const simple = message[0] === 0x51 ? text.slice(5) : "";
      if (simple.startsWith("begin")) wrote = false;
      if (text.includes("move-head")) wrote = true;
      const cut = line.cutNext;
      if (!wrote || !simple.startsWith("commit") || cut === null) {
        database.write(message);
        continue;
      }
      line.cutNext = null;
      line.cuts += 1;
      if (cut === "before") {
        end();
        return;
      }
      // The server carries it out and answers, and nobody hears it.
      client.removeAllListeners("data");
      database.removeAllListeners("data");
      let answers = "";
      database.on("data", (answered: Buffer) => {
        answers += answered.toString("latin1");
        if (answers.includes("COMMIT\0")) end();
      });
      database.write(message);
      return;
    }
  });
  database.on("data", (bytes: Buffer) => void client.write(bytes));
}

/** Takes what a client sends apart: statements that go out together come in one piece, and one may come in several. */
class Messages {
  #rest = Buffer.alloc(0);
  /** The first message says who it is, and has no type. */
  #typeBytes = 0;

  *take(bytes: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= this.#typeBytes + 4) {
      const length = this.#typeBytes + this.#rest.readInt32BE(this.#typeBytes);
      if (this.#rest.length < length) return;
      const message = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      this.#typeBytes = 1;
      yield message;
    }
  }
}

async function behindLine() {
  const { url } = await testDatabase();
  const line = await lineTo(url);
  const database = openDatabase({ url: line.url, readers: 2, writers: 2 });
  onTestFinished(() => database.close());
  const master = new MasterKey(randomBytes(32));
  const hub = await openHub({ database, master });
  await apply(hub, model);
  return { line, hub, master };
}

const edit = { actor: "t1", cause: "api", ifVersion: null, idempotency: null };

for (const cut of ["before", "after"] as const) {
  test(`a write whose COMMIT was lost ${cut} it was carried out is answered, and done once`, async () => {
    const { line, hub, master } = await behindLine();
    const facts = new Map([["value", "0"]]);
    const created = await createEntity(hub, { ...edit, type: "thing", facts, confirmed: true });
    if (created.kind !== "created") throw new Error("nothing was created");
    const { entity, version } = created.edited;

    line.cutNext = cut;
    const value = "1";
    const done = await setFact(hub, { ...edit, ifVersion: version, entity, attribute: "value", value });

    expect(line.cuts).toBe(1);
    expect(done.version).toBe(version + 1);
    expect(await goldenOf(hub, entity)).toMatchObject({ value: "1" });
    await expectSound({ hub, master });
  });

  test(`a group of writes whose COMMIT was lost ${cut} it was carried out is answered to each, and done once`, async () => {
    const { line, hub, master } = await behindLine();
    const rows = Array.from({ length: 12 }, (_, i) => `${i},n${i}\n`).join("");
    await loadText(hub, "crm", `id,name\n${rows}`);
    const entities = await Promise.all(Array.from({ length: 12 }, (_, i) => entityOf(hub, "crm", String(i))));
    line.cutNext = cut;

    const all = await Promise.all(
      entities.map((entity) =>
        setFact(hub, { ...edit, ifVersion: 1, entity, attribute: "value", value: "1" }),
      ),
    );

    expect(line.cuts).toBe(1);
    expect(all.map((one) => one.version)).toEqual(entities.map(() => 2));
    expect(new Set(all.map((one) => one.index)).size).toBe(12);
    await expectSound({ hub, master });
  });

  test(`a load whose COMMIT was lost ${cut} it was carried out goes on, and applies each record once`, async () => {
    const { line, hub, master } = await behindLine();
    const text = `id,name\n${Array.from({ length: 300 }, (_, i) => `${i},n${i}\n`).join("")}`;
    line.cutNext = cut;

    const { account } = await loadText(hub, "crm", text, { batchRows: 100 });

    expect(line.cuts).toBe(1);
    expect(account).toMatchObject({ applied: 300, entitiesCreated: 300 });
    expect(await countOf(hub, "record")).toBe(300);
    await expectSound({ hub, master });
  });
}
