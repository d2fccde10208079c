import { randomUUID } from "node:crypto";
import { type Address, countOf, dayOf, parseAddress } from "../address.ts";
import { usage } from "../cli-error.ts";
import type { AddCommand } from "../command.ts";
import { edited, type Guarded, guard } from "../edited.ts";

interface OverrideOptions extends Guarded {
  readonly reason: string;
  readonly until: string;
  readonly by?: string;
}

const entityArgument = "<type>/<id> or <type>/<source>:<key>";

/** `set`, `override set`, `override end`, `create`: facts entered here. Each is sent with a key of its own, so that a repetition on the way does nothing twice. */
export const addEdit: AddCommand = (program, run) => {
  program
    .command("set")
    .description("Enter a fact here, where the model makes the hub its authority.")
    .argument("<entity>", entityArgument, parseAddress)
    .argument("<attribute>", "the fact: an attribute, or an element of one, title[de-DE]")
    .argument("<value>", "the value, or '' for empty")
    .option("--if-version <version>", "only if the entity is still at this version", countOf("--if-version"))
    .action(
      run(async (session, entity: Address, fact: string, value: string, options: Guarded) => {
        const asked = {
          ...entity,
          fact,
          value: value === "" ? null : value,
          ...guard(options),
        };
        return edited(entity, await (await session.api()).setFact(asked), `${fact} is set.`);
      }),
    );

  const override = program.command("override").description("Values set here against the authority.");
  override
    .command("set")
    .description("Set a value against the authority: by a named person, with a reason and an end.")
    .argument("<entity>", entityArgument, parseAddress)
    .argument("<attribute>", "the fact: an attribute, or an element of one, title[de-DE]")
    .argument("<value>", "the value, or '' for empty")
    .requiredOption("--reason <text>", "why")
    .requiredOption(
      "--until <end>",
      "a day, 2026-12-24, or authority-changes",
      dayOf("--until", "authority-changes"),
    )
    .option("--by <person>", "who answers for it, where that is not the token's own name")
    .option("--if-version <version>", "only if the entity is still at this version", countOf("--if-version"))
    .action(
      run(async (session, entity: Address, fact: string, value: string, options: OverrideOptions) => {
        const { reason, until, by } = options;
        const api = await session.api();
        const said = {
          value: value === "" ? null : value,
          reason,
          until,
          ...(by === undefined ? {} : { by }),
        };
        const answer = await api.setOverride({ ...entity, fact, ...said, ...guard(options) });
        return edited(entity, answer, `${fact} is overridden until ${until}.`);
      }),
    );
  override
    .command("end")
    .description("End an override before its time.")
    .argument("<entity>", entityArgument, parseAddress)
    .argument("<attribute>", "the fact: an attribute, or an element of one, title[de-DE]")
    .option("--if-version <version>", "only if the entity is still at this version", countOf("--if-version"))
    .action(
      run(async (session, entity: Address, fact: string, options: Guarded) => {
        const asked = { ...entity, fact, ...guard(options) };
        const answer = await (await session.api()).endOverride(asked);
        return edited(entity, answer, `The override of ${fact} has ended.`);
      }),
    );

  program
    .command("create")
    .description("Create an entity here. Where it may exist already, that is said first.")
    .argument("<type>", "the entity type")
    .argument("<facts...>", "<attribute>=<value>, any number of them")
    .option("--confirm", "create it although there may be another one already")
    .action(
      run(async (session, type: string, facts: readonly string[], options: { confirm?: boolean }) => {
        const request = { type, facts: factsOf(facts), confirm: options.confirm ?? false };
        const api = await session.api();
        const answer = await api.createEntity({ ...request, idempotencyKey: randomUUID() });
        return edited({ type, ref: answer.entity }, answer, "It is created.");
      }),
    );
};

/** Parses `code=SPRING-27`; nothing behind the sign is empty. */
export function factsOf(texts: readonly string[]): Record<string, string | null> {
  const facts = new Map<string, string | null>();
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at <= 0) usage(`'${text}' is no fact.`, "Write <attribute>=<value>, for instance code=SPRING-27.");
    const name = text.slice(0, at);
    if (facts.has(name)) usage(`${name} is given twice.`);
    facts.set(name, text.slice(at + 1) || null);
  }
  return Object.fromEntries(facts);
}
