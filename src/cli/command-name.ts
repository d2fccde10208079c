import { join, resolve, sep } from "node:path";

/** How the command line is called here: from a clone, or where the package is installed; with the data folder where it would not be found. */
export function commandName(
  data: string,
  here: string = import.meta.dirname,
  folder = process.cwd(),
): string {
  const name = bareCommandName(here, folder);
  return data === join(folder, ".bailiwick") ? name : `${name} --data ${data}`;
}

/** How the command line is called here, without any flag: in a clone, from another folder too. */
export function bareCommandName(here: string = import.meta.dirname, folder = process.cwd()): string {
  if (here.split(sep).includes("node_modules")) return "npx bailiwick";
  const clone = resolve(here, "../..");
  return folder === clone ? "./bailiwick" : join(clone, "bailiwick");
}
