import pg from "pg";
import { type Refusal, Refused } from "../../errors.ts";
import { connectMs } from "../../limits.ts";

/** What a server says of itself. */
export interface ServerTraits {
  /** As PostgreSQL counts: 150004 is 15.4. */
  readonly version: number;
  readonly encoding: string;
  readonly isStandby: boolean;
  readonly mayCreate: boolean;
}

/** The oldest PostgreSQL that has all that our statements use, and that managed services and Citus still offer. */
const versionMin = 150_000;

/** Connects to a server of one's own, and refuses one that cannot carry a Bailiwick. */
export async function checkServer(url: string): Promise<ServerTraits> {
  const traits = await ask(url);
  const refusal = unsuitable(traits);
  if (refusal !== null) throw new Refused(refusal);
  return traits;
}

/** `null` where the server will do. */
export function unsuitable(traits: ServerTraits): Refusal | null {
  if (traits.version < versionMin) {
    return {
      code: "database-unsuitable",
      message: `The server of DATABASE_URL is PostgreSQL ${spoken(traits.version)}; Bailiwick needs 15 or newer.`,
      hint: "Upgrade it, or start without DATABASE_URL to use the PostgreSQL 18 that comes with Bailiwick.",
    };
  }
  if (traits.encoding !== "UTF8") {
    return {
      code: "database-unsuitable",
      message: `The database of DATABASE_URL is encoded in ${traits.encoding}; Bailiwick needs UTF8.`,
      hint: "Create one with: create database bailiwick encoding 'UTF8' template template0",
    };
  }
  if (traits.isStandby) {
    return {
      code: "database-unsuitable",
      message: "The server of DATABASE_URL is a standby and takes no writes.",
      hint: "Name the primary.",
    };
  }
  if (!traits.mayCreate) {
    return {
      code: "database-unsuitable",
      message: "The role of DATABASE_URL may not create schemas in its database.",
      hint: "Make it the owner: alter database NAME owner to ROLE",
    };
  }
  return null;
}

function spoken(version: number): string {
  return version < 100_000
    ? `${Math.trunc(version / 10_000)}.${Math.trunc(version / 100) % 100}`
    : `${Math.trunc(version / 10_000)}.${version % 10_000}`;
}

async function ask(url: string): Promise<ServerTraits> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs });
  try {
    await client.connect();
    const { rows } = await client.query<ServerTraits>(`
      select current_setting('server_version_num')::integer as version,
             current_setting('server_encoding') as encoding,
             pg_is_in_recovery() as "isStandby",
             has_database_privilege(current_database(), 'CREATE') as "mayCreate"`);
    const [traits] = rows;
    if (traits === undefined) throw new Error("The server did not answer a question that has one answer.");
    return traits;
  } catch (error) {
    throw new Refused({
      code: "database-unsuitable",
      message: `The server of DATABASE_URL cannot be reached: ${error instanceof Error ? error.message : error}`,
      hint: "See that it runs, and that host, port, role, password and database in DATABASE_URL are right.",
    });
  } finally {
    await client.end();
  }
}
