import { openDesk } from "./desk.ts";
import type { BenchOptions, Measurement } from "./measurement.ts";
import { askBoth, openServed, roundsOf } from "./served.ts";

/** One fact a request, by 32 clients, durable. The baseline: a bare fastify route that inserts one row and commits. */
export async function* write(options: BenchOptions): AsyncGenerator<Measurement> {
  await using served = await openServed();
  const desk = await openDesk(served, options);
  const measured = await askBoth(served, { connections: 32, ...roundsOf(options), ...desk });
  yield { name: "write", unit: "facts/s", ...measured };
}
