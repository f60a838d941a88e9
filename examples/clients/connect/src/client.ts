// A transport of the Connect protocol for each form of calls: HTTP version, encoding, compression, GET or POST.

import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";

import { createRegistry } from "@bufbuild/protobuf";
import type { Interceptor, Transport } from "@connectrpc/connect";
import { Http2SessionManager, compressionBrotli, compressionGzip, createConnectTransport } from "@connectrpc/connect-node";

import { file_google_rpc_error_details } from "../gen/google/rpc/error_details_pb.js";
import { file_user_v1_user } from "../gen/user/v1/user_pb.js";

/** The messages in `google.protobuf.Any`, which JSON needs: the details of errors. */
const registry = createRegistry(file_google_rpc_error_details, file_user_v1_user);

/** The form of calls. */
export interface Form {
  httpVersion: "1.1" | "2";
  /** `true` for binary messages, `false` for JSON. */
  useBinaryFormat: boolean;
  /** `true` to send messages with gzip, and to accept them. */
  gzip: boolean;
  /** `true` to call methods without side effects by GET. */
  useHttpGet: boolean;
}

/** A connection that can be closed. */
export interface Connection {
  transport: Transport;
  close(): void;
}

/** The location and the certificate of a server. */
export interface Address {
  server: string;
  /** The data folder of the server, which has the certificate of its authority. */
  data: string;
}

/** Connects to a server. The token is sent with every call, if there is one. `Sessions` makes the connections of HTTP/2. */
export function connect(address: Address, form: Form, token?: string, Sessions = Http2SessionManager): Connection {
  const baseUrl = address.server.includes("://") ? address.server : `https://${address.server}`;
  const ca = readFileSync(join(address.data, "ca.pem"));
  const { useBinaryFormat, useHttpGet } = form;
  const options = {
    baseUrl,
    useBinaryFormat,
    useHttpGet,
    jsonOptions: { registry },
    interceptors: [withToken(token)],
    acceptCompression: form.gzip ? [compressionBrotli, compressionGzip] : [],
    ...(form.gzip ? { sendCompression: compressionGzip, compressMinBytes: 0 } : {}),
  };
  if (form.httpVersion === "1.1") {
    const agent = new Agent({ ca, keepAlive: true });
    const transport = createConnectTransport({ ...options, httpVersion: "1.1", nodeOptions: { agent } });
    return { transport, close: () => agent.destroy() };
  }
  const sessionManager = new Sessions(baseUrl, undefined, { ca });
  const transport = createConnectTransport({ ...options, httpVersion: "2", sessionManager });
  return { transport, close: () => sessionManager.abort() };
}

function withToken(token: string | undefined): Interceptor {
  return (next) => (request) => {
    if (token) {
      request.header.set("authorization", `Bearer ${token}`);
    }
    return next(request);
  };
}
