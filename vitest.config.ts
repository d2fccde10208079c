import { defineConfig } from "vitest/config";

const needsDatabase = ["{src,sdk,samples,test}/**/*.db.test.ts"];

/** Projects, so that the pure tests neither wait for a database server nor are given its time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          include: ["{src,sdk,samples,scripts}/**/*.test.ts"],
          exclude: [...needsDatabase, "**/node_modules/**"],
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: [...needsDatabase, "**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
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
