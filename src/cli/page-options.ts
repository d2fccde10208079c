import type { Command } from "commander";
import { pageItemsMax } from "../limits.ts";
import { countOf } from "./address.ts";

export interface PageOptions {
  readonly limit: number;
  readonly after?: string;
}

/** Which page of a list. */
export function withPages(command: Command): Command {
  return command
    .option(
      "--limit <count>",
      `how many at most, up to ${pageItemsMax}`,
      countOf("--limit", pageItemsMax),
      50,
    )
    .option("--after <cursor>", "those that follow a page, as that page says");
}

export function pageOf({ limit, after }: PageOptions): { limit: number; cursor?: string } {
  return after === undefined ? { limit } : { limit, cursor: after };
}
