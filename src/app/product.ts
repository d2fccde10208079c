import type { ReadRows } from "../connectors/connector.ts";
import type { MasterKeyPlace } from "../sealing/master-key-file.ts";
import type { Authenticator } from "./access/authenticate.ts";
import type { Hub } from "./hub.ts";

/** A hub with what lies around it in this process: what serving it needs. */
export interface Product {
  readonly hub: Hub;
  readonly authenticator: Authenticator;
  /** Reads rows from a stream, by the connector for files. */
  readonly readRows: ReadRows;
  /** Where streams are set aside; ours alone. */
  readonly spoolFolder: string;
  readonly masterKey: MasterKeyPlace;
  readonly version: string;
}
