import pg from "pg";
import { invariant } from "../errors.ts";
import { CommitUnknown, Sent, type Tx } from "./db.ts";
import { ConnectionLost, isAborted } from "./lost-connection.ts";
import { Pipeline } from "./pipeline.ts";
import { connected, sendTogether, session } from "./session.ts";

/** Begins a transaction on a connection of its own, commits what is done within, and rolls back where that throws. */
export async function transaction<Result>(
  from: pg.Pool,
  begin: string,
  within: (tx: Tx) => Promise<Result | Sent<Result>>,
): Promise<Result> {
  const client = await connected(from);
  // Between two statements a lost connection has nobody else to tell; the next statement fails by itself.
  const ignore = () => {};
  client.on("error", ignore);
  const sending = sendTogether(client);
  const pipeline = new Pipeline(client);
  let open = true;
  let broken: Error | undefined;
  // Of statements that are sent together all behind the one that failed fail too, and any of them may be heard first.
  let cause: unknown;
  const failed = (error: unknown) => {
    if (!isAborted(error)) cause = error;
  };
  try {
    sending();
    // NOTE: not awaited, so that all goes out with it. Only a lost connection makes it fail, and all behind it.
    const begun = pipeline.run({ text: begin, name: begin });
    begun.catch(() => {});
    const done = await within(session(client, { isOpen: () => open, sending, failed, pipeline }));
    open = false;
    sending();
    // COMMIT has an answer of its own: the one before it says that nothing is left but the disk.
    pipeline.flush();
    if (done instanceof Sent) return await commitBehind(client, begun, done);
    await begun;
    await commit(client);
    return done;
  } catch (error) {
    open = false;
    pipeline.flush();
    broken = error instanceof CommitUnknown ? error : await rollback(client);
    throw isAborted(error) ? (cause ?? error) : error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

/** COMMIT while the statements before it are still being answered: where one of them fails, the server rolls back. */
async function commitBehind<Result>(
  client: pg.PoolClient,
  begun: Promise<unknown>,
  { answered }: Sent<Result>,
): Promise<Result> {
  const [before, ended] = await Promise.allSettled([begun.then(() => answered), commit(client)]);
  if (ended.status === "fulfilled") {
    if (before.status === "fulfilled") return before.value;
    // It stands, whatever is wrong with an answer before: whoever asks the database learns it.
    throw new CommitUnknown("It was committed, but its answers cannot be read.", { cause: before.reason });
  }
  const isAnswered = before.status === "rejected" && !(before.reason instanceof ConnectionLost);
  throw isAnswered ? before.reason : ended.reason;
}

async function commit(client: pg.PoolClient): Promise<void> {
  let answer: pg.QueryResult;
  try {
    answer = await client.query("commit");
  } catch (error) {
    // With a code of five characters it is the server's answer: a deferred check failed, nothing was committed.
    if (error instanceof pg.DatabaseError && !isLost(error.code)) throw error;
    throw new CommitUnknown("The answer to COMMIT was lost.", { cause: error });
  }
  invariant(answer.command === "COMMIT", "a statement that failed within a transaction is not passed over");
}

/** Class 57: the server is ending, perhaps after it committed. */
function isLost(code: string | undefined): boolean {
  return code === undefined || code.startsWith("57") || code.startsWith("08");
}

/** Where not even this succeeds the connection is beyond use, and the server rolls back by itself. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
