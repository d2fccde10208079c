import { join, sep } from "node:path";

/** How the command line is called here: from a clone, or where the package is installed; with the data folder where it would not be found. */
export function commandName(
  data: string,
  here: string = import.meta.dirname,
  folder = process.cwd(),
): string {
  const name = here.split(sep).includes("node_modules") ? "npx bailiwick" : "./bailiwick";
  return data === join(folder, ".bailiwick") ? name : `${name} --data ${data}`;
}
