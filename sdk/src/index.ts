export type { CallOptions, ClientOptions, Rows } from "./call.ts";
export { createClient } from "./client.ts";
export { BailiwickError } from "./error.ts";
export type * from "./generated.ts";
