import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["src/**/*.test.ts", "sdk/**/*.test.ts", "test/**/*.test.ts", "samples/**/*.test.ts"] },
});
