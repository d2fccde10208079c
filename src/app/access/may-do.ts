import { type DomainOf, type Role, roles } from "../../contract/operation.ts";
import type { Domains, Viewer } from "../read/viewer.ts";

/** One role, for all domains (`null`) or for named ones. */
export interface Grant {
  readonly role: Role;
  readonly domains: readonly string[] | null;
}

/** Who asks. */
export interface Principal {
  /** The actor of the entries that it makes: the id of its token. */
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly expiresAt: string | null;
  readonly viewer: Viewer;
}

/** What of an operation decides who may do it. */
export interface Permission {
  readonly role: Role;
  readonly domain: DomainOf;
}

/**
 * Whether some grant suffices. `domain` is the domain that the request concerns: `null` where it concerns what belongs to no
 * domain; `undefined` where the operation is not judged by a single domain, or not yet.
 */
export function mayDo(principal: Principal, permission: Permission, domain?: string | null): boolean {
  return principal.grants.some((grant) => {
    if (rank(grant.role) < rank(permission.role)) return false;
    if (grant.domains === null) return true;
    if (permission.domain === "all") return false;
    return domain === undefined || (domain !== null && grant.domains.includes(domain));
  });
}

/** What the grants together let one see; personal values from steward on. */
export function viewerOf(grants: readonly Grant[]): Viewer {
  return {
    domains: domainsOf(grants),
    personal: domainsOf(grants.filter((grant) => rank(grant.role) >= rank("steward"))),
  };
}

export const rank = (role: Role): number => roles.indexOf(role);

function domainsOf(grants: readonly Grant[]): Domains {
  if (grants.some((grant) => grant.domains === null)) return null;
  return [...new Set(grants.flatMap((grant) => grant.domains ?? []))];
}
