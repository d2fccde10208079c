import { Ajv2020 } from "ajv/dist/2020.js";
import { type OpenApi, openApi } from "../../src/http/openapi.ts";

/** Judges answers by the description of the API: what it says of none, or says otherwise, comes back as words. */
export class Described {
  readonly #document: OpenApi = openApi("test");
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });

  constructor() {
    this.#ajv.addSchema({ $id: "api", ...this.#document });
  }

  /** `null` where an answer with that body is what the operation is said to give. */
  faultOf(
    operation: { readonly path: string; readonly method: string },
    status: number,
    body: unknown,
  ): string | null {
    const { path } = operation;
    const method = operation.method.toLowerCase();
    const content = this.#document.paths[path]?.[method]?.responses[String(status)]?.content;
    const [type] = Object.keys(content ?? {});
    if (type === undefined) return `${method} ${path} is not said to answer ${status}`;
    const at = ["paths", path, method, "responses", String(status), "content", type, "schema"];
    const pointer = at
      .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
      .join("/");
    const judge = this.#ajv.getSchema(`api#/${pointer}`);
    if (judge === undefined) return `${method} ${path} has no schema of ${status}`;
    return judge(body) === true ? null : `${method} ${path} ${status}: ${this.#ajv.errorsText(judge.errors)}`;
  }
}
