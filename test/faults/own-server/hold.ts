import { startPostgres } from "../../../src/store/server/postgres.ts";

/** Starts PostgreSQL on a folder, says so in a line of JSON, and holds it until something happens to this process. */
const [folder = "", ending = "hold"] = process.argv.slice(2);
try {
  const { url, pid } = await startPostgres({ dataDir: folder });
  process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
  setInterval(() => {}, 60_000);
  if (ending === "throw") setImmediate(() => undefinedCall());
  if (ending === "exit") setImmediate(() => process.exit(3));
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: error instanceof Error ? error.message : "" })}\n`);
}

function undefinedCall(): never {
  throw new Error("A fault that nobody catches.");
}
