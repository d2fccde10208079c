import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const needsDatabase = ["{src,sdk,samples,test}/**/*.db.test.ts"];

/**
 * Ends what hangs, and judges nothing: far beyond what any test takes where all else on the machine takes its share, too.
 * How fast something is, is asserted in seconds of the processor where it is claimed.
 */
const patient = { testTimeout: 600_000, hookTimeout: 600_000 };

/** Projects, so that the pure tests do not wait for a database server. */
export default defineConfig({
  test: {
    // Much of a test of servers is waiting for them: two at once at least, also where there are two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "pure",
          include: ["{src,sdk,samples,scripts}/**/*.test.ts"],
          exclude: [...needsDatabase, "**/node_modules/**"],
          ...patient,
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: [...needsDatabase, "**/node_modules/**"],
          ...patient,
        },
      },
      {
        test: {
          name: "database",
          include: needsDatabase,
          globalSetup: ["test/helpers/database-server.ts"],
          ...patient,
        },
      },
    ],
  },
});
