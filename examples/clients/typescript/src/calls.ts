// Calls of all four patterns, with messages as JSON on both sides.

import { type DescMessage, type DescMethod, type Message, fromJson, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport, createClient } from "@connectrpc/connect";

import { type ErrorDetail, ErrorSchema } from "../gen/user/v1/user_pb";

/** What was typed is no message of the method. */
export class BadRequest extends Error {}

/** What a client has for each method, whatever its kind. */
type Call = (request: unknown, options: { timeoutMs: number }) => Promise<Message> | AsyncIterable<Message>;

/** Calls the method; the answers come as they arrive. Fails with a `ConnectError`. */
export async function* call(
  transport: Transport,
  method: DescMethod,
  requests: AsyncIterable<Message> | Message[],
  timeoutMs: number,
): AsyncGenerator<Message> {
  const client = createClient(method.parent, transport) as unknown as Record<string, Call>;
  const answer = client[method.localName]!(streams(method) ? stream(requests) : await single(method, requests), { timeoutMs });
  if (Symbol.asyncIterator in answer) {
    yield* answer;
  } else {
    yield await answer;
  }
}

/** Whether a method takes any number of messages. */
export function streams(method: DescMethod): boolean {
  return method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
}

/** Whether a method gives any number of messages. */
export function answersStream(method: DescMethod): boolean {
  return method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming";
}

/** The messages of a text: any number of JSON objects; nothing is an empty message where one is needed. */
export function parsed(method: DescMethod, text: string): Message[] {
  const messages = objects(text).map((it) => message(method.input, it));
  return messages.length > 0 || streams(method) ? messages : [message(method.input, "{}")];
}

/** A message as JSON, by the names of the schema. */
export function shown(method: DescMethod, message: Message, indent?: number): string {
  return JSON.stringify(toJson(method.output, message, { useProtoFieldName: true }), undefined, indent);
}

/** Why a call failed: its code, its words, and the fields to blame where the server names them. */
export function explained(error: unknown): string {
  const known = ConnectError.from(error);
  const code = Code[known.code]!.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  const lines = faults(known).map((it) => `  ${it.field}: ${it.description}`);
  return [`${code}: ${known.rawMessage}`, ...lines].join("\n");
}

/** The fields to blame, from the `google.rpc.Status` in the trailers. */
export function faults(error: ConnectError): ErrorDetail[] {
  return error.findDetails(ErrorSchema).flatMap((it) => it.details);
}

function message(schema: DescMessage, json: string): Message {
  try {
    return fromJson(schema, JSON.parse(json));
  } catch (error) {
    throw new BadRequest(`no ${schema.typeName}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Where each JSON object of a text ends, braces in strings not counted; what is left over is an object that is not whole. */
function objects(text: string): string[] {
  const found: string[] = [];
  let [start, depth, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      at += letter === "\\" ? 1 : 0;
      quoted = letter !== '"';
    } else if (letter === '"') {
      quoted = true;
    } else if (letter === "{" || letter === "[") {
      depth++;
    } else if ((letter === "}" || letter === "]") && --depth === 0) {
      found.push(text.slice(start, at + 1).replace(/^[\s,;]+/, ""));
      start = at + 1;
    }
  }
  const rest = text.slice(start).replace(/^[\s,;]+/, "").trim();
  return rest ? [...found, rest] : found;
}

async function* stream(requests: AsyncIterable<Message> | Message[]): AsyncGenerator<Message> {
  yield* requests;
}

async function single(method: DescMethod, requests: AsyncIterable<Message> | Message[]): Promise<Message> {
  const all: Message[] = [];
  for await (const request of requests) {
    all.push(request);
  }
  if (all.length !== 1) {
    throw new BadRequest(`${method.name} takes one message, and there are ${all.length}`);
  }
  return all[0]!;
}
