import { existsSync } from "node:fs";
import { join } from "node:path";
import { usage } from "./cli-error.ts";
import type { Flags } from "./flags.ts";

/** The folder of the model that a command means: as named, else `./model`, else the current folder where it holds YAML. */
export function modelFolder(named: string | undefined, flags: Flags): string {
  const said = named ?? flags.model;
  if (said !== null) return said;
  const here = join(process.cwd(), "model");
  if (existsSync(here)) return here;
  return usage("No model is named, and there is no folder ./model.", "Name it: bailiwick --model DIR …");
}
