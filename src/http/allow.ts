import type { FastifyRequest } from "fastify";
import { mayDo, type Principal } from "../app/access/may-do.ts";
import type { Product } from "../app/product.ts";
import { sourceAsked, typeAsked } from "../app/read/names-asked.ts";
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

/**
 * The one place where a request is allowed. Whoever has the role nowhere is told which it takes. Then what the path names is
 * looked for among what the caller may read: a type or source of another domain is not there, as one that the model does not
 * have. Only of what he may read he is told that he may not do it.
 */
export function allow(
  product: Product,
  principal: Principal,
  operation: Operation,
  params: Readonly<Record<string, unknown>>,
): void {
  if (!mayDo(principal, operation)) refuseNotAllowed(operation);
  switch (operation.domain) {
    case "type":
      allowNamed(product, principal, operation, String(params.type));
      break;
    case "source":
      // A crosswalk names two.
      for (const name of [params.source, params.right].filter((one) => one !== undefined)) {
        const { entity } = sourceAsked(product.hub, principal.viewer, String(name));
        allowType(product, principal, operation, entity);
      }
      break;
    case "entities":
    case "all":
    case "any":
      break;
    default:
      operation.domain satisfies never;
  }
}

/** For an entity type that the request names. */
export function allowNamed(product: Product, principal: Principal, operation: Operation, type: string): void {
  allowType(product, principal, operation, typeAsked(product.hub, principal.viewer, type).name);
}

/** For operations of domain `entities`, once their handler has found, among what the caller may read, what they concern. */
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

function refuseNotAllowed(operation: Operation, domain: string | null = null): never {
  const where = domain === null ? "" : ` in the domain ${domain}`;
  refuse(
    "not-allowed",
    `This takes the role ${operation.role}${where}${operation.domain === "all" ? " for all domains" : ""}.`,
    {
      hint: "Have a token made that carries it: bailiwick token create",
    },
  );
}
