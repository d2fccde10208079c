import type { FastifyRequest } from "fastify";
import { mayDo, type Principal } from "../app/access/may-do.ts";
import type { Product } from "../app/product.ts";
import { getRun } from "../app/read/runs.ts";
import type { Operation } from "../contract/operation.ts";
import { refuse } from "../errors.ts";

/** Who asks, by the token in `Authorization`. Known tokens are answered without a promise. */
export function principalAsking(product: Product, request: FastifyRequest): Principal | Promise<Principal> {
  const header = request.headers.authorization;
  if (header === undefined) refuse("token-missing", "Every request wants a token.", tokenHint);
  const secret = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (secret === undefined) refuse("token-wrong", "Authorization is not a bearer token.", tokenHint);
  return product.authenticator.knownPrincipal(secret) ?? product.authenticator.principalOf(secret);
}

const tokenHint = { hint: "Send it as: Authorization: Bearer bailiwick_…" };

/** Refuses what the principal may not do; the words tell which role would do. */
export function allow(
  product: Product,
  principal: Principal,
  operation: Operation,
  params: Readonly<Record<string, unknown>>,
): void {
  const domain = domainOf(product, operation, params);
  if (mayDo(principal, operation, domain)) return;
  refuseNotAllowed(operation, domain);
}

/** For operations of domain `entities`, once their handler knows the type that the request concerns. */
export function allowType(
  product: Product,
  principal: Principal,
  operation: Operation,
  type: string | null,
): void {
  const domain = product.hub.compiled.model.entities.get(type ?? "")?.domain ?? null;
  if (!mayDo(principal, operation, domain)) refuseNotAllowed(operation, domain);
}

/** The same for a run, by the type that its source holds. */
export async function allowRun(
  product: Product,
  principal: Principal,
  operation: Operation,
  run: string,
): Promise<void> {
  const { source } = await getRun(product.hub, principal.viewer, run);
  const type = product.hub.compiled.model.sources.get(source ?? "")?.entity ?? null;
  allowType(product, principal, operation, type);
}

function refuseNotAllowed(operation: Operation, domain: string | null | undefined): never {
  const where = domain == null ? "" : ` in the domain ${domain}`;
  refuse(
    "not-allowed",
    `This takes the role ${operation.role}${where}${operation.domain === "all" ? " for all domains" : ""}.`,
    {
      hint: "Have a token made that carries it: bailiwick token create",
    },
  );
}

function domainOf(
  product: Product,
  operation: Operation,
  params: Readonly<Record<string, unknown>>,
): string | null | undefined {
  const { model } = product.hub.compiled;
  switch (operation.domain) {
    case "type":
      return model.entities.get(String(params.type))?.domain ?? null;
    case "source":
      return model.entities.get(model.sources.get(String(params.source))?.entity ?? "")?.domain ?? null;
    case "entities":
    case "all":
    case "any":
      return undefined;
    default:
      return operation.domain satisfies never;
  }
}
