import { type DemoName, demos } from "../../../samples/demo/demos.ts";
import { meantBy } from "../../app/unknown-name.ts";
import { CliError, usage } from "../cli-error.ts";
import type { AddCommand } from "../command.ts";
import { exitCodes } from "../exit-code.ts";
import { applySampleModel, loadSample } from "../sample.ts";
import { DemoTeller } from "../tell-demo.ts";

/** `demo`: someone changes a file that a system exports, it is loaded, and the server is asked what came of it. */
export const addDemo: AddCommand = (program, run) => {
  program
    .command("demo")
    .description("Change one exported file of the sample company, load it, and tell what happened and why.")
    .argument("<name>", names.join(" | "))
    .action(
      run(async (session, name: string) => {
        const chosen = names.find((each) => each === name);
        if (chosen === undefined) {
          usage(`There is no demo '${name}'.`, meantBy(name, names));
        }
        const { io, flags } = session;
        const api = await session.api();
        const { files, applied } = await api.getModel();
        if (applied === 0) await applySampleModel(api);
        else requireSample(files);
        await loadSample(io, api, flags.data);
        const teller = new DemoTeller(io, api, flags.data);
        return teller.tell(demos[chosen](io.now()));
      }),
    );
};

const names = Object.keys(demos) as DemoName[];

function requireSample(files: readonly { readonly path: string }[]): void {
  if (files.some(({ path }) => path === "campaign.yaml")) return;
  throw new CliError(exitCodes.refused, {
    code: "model-other",
    message: "The model in force here is not that of the sample company, of which the demos tell.",
    hint: "Use another data folder: bailiwick --data /tmp/sample demo …",
  });
}
