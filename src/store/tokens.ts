import type { Effect } from "./commit.ts";
import type { Reader } from "./db.ts";

/** One role, for all domains (`null`) or for named ones. */
export interface StoredGrant {
  readonly role: string;
  readonly domains: readonly string[] | null;
}

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly grants: readonly StoredGrant[];
  readonly createdAt: string;
  /** Opaque: the token of the admin who made it, or the product itself. */
  readonly madeBy: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  /** Judged by the database's clock, at the moment of the question. */
  readonly expired: boolean;
}

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const tokenColumns = `
  token_id as id, name, grants, ${instant("created_at")} as "createdAt", made_by as "madeBy", ${instant("expires_at")} as "expiresAt",
  ${instant("revoked_at")} as "revokedAt", expires_at is not null and expires_at <= clock_timestamp() as expired`;

/** The token whose secret has this SHA-256; `undefined` where there is none. */
export async function tokenByHash(sql: Reader, log: number, hash: Buffer): Promise<TokenRow | undefined> {
  return sql.one<TokenRow & Record<string, unknown>>(
    {
      name: "token_by_hash",
      text: `select ${tokenColumns} from bailiwick.token where log_id = $1 and hash = $2`,
    },
    [log, hash],
  );
}

export async function tokenOf(sql: Reader, log: number, id: string): Promise<TokenRow | undefined> {
  return sql.one<TokenRow & Record<string, unknown>>(
    `select ${tokenColumns} from bailiwick.token where log_id = $1 and token_id = $2`,
    [log, id],
  );
}

/** All tokens there ever were, the latest first. */
export async function allTokens(sql: Reader, log: number, limit: number): Promise<TokenRow[]> {
  return sql.many<TokenRow & Record<string, unknown>>(
    `select ${tokenColumns} from bailiwick.token where log_id = $1 order by created_at desc, token_id limit $2`,
    [log, limit],
  );
}

/** A token with the hash of its secret. */
export interface TokenAsStored extends TokenRow {
  readonly hash: Buffer;
}

/** All tokens there ever were, whole. */
export async function tokensAsStored(sql: Reader, log: number): Promise<readonly TokenAsStored[]> {
  return sql.many<TokenAsStored & Record<string, unknown>>(
    `select ${tokenColumns}, hash from bailiwick.token where log_id = $1 order by token_id`,
    [log],
  );
}

/** Whether a token was ever made: if not, this is the first start. */
export async function anyToken(sql: Reader, log: number): Promise<boolean> {
  const row = await sql.one<{ any: boolean }>(
    "select exists (select from bailiwick.token where log_id = $1) as any",
    [log],
  );
  return row?.any ?? false;
}

export function writeToken(
  log: number,
  token: {
    readonly id: string;
    readonly hash: Buffer;
    readonly name: string;
    readonly grants: readonly StoredGrant[];
    readonly madeBy: string;
    readonly expiresAt: string | null;
  },
): Effect {
  return async (tx, { recordedAt }) => {
    await tx.run(
      `insert into bailiwick.token (log_id, token_id, hash, name, grants, created_at, made_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        log,
        token.id,
        token.hash,
        token.name,
        JSON.stringify(token.grants),
        recordedAt,
        token.madeBy,
        token.expiresAt,
      ],
    );
  };
}

export function writeRevocation(log: number, id: string): Effect {
  return async (tx, { recordedAt }) => {
    await tx.run(
      "update bailiwick.token set revoked_at = $3 where log_id = $1 and token_id = $2 and revoked_at is null",
      [log, id, recordedAt],
    );
  };
}
