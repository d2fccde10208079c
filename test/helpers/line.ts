import { connect, createServer, type Server, type Socket } from "node:net";
import pg from "pg";

export type Cut = "before" | "after";

/** What stands between the product and its database, and loses the answer to a COMMIT. */
export interface Line {
  readonly url: string;
  /** Cuts the connection of the next COMMIT that follows a write: before it arrives, or after it was carried out. */
  cutNext: Cut | null;
  cuts: number;
  /** Cuts every connection there is, whatever is under way on it. */
  cutAll(): void;
  /** The same, as the end of a server that was killed looks to whoever still writes to it. */
  resetAll(): void;
}

/** Opens a line to a database. `ended` is given what closes it. */
export async function lineTo(url: string, ended: (close: () => void) => void): Promise<Line> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const open = new Set<() => void>();
  const clients = new Set<Socket>();
  const line: Line & { url: string } = {
    url: "",
    cutNext: null,
    cuts: 0,
    cutAll: () => {
      for (const end of open) end();
    },
    resetAll: () => {
      for (const client of clients) client.resetAndDestroy();
    },
  };
  const server: Server = createServer((client) => {
    const behind = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    clients.add(client);
    client.once("close", () => clients.delete(client));
    pass(line, client, behind, open);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ended(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const who = `${encodeURIComponent(user ?? "")}:${encodeURIComponent(String(password ?? ""))}`;
  line.url = `postgres://${who}@127.0.0.1:${address.port}/${database ?? ""}`;
  return line;
}

function pass(line: Line, client: Socket, database: Socket, open: Set<() => void>): void {
  const end = () => {
    open.delete(end);
    client.destroy();
    database.destroy();
  };
  open.add(end);
  for (const one of [client, database]) one.on("error", end).on("close", end);
  const messages = new Messages();
  let wrote = false;
  client.on("data", (bytes: Buffer) => {
    for (const message of messages.take(bytes)) {
      const text = message.toString("latin1");
      // A statement without values is one message: its type, its length, its text.
      const simple = message[0] === 0x51 ? text.slice(5) : "";
      // What is prepared is asked for by its name, behind the name of a portal, which is empty.
      const prepared = message[0] === 0x42 ? text.slice(6) : "";
      if (simple.startsWith("begin") || prepared.startsWith("begin")) wrote = false;
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
        // A transaction in which something failed is rolled back by COMMIT, too.
        if (/(COMMIT|ROLLBACK)\0/.test(answers)) end();
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
