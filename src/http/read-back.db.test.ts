import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../test/helpers/server.ts";

const model = {
  "task.yaml": `entity: task
attributes:
  title: { type: text, required: true, authority: hub }
  remark: { type: text, authority: hub }
`,
};
const type = "task";

let made: TestServer;
beforeAll(async () => {
  made = await startTestServer(model);
});
afterAll(() => made.stop());

it("what was put is read back by whoever asks once it has been answered, while others write", async () => {
  const { admin } = made;
  const { client: reader } = await made.as({ role: "reader", domains: null });
  const author = async (name: string) => {
    const { entity: ref } = await admin.createEntity({ type, facts: { title: name } });
    for (let count = 1; count <= 25; count++) {
      const value = `${name} ${count}`;
      const { version, index } = await admin.setFact({ type, ref, fact: "remark", value });
      const [golden, told] = await Promise.all([
        reader.getEntity({ type, ref }),
        admin.getHistory({ type, ref, limit: 1 }),
      ]);
      expect(golden).toMatchObject({ version, facts: { remark: { value } } });
      expect(told.items[0]).toMatchObject({ index, version });
    }
  };

  await Promise.all(Array.from({ length: 12 }, (_, at) => author(`author ${at}`)));

  expect(await admin.verify()).toMatchObject({ fault: null });
});
