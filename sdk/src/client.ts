import { type ClientOptions, type Request, type Route, send, unreachable } from "./call.ts";
import { events } from "./events.ts";
import { type Client, routes } from "./generated.ts";
import type { CallOptions } from "./request.ts";

/**
 * A client of one server: a method for each operation. A refusal is thrown as {@link BailiwickError}.
 *
 * @example
 * const bailiwick = createClient({ baseUrl: "http://127.0.0.1:7420", token });
 * const fact = await bailiwick.explainFact({ type: "campaign", ref: "crm:4711", fact: "name" });
 */
export function createClient(options: ClientOptions): Client {
  const methods = Object.entries<Route>(routes).map(([name, route]) => [name, methodOf(options, route)]);
  return Object.fromEntries(methods) as Client;
}

function methodOf(options: ClientOptions, route: Route) {
  if (route.answers === "events") {
    return (request: Request = {}, more: CallOptions = {}) => events(options, route, request, more);
  }
  return async (request: Request = {}, more: CallOptions = {}): Promise<unknown> => {
    const response = await send(options, route, request, more);
    try {
      return await response.json();
    } catch (cause) {
      if (more.signal?.aborted) throw cause;
      throw unreachable(options.baseUrl, cause);
    }
  };
}
