import { defineConfig } from "vitest/config";

const needsDatabase = ["{src,sdk,samples,test}/**/*.db.test.ts"];

/** Two projects, so that the pure tests do not wait for a database server. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          include: ["{src,sdk,samples,test,scripts}/**/*.test.ts"],
          exclude: [...needsDatabase, "**/node_modules/**"],
        },
      },
      {
        test: {
          name: "database",
          include: needsDatabase,
          globalSetup: ["test/helpers/database-server.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
