// The way to a server: TLS with the certificate of its folder, a token with every call, and retries.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Transport } from "@connectrpc/connect";
import { Http2SessionManager, createGrpcTransport } from "@connectrpc/connect-node";

import { configured, retries } from "./retries";
import { withToken } from "./token";

/** Which calls are tried again, and after which errors. */
const SERVICE_CONFIG = new URL("../service_config.json", import.meta.url);

/** A connection that can be closed. */
export interface Connection {
  transport: Transport;
  close(): void;
}

/** Trusts one authority, and sends the token where there is one. */
export function connect(server: string, data: string, token: string | undefined): Connection {
  const baseUrl = server.includes("://") ? server : `https://${server}`;
  const sessions = new Http2SessionManager(baseUrl, undefined, { ca: readFileSync(join(data, "ca.pem")) });
  const interceptors = [withToken(token), retries(configured(SERVICE_CONFIG))];
  const transport = createGrpcTransport({ baseUrl, sessionManager: sessions, interceptors });
  return { transport, close: () => sessions.abort() };
}
