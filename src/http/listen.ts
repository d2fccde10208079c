import type { FastifyInstance } from "fastify";
import { Refused } from "../errors.ts";

/** Listens, and gives the address. Refuses `address-in-use`. */
export async function listenAt(
  server: FastifyInstance,
  at: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    await server.listen({ host: at.host, port: at.port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") throw error;
    const why = {
      EADDRINUSE: "another program listens there",
      EACCES: "this user may not",
      EADDRNOTAVAIL: "this machine has no such address",
    }[code];
    throw new Refused(
      {
        code: "address-in-use",
        message: `Cannot listen at ${at.host}:${at.port}: ${why}.`,
        hint: "Name another address with BAILIWICK_LISTEN=host:port; port 0 takes a free one.",
      },
      { cause: error },
    );
  }
  const address = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : at.port;
  const host = at.host.includes(":") ? `[${at.host}]` : at.host === "0.0.0.0" ? "127.0.0.1" : at.host;
  return `http://${host}:${port}`;
}
