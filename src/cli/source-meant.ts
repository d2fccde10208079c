import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";
import { ServerError } from "./client.ts";
import { exitCodes } from "./exit-code.ts";
import { near } from "./near.ts";

/** Does what names sources; where one of them is not known, says which was probably meant. */
export async function namingSources<Answer>(
  api: Client,
  named: readonly string[],
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== "source-unknown") throw error;
    const known = (await api.listSystems()).flatMap(({ sources }) => sources.map(({ name }) => name));
    const wrong = named.find((name) => !known.includes(name));
    const list = known.length === 0 ? "No model is in force." : `There is: ${known.join(", ")}.`;
    const hint = (wrong === undefined ? undefined : near(wrong, known)) ?? list;
    throw new CliError(
      exitCodes.refused,
      { code: error.code, message: error.message, hint },
      { cause: error },
    );
  }
}
