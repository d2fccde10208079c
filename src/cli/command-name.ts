import { join, sep } from "node:path";

/** How the command line is called here: from a clone, or where the package is installed; with the data folder where it would not be found. */
export function commandName(
  data: string,
  here: string = import.meta.dirname,
  folder = process.cwd(),
): string {
  const name = bareCommandName(here);
  return data === join(folder, ".bailiwick") ? name : `${name} --data ${data}`;
}

/** How the command line is called here, without any flag. */
export const bareCommandName = (here: string = import.meta.dirname): string =>
  here.split(sep).includes("node_modules") ? "npx bailiwick" : "./bailiwick";
