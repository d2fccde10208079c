import { expect, test } from "vitest";
import { expectSound } from "../../../test/helpers/expect-sound.ts";
import { countOf, entityOf, goldenOf, loadText, testHub } from "../../../test/helpers/test-hub.ts";
import { mergeByHand } from "../duplicates/decide-duplicate.ts";
import { followAll } from "../follow.ts";
import { createEntity } from "./create-entity.ts";
import { setFact } from "./set-fact.ts";

const model = {
  "systems.yaml": `systems:
  crm: { kind: record }
`,
  "model.yaml": `entity: campaign
sources:
  - { name: campaigns, system: crm, key: id, fields: { code: code, name: name } }
attributes:
  code: { type: text, authority: campaigns }
  name: { type: text, authority: campaigns }
`,
  "content.yaml": `entity: content
sources:
  - { name: pages, system: crm, key: id, fields: { headline: headline } }
attributes:
  headline: { type: text, authority: pages }
  campaign: { type: ref, to: campaign, authority: hub }
  campaign_name: { copy-of: campaign.name }
  notes: { type: list, of: { type: group, fields: { by: text, text: text } }, keyed-by: by, authority: hub }
`,
} as const;

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };

test("a reference entered here leads to its target, by id or by key, and follows what becomes of it", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", "id,code,name\n1,A,Spring\n2,B,Autumn\n");
  await loadText(hub, "pages", "id,headline\nx,Hello\ny,Bye\n");
  const [spring, autumn] = [await entityOf(hub, "campaigns", "1"), await entityOf(hub, "campaigns", "2")];
  const [x, y] = [await entityOf(hub, "pages", "x"), await entityOf(hub, "pages", "y")];

  await setFact(hub, { ...edit, entity: x, attribute: "campaign", value: autumn });
  await setFact(hub, { ...edit, entity: y, attribute: "campaign", value: "campaigns:2" });
  const made3 = await createEntity(hub, {
    ...edit,
    type: "content",
    facts: new Map([["campaign", autumn]]),
    confirmed: true,
  });
  if (made3.kind !== "created") throw new Error("not created");
  const all = [x, y, made3.edited.entity];
  const names = async () => Promise.all(all.map(async (one) => (await goldenOf(hub, one)).campaign_name));
  expect(await names()).toEqual(["Autumn", "Autumn", "Autumn"]);

  await loadText(hub, "campaigns", "id,code,name\n2,B,Fall\n");
  await followAll(hub);
  expect(await names()).toEqual(["Fall", "Fall", "Fall"]);

  await mergeByHand(hub, { actor: "t1", by: "ana", reason: "same", left: spring, right: autumn });
  await followAll(hub);
  expect(await names()).toEqual(["Spring", "Spring", "Spring"]);
  expect(await goldenOf(hub, x)).toMatchObject({ campaign: spring });
  await expectSound(made);
});

test("a reference entered here that can lead nowhere is refused, and one whose record has yet to come waits for it", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", "id,code,name\n1,A,Spring\n");
  await loadText(hub, "pages", "id,headline\nx,Hello\n");
  const x = await entityOf(hub, "pages", "x");
  const enter = (value: string) => setFact(hub, { ...edit, entity: x, attribute: "campaign", value });
  const create = (value: string) =>
    createEntity(hub, { ...edit, type: "content", facts: new Map([["campaign", value]]), confirmed: true });
  const notReference = { refusal: { code: "value-not-reference" } };

  for (const value of ["01920000-0000-8001-8000-000000000000", x, "name=Spring"]) {
    await expect(enter(value)).rejects.toMatchObject(notReference);
    await expect(create(value)).rejects.toMatchObject(notReference);
  }
  await enter("campaigns:2");
  await loadText(hub, "campaigns", "id,code,name\n2,B,Autumn\n");
  await followAll(hub);

  expect((await goldenOf(hub, x)).campaign_name).toBe("Autumn");
  await expectSound(made);
});

test("what is entered just as it stands is no change, and no entry says it", async () => {
  const made = await testHub(model);
  const { hub } = made;
  await loadText(hub, "campaigns", "id,code,name\n1,A,Spring\n");
  await loadText(hub, "pages", "id,headline\nx,Hello\n");
  const entity = await entityOf(hub, "pages", "x");
  const enter = () => setFact(hub, { ...edit, entity, attribute: "campaign", value: "campaigns:1" });

  const first = await enter();

  expect(await enter()).toEqual(first);
  await expectSound(made);
});

test("an entity is created of facts that are decided here, each of them by its own name", async () => {
  const { hub } = await testHub(model);
  const creating = (name: string, value: string) =>
    createEntity(hub, { ...edit, type: "content", facts: new Map([[name, value]]), confirmed: true });
  const refused = (code: string) => ({ refusal: { code } });

  await expect(creating("headline", "Hello")).rejects.toMatchObject(refused("not-edited-here"));
  await expect(creating("notes", "[]")).rejects.toMatchObject(refused("attribute-unknown"));
  await expect(creating("nothing", "x")).rejects.toMatchObject(refused("attribute-unknown"));
  expect(await countOf(hub, "entity")).toBe(0);
});
