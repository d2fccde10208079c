import type { Command } from "commander";
import { parseCount } from "./address.ts";

export interface PageOptions {
  readonly limit?: string;
  readonly after?: string;
}

/** Which page of a list. */
export function withPages(command: Command): Command {
  return command
    .option("--limit <count>", "how many at most", "50")
    .option("--after <cursor>", "those that follow a page, as that page says");
}

export function pageOf(options: PageOptions): { limit: number; cursor?: string } {
  const limit = parseCount(options.limit ?? "50", "--limit");
  return options.after === undefined ? { limit } : { limit, cursor: options.after };
}
