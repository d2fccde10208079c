import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { openApi } from "./openapi.ts";

const document = JSON.parse(JSON.stringify(openApi("1.2.3"))) as ReturnType<typeof openApi>;

it("the description is one of OpenAPI 3.1, by its published schema", async () => {
  const validator = new Validator();

  const judged = await validator.validate({ ...structuredClone(document) });

  expect(judged).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
});

it("each of its references leads somewhere, and each schema is one of JSON Schema 2020-12", () => {
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    validateFormats: false,
    strictTypes: false,
  });
  ajv.addVocabulary([...["openapi", "info", "servers", "security", "paths", "components"]]);
  ajv.addSchema({ $id: "api", ...document });

  for (const name of Object.keys(document.components.schemas))
    expect(() => ajv.getSchema(`api#/components/schemas/${name}`), name).not.toThrow();
  for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(Object.keys(document.components.schemas)).toContain(reference);
});

it("no two operations have one name, and every name in a path is a parameter of it", () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((one) => ({ path, ...one })),
  );

  expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
  for (const { path, parameters } of operations)
    expect(parameters.filter((one) => one.in === "path").map((one) => one.name)).toEqual(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    );
});
