import type { ConnectorKind } from "./connector.ts";
import { fileConnector } from "./file/file.ts";

/** Every connector there is, by the word that names it in the model: one for each folder beside this file. */
export const connectors = { file: fileConnector } as const satisfies Readonly<Record<string, ConnectorKind>>;
