import { BailiwickError, type Client, createClient } from "../../sdk/src/index.ts";

export type { Client };
/** What an operation answers with. */
export type Answer<Name extends keyof Client> = Awaited<ReturnType<Client[Name]>>;

/** A refusal of the server, or that none answered; as the client throws it. */
export const ServerError = BailiwickError;

export const clientOf = (url: string, token: string): Client => createClient({ baseUrl: url, token });
