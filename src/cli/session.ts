import type { Client } from "./client.ts";
import { connect } from "./connect.ts";
import type { Environment, Flags } from "./flags.ts";
import type { Io } from "./io.ts";

/** What one command is given: where to print, what was asked for everywhere, and whom to ask. */
export class Session {
  readonly io: Io;
  readonly flags: Flags;
  readonly env: Environment;
  readonly #closing: (() => Promise<void>)[] = [];
  #client: Promise<Client> | null = null;

  constructor(io: Io, flags: Flags, env: Environment) {
    this.io = io;
    this.flags = flags;
    this.env = env;
  }

  /** The server that runs on this data, or one started for the length of the command. */
  api(): Promise<Client> {
    this.#client ??= connect(this.io, this.flags, this.env).then(({ client, close }) => {
      this.#closing.push(close);
      return client;
    });
    return this.#client;
  }

  /** Stops what was started for the command; always called, however the command ended. */
  async close(): Promise<void> {
    await this.#client?.catch(() => {});
    for (const close of this.#closing.splice(0)) await close();
  }
}
