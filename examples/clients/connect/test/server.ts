// The server that `cargo xtask clients` started, and the forms of calls to it.

import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

import { ConnectError } from "@connectrpc/connect";
import { Http2SessionManager } from "@connectrpc/connect-node";

import { type Connection, type Form, connect } from "../src/client.js";

/** A variable that has to be there. */
function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: \`cargo xtask clients\` sets it`);
  }
  return value;
}

export const SERVER = variable("SERVICES_SERVER");
export const TOKEN = variable("SERVICES_TOKEN");
const DATA = variable("SERVICES_DATA");

const BOTH = [false, true];

/** All forms of calls. */
export const FORMS: Form[] = (["1.1", "2"] as const).flatMap((httpVersion) =>
  BOTH.flatMap((useBinaryFormat) =>
    BOTH.flatMap((gzip) => BOTH.map((useHttpGet) => ({ httpVersion, useBinaryFormat, gzip, useHttpGet }))),
  ),
);

/** The name of a form in tests. */
export function title({ httpVersion, useBinaryFormat, gzip, useHttpGet }: Form): string {
  const parts = [`HTTP/${httpVersion}`, useBinaryFormat ? "binary" : "JSON", gzip ? "gzip" : "", useHttpGet ? "GET" : ""];
  return parts.filter((part) => part !== "").join(", ");
}

/** The requests that were sent, as `GET /user.v1.UserService/GetUser`. */
export const sent = new Set<string>();

function note(verb: string | undefined, path: string): void {
  sent.add(`${verb} ${path.split("?")[0]}`);
}

// HTTP/1.1. The event has the request, which its type does not tell.
subscribe("http.client.request.start", (event) => {
  const { request } = event as { request: ClientRequest };
  note(request.method, request.path);
});

/** Connections of HTTP/2 that note their requests. */
class Sessions extends Http2SessionManager {
  override request(...[method, path, ...others]: Parameters<Http2SessionManager["request"]>) {
    note(method, path);
    return super.request(method, path, ...others);
  }
}

/** Connects with a token: the right one, if no other is given. */
export function connected(form: Form, token: string = TOKEN): Connection {
  return connect({ server: SERVER, data: DATA }, form, token, Sessions);
}

/** Several clients test the same server, so that no address is used twice. */
export function email(name: string): string {
  return `${name}.${randomUUID()}@example.org`;
}

/** A stream of requests. */
export async function* stream<T>(...messages: T[]): AsyncGenerator<T> {
  yield* messages;
}

/** All messages of a stream of responses. */
export async function all<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const message of messages) {
    found.push(message);
  }
  return found;
}

/** The error of a call. */
export async function failed(call: Promise<unknown>): Promise<ConnectError> {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error("the call has not failed");
}

/** A stream of requests whose messages are sent one by one. */
export class Said<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #ended = false;
  #wake = () => {};

  say(message: T): void {
    this.#waiting.push(message);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#ended || this.#waiting.length > 0) {
      const message = this.#waiting.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      } else {
        yield message;
      }
    }
  }
}
