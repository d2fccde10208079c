import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Demo, DemoStep } from "../../samples/demo/demo.ts";
import { countText, wrapped } from "../app/words.ts";
import { parseAddress } from "./address.ts";
import type { Answer, Client } from "./client.ts";
import { commandName } from "./command-name.ts";
import type { Io } from "./io.ts";
import type { Result } from "./result.ts";
import { exportsFolder, loadExport } from "./sample.ts";
import { accountLine } from "./show/account.ts";
import { compactExplanation } from "./show/compact-explanation.ts";
import { lastChange } from "./show/history.ts";
import { cut } from "./show/table.ts";

/** Tells one demonstration in one screen; what it says of its outcome is what the server answered. */
export class DemoTeller {
  readonly #io: Io;
  readonly #api: Client;
  readonly #dir: string;
  /** How the command line is called here. */
  readonly #command: string;
  readonly #answers: unknown[] = [];
  #before: Answer<"explainFact"> | null = null;
  #run: string | null = null;

  constructor(io: Io, api: Client, data: string) {
    this.#io = io;
    this.#api = api;
    this.#dir = exportsFolder(data);
    this.#command = commandName(data);
  }

  async tell(demo: Demo): Promise<Result> {
    const { bold } = this.#io.paint;
    const parts = [bold(demo.title)];
    for (const [i, step] of demo.steps.entries()) parts.push(...(await this.#step(step, i + 1)));
    const ask = demo.steps.at(-1)?.ask[0] ?? [];
    parts.push(this.#io.paint.dim(`Look closer: ${this.#command} ${ask.join(" ")}`));
    return { json: { demo: demo.name, steps: this.#answers }, text: `${parts.join("\n")}\n` };
  }

  async #step(step: DemoStep, number: number): Promise<readonly string[]> {
    const [first = "", ...rest] = wrapped(step.say, this.#width - 3);
    const lines = [`${number}. ${first}`, ...rest.map((line) => `   ${line}`)];
    await step.change?.(this.#dir);
    const loaded = step.load === null ? null : await this.#load(step.load);
    const asked: unknown[] = [];
    if (loaded !== null && step.load !== null) {
      const did = wrapped(`> ${step.load.file} ${accountLine(loaded)}`, this.#width - 5);
      lines.push(...did.map((line, i) => this.#io.paint.dim(`${i === 0 ? "   " : "     "}${line}`)));
    }
    for (const ask of step.ask) {
      const { json, told } = await this.#ask(ask);
      asked.push({ ask, answer: json });
      lines.push(...told.map((line) => `   ${line}`));
    }
    this.#answers.push({ say: step.say, loaded, asked });
    return lines;
  }

  async #load(each: NonNullable<DemoStep["load"]>): Promise<Answer<"loadRecords">> {
    const loaded = await loadExport(this.#api, each, await readFile(join(this.#dir, each.file)));
    this.#run = loaded.run;
    return loaded;
  }

  /** Asks as the command would, and tells the answer in few lines. */
  async #ask([command, ...words]: readonly string[]): Promise<{ json: unknown; told: readonly string[] }> {
    const [address = "", fact = ""] = words;
    switch (command) {
      case "explain": {
        const json = await this.#api.explainFact({ ...parseAddress(address), fact });
        const before = this.#before?.fact === json.fact ? this.#before : null;
        const told = compactExplanation(this.#io, json, before, this.#width - 3);
        this.#before = json;
        const held = await this.#heldBack(address, fact);
        return { json, told: [...told, ...held] };
      }
      case "history": {
        const json = await this.#api.getHistory({ ...parseAddress(address), fact, limit: 1 });
        return { json, told: lastChange(this.#io, json, this.#width - 3) };
      }
      case "runs":
        return this.#held();
      case "quarantine":
        return this.#refused();
      default:
        throw new Error(`No demonstration tells the answer of ${command}.`);
    }
  }

  /** What the door held back of a fact, so that the last good claim stands. */
  async #heldBack(address: string, fact: string): Promise<readonly string[]> {
    const { records } = await this.#api.describeEntity(parseAddress(address));
    return records.flatMap(({ source, held }) => {
      const said = held[fact];
      return said === undefined ? [] : this.#yellow(`${source}  held back at the door: ${said.message}`);
    });
  }

  async #held(): Promise<{ json: unknown; told: readonly string[] }> {
    const json = await this.#api.getRun({ run: this.#run ?? "" });
    const told =
      json.state === "held"
        ? [...this.#yellow(json.reason ?? ""), `${this.#command} run pass ${json.id} (or: run discard)`]
        : [`The run is ${json.state}. ${json.reason ?? ""}`];
    return { json, told };
  }

  /** What the last load refused, each with its first reason. */
  async #refused(): Promise<{ json: unknown; told: readonly string[] }> {
    // A row that waits there already is not kept twice: it bears the run that brought it first.
    const { file } = await this.#api.getRun({ run: this.#run ?? "" });
    const runs = (await this.#api.listRuns({ limit: 500 })).items.filter((one) => one.file === file);
    const { items } = await this.#api.listQuarantine({ limit: 500 });
    const json = items.filter(({ run }) => runs.some(({ id }) => id === run));
    const told = json
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, reasons }) => cut(`line ${line}: ${reasons[0]?.message ?? ""}`, this.#width - 3));
    const head = `Refused, and kept byte for byte as they came: ${countText(json.length)}`;
    return { json, told: [this.#io.paint.yellow(head), ...told] };
  }

  #yellow(text: string): readonly string[] {
    return wrapped(text, this.#width - 3).map((line) => this.#io.paint.yellow(line));
  }

  get #width(): number {
    return Math.min(this.#io.columns ?? 80, 100);
  }
}
