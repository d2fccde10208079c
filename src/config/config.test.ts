import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

const read = (env: Record<string, string>) => readConfig(env, {}, "/home/ana");

describe("the configuration", () => {
  it("listens on this machine alone, on a database of its own, unless it is told otherwise", () => {
    const config = read({});

    expect(config).toMatchObject({
      dataDir: "/home/ana/.bailiwick",
      databaseUrl: null,
      listen: { host: "127.0.0.1", port: 7420 },
      modelDir: null,
      masterKey: null,
    });
  });

  it.each([
    ["0.0.0.0:80", { host: "0.0.0.0", port: 80 }],
    [":0", { host: "127.0.0.1", port: 0 }],
    ["localhost", { host: "localhost", port: 7420 }],
    ["[::1]:7421", { host: "::1", port: 7421 }],
  ])("listens at %s", (text, listen) => {
    expect(read({ BAILIWICK_LISTEN: text }).listen).toEqual(listen);
  });

  it.each(["a:b:c", "127.0.0.1:99999", "[nine]:1"])("refuses to listen at %s", (text) => {
    expect(() => read({ BAILIWICK_LISTEN: text })).toThrow(/no address/);
  });

  it("takes what is set to nothing for not set", () => {
    expect(read({ DATABASE_URL: " ", BAILIWICK_MASTER_KEY: "" }).databaseUrl).toBeNull();
  });

  it("refuses a previous master key without a current one", () => {
    expect(() => read({ BAILIWICK_MASTER_KEY_PREVIOUS: "x" })).toThrow(/PREVIOUS is set/);
  });

  it("lets flags go before the environment", () => {
    const config = readConfig({ BAILIWICK_DATA: "a", BAILIWICK_MODEL: "b" }, { data: "c" }, "/home/ana");

    expect([config.dataDir, config.modelDir]).toEqual(["/home/ana/c", "/home/ana/b"]);
  });
});
