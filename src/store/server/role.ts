import pg from "pg";

/**
 * The role and the database that Bailiwick itself uses. It owns the database and may make the roles that read its views;
 * it is no superuser, so that what is revoked from it is revoked.
 */
export async function prepareRole(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query("select 1 from pg_roles where rolname = 'bailiwick'");
    if (role.rowCount === 0) {
      await client.query(
        `create role bailiwick login createrole createdb password ${client.escapeLiteral(password)}`,
      );
    }
    const database = await client.query("select 1 from pg_database where datname = 'bailiwick'");
    if (database.rowCount === 0) {
      await client.query("create database bailiwick owner bailiwick");
      await client.query("revoke all on database bailiwick from public");
    }
  } finally {
    await client.end();
  }
}
