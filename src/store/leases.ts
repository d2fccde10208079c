import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { connectMs, pollMs } from "../limits.ts";

/** What one process holds and no other does, until it lets go, or is no more. */
export interface Lease {
  /** Aborted once the connection that holds it was lost: from then on another process may hold it. */
  readonly lost: AbortSignal;
  /** May be called twice. */
  release(): Promise<void>;
}

/**
 * Names that one process at a time holds, as advisory locks of one connection that is kept open for nothing else: the database
 * itself lets go of them when the process ends, however it ends, so that a name that can be had has no living holder.
 */
export class Leases {
  readonly #url: string;
  /** Held here, or being asked for: the connection itself would be given its own locks again. */
  readonly #taken = new Set<string>();
  readonly #queues = new Map<string, Promise<void>>();
  #holder: Promise<Holder> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** `null` where someone holds it. */
  async tryHold(name: string): Promise<Lease | null> {
    if (this.#taken.has(name)) return null;
    this.#taken.add(name);
    let got = false;
    try {
      const holder = await this.#connected();
      got = await asked(holder, "pg_try_advisory_lock", name);
      return got ? this.#lease(name, holder) : null;
    } finally {
      if (!got) this.#taken.delete(name);
    }
  }

  /** Waits, behind those here that asked before; `null` where it was not to be had within that many milliseconds. */
  async hold(name: string, waitMs: number): Promise<Lease | null> {
    const until = performance.now() + waitMs;
    const before = this.#queues.get(name) ?? Promise.resolve();
    const turn = Promise.withResolvers<void>();
    const behind = before.then(() => turn.promise);
    this.#queues.set(name, behind);
    try {
      const mine = await Promise.race([before.then(() => true), pause(waitMs, false, { ref: false })]);
      while (mine) {
        const lease = await this.tryHold(name);
        if (lease !== null || performance.now() >= until) return lease;
        await pause(pollMs);
      }
      return null;
    } finally {
      turn.resolve();
      if (this.#queues.get(name) === behind) this.#queues.delete(name);
    }
  }

  /** Lets go of everything. */
  async close(): Promise<void> {
    const holder = await this.#holder?.catch(() => undefined);
    this.#holder = undefined;
    await holder?.client.end();
  }

  #lease(name: string, holder: Holder): Lease {
    let held = true;
    return {
      lost: holder.lost.signal,
      release: async () => {
        if (!held) return;
        held = false;
        // A lost connection holds nothing any more.
        if (!holder.lost.signal.aborted) await asked(holder, "pg_advisory_unlock", name).catch(() => false);
        this.#taken.delete(name);
      },
    };
  }

  #connected(): Promise<Holder> {
    this.#holder ??= connect(this.#url, () => {
      this.#holder = undefined;
    }).catch((error: unknown) => {
      this.#holder = undefined;
      throw error;
    });
    return this.#holder;
  }
}

interface Holder {
  readonly client: pg.Client;
  readonly lost: AbortController;
}

async function connect(url: string, onLost: () => void): Promise<Holder> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    application_name: "bailiwick leases",
    keepAlive: true,
    pipeline: true,
    options: "-c idle_session_timeout=0",
  });
  const lost = new AbortController();
  const lose = () => {
    if (lost.signal.aborted) return;
    lost.abort();
    onLost();
  };
  client.on("error", lose);
  client.on("end", lose);
  await client.connect();
  return { client, lost };
}

/** Another seed than any other advisory lock of this database has, so that no name meets it. */
const seed = 7_420_003;

async function asked(
  { client }: Holder,
  what: "pg_try_advisory_lock" | "pg_advisory_unlock",
  name: string,
): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(
    `select ${what}(hashtextextended($1, ${seed})) as done`,
    [name],
  );
  return rows[0]?.done === true;
}
