import { dayText } from "../../app/words.ts";
import { idListedBy, instantOf } from "../address.ts";
import { usage } from "../cli-error.ts";
import type { AddCommand } from "../command.ts";
import { table } from "../show/table.ts";

const roles = ["reader", "contributor", "steward", "operator", "admin"] as const;
type Grant = { role: (typeof roles)[number]; domains: string[] | null };

interface CreateOptions {
  readonly grant: readonly string[];
  readonly expires?: string;
}

/** `token`: who may do what. */
export const addToken: AddCommand = (program, run) => {
  const token = program.command("token").description("Tokens: who may do what.");
  for (const add of [addCreate, addList, addRevoke]) add(token, run);
};

const addCreate: AddCommand = (token, run) => {
  token
    .command("create")
    .description("Make a token. It is printed once, and kept nowhere.")
    .argument("<name>", "the person or program that will carry it")
    .requiredOption(
      "--grant <role...>",
      "a role, for all domains or for some: reader, steward:marketing,sales",
    )
    .option(
      "--expires <moment>",
      "a day, 2026-12-24, or an instant, 2026-12-24T18:00:00Z",
      instantOf("--expires"),
    )
    .action(
      run(async (session, name: string, options: CreateOptions) => {
        const asked = { name, grants: options.grant.map(parseGrant), expiresAt: options.expires ?? null };
        const json = await (await session.api()).createToken(asked);
        return { json, text: `${json.token}\n` };
      }),
    );
};

const addList: AddCommand = (token, run) => {
  token
    .command("list", { isDefault: true })
    .description("List tokens, without their secrets.")
    .action(
      run(async (session) => {
        const { io } = session;
        const json = await (await session.api()).listTokens({});
        const rows = json.map((one) => [
          one.id,
          one.name,
          one.grants.map(grantText).join(" "),
          dayText(one.createdAt, io.now()),
          json.find(({ id }) => id === one.madeBy)?.name ?? one.madeBy,
          one.revokedAt !== null
            ? io.paint.red("revoked")
            : one.expiresAt === null
              ? "never"
              : dayText(one.expiresAt, io.now()),
        ]);
        return { json, text: table(io, ["id", "name", "grants", "made", "by", "ends"], rows) };
      }),
    );
};

const addRevoke: AddCommand = (token, run) => {
  token
    .command("revoke")
    .description("Revoke a token, at once and for good.")
    .argument("<id>", "as `token list` shows it", idListedBy("token list"))
    .action(
      run(async (session, id: string) => {
        const json = await (await session.api()).revokeToken({ id });
        return { json, text: `${json.name}'s token is revoked.\n` };
      }),
    );
};

/** Parses `reader`, or `steward:marketing,sales`. */
export function parseGrant(text: string): Grant {
  const [name = "", domains] = text.split(":");
  const role = roles.find((each) => each === name);
  if (role === undefined) usage(`'${name}' is no role.`, `There is: ${roles.join(", ")}.`);
  if (domains === undefined) return { role, domains: null };
  const named = domains.split(",").filter((each) => each !== "");
  if (named.length === 0)
    usage(`'${text}' names no domain.`, "Leave out the colon to grant it for all domains.");
  return { role, domains: named };
}

function grantText({ role, domains }: { role: string; domains: readonly string[] | null }): string {
  return domains === null ? role : `${role}:${domains.join(",")}`;
}
