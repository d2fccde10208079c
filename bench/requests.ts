import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What the requests of a while came to. */
export interface Round {
  readonly perSecond: number;
  readonly milliseconds: readonly number[];
}

export interface Request {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  readonly body?: string;
}

/** The request to be made next on a connection, given the body of the last answer on it. */
export type Next = (answered: string | null) => Request;

/**
 * Connections that stay open and ask one request after the other, each as soon as the last is answered. Written on sockets,
 * because whoever asks shares the processors with whoever answers: `fetch` took about as much of them as a bare server.
 */
export class Caller implements Disposable {
  readonly #connections: readonly Connection[];

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  static async open(
    url: string,
    { connections, token }: { readonly connections: number; readonly token: string | null },
  ): Promise<Caller> {
    const { hostname, port, host } = new URL(url);
    const headers = `Host: ${host}\r\n${token === null ? "" : `Authorization: Bearer ${token}\r\n`}`;
    const opening = Array.from({ length: connections }, () => opened(hostname, Number(port)));
    return new Caller((await Promise.all(opening)).map((socket) => new Connection(socket, headers)));
  }

  /** Asks on every connection until it is told to stop, and waits for the last answers. `each` makes what a connection asks. */
  async until(each: () => Next, stop: () => boolean): Promise<Round> {
    const milliseconds: number[] = [];
    const started = performance.now();
    const asking = this.#connections.map(async (connection) => {
      const next = each();
      let answered: string | null = null;
      while (!stop()) {
        const asked = performance.now();
        answered = await connection.ask(next(answered));
        milliseconds.push(performance.now() - asked);
      }
    });
    await Promise.all(asking);
    const seconds = (performance.now() - started) / 1000;
    return { perSecond: milliseconds.length / seconds, milliseconds };
  }

  seconds(each: () => Next, seconds: number): Promise<Round> {
    const end = performance.now() + seconds * 1000;
    return this.until(each, () => performance.now() >= end);
  }

  /** Asks so often and no more, the connections in turns, for a while. */
  async steadily(each: () => Next, { perSecond, seconds }: { perSecond: number; seconds: number }) {
    const { length } = this.#connections;
    const started = performance.now();
    const asking = this.#connections.map(async (connection, nth) => {
      const next = each();
      for (let at = nth; at < perSecond * seconds; at += length) {
        await pause(Math.max(0, started + (at / perSecond) * 1000 - performance.now()));
        await connection.ask(next(null));
      }
    });
    await Promise.all(asking);
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.end();
  }
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once("error", reject).once("connect", () => resolve(socket.off("error", reject)));
  });
}

const endOfHeaders = "\r\n\r\n";

class Connection {
  readonly #socket: Socket;
  readonly #headers: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { readonly resolve: (body: string) => void; readonly reject: (error: Error) => void } | null =
    null;

  constructor(socket: Socket, headers: string) {
    this.#socket = socket;
    this.#headers = headers;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#waiting?.reject(error));
    socket.on("close", () => this.#waiting?.reject(new Error("The server has closed the connection.")));
  }

  ask({ method, path, body }: Request): Promise<string> {
    const sent =
      body === undefined
        ? endOfHeaders.slice(2)
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}${endOfHeaders}${body}`;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) reject(new Error("The server has closed the connection."));
      this.#waiting = { resolve, reject };
      this.#socket.write(`${method} ${path} HTTP/1.1\r\n${this.#headers}${sent}`);
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(endOfHeaders);
    if (headEnd < 0) return;
    const head = this.#received.toString("latin1", 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    const from = headEnd + endOfHeaders.length;
    if (this.#received.length < from + length) return;
    const body = this.#received.toString("utf8", from, from + length);
    const waiting = this.#waiting;
    this.#received = Buffer.alloc(0);
    this.#waiting = null;
    if (head.startsWith("HTTP/1.1 2")) waiting?.resolve(body);
    else waiting?.reject(new Error(`The server answers: ${head.split("\r\n", 1)[0]} ${body}`));
  }
}
