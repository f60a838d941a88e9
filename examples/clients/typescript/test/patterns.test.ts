// The four patterns against a real server, over TLS and with a token.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";

import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";

import { Chat, MessageSchema } from "../gen/chat/v1/chat_pb";
import { TickerRequestSchema, TickerStreamService } from "../gen/ticker/v1/ticker_pb";
import { type User, UserService } from "../gen/user/v1/user_pb";
import { faults } from "../src/calls";
import { SERVER, channel, connected, email, thrown } from "./server";

const options = { timeoutMs: 10_000 };
const connection = connected();
const users = createClient(UserService, connection.transport);
after(() => connection.close());

async function created(...names: string[]): Promise<User[]> {
  async function* requests() {
    for (const name of names) {
      yield { name, email: email(name) };
    }
  }
  return (await users.createUsers(requests(), options)).users;
}

test("unary", async () => {
  const [ann] = await created("ann");
  assert.deepEqual((await users.getUser({ id: ann!.id }, options)).user, ann);
});

test("client streaming", async () => {
  assert.deepEqual((await created("ann", "bob", "cid")).map((it) => it.name), ["ann", "bob", "cid"]);
});

test("server streaming", async () => {
  const made = await created("ann", "bob", "cid");
  const seen: User[] = [];
  let pageToken = "";
  do {
    let count = 0;
    for await (const { user, nextPageToken } of users.listUsers({ pageSize: 2, pageToken }, options)) {
      seen.push(user!);
      pageToken = nextPageToken;
      count++;
    }
    assert.ok(count <= 2);
  } while (pageToken !== "");
  assert.deepEqual(seen.filter((it) => made.some((one) => one.id === it.id)), made);
});

test("bidirectional streaming", async () => {
  const sender = `typescript ${randomUUID()}`;
  const said = channel<MessageInitShape<typeof MessageSchema>>();
  const heard: string[] = [];
  said.say({ sender, content: "hello" });
  for await (const message of createClient(Chat, connection.transport).streamChat(said.messages, options)) {
    if (message.sender !== sender) {
      continue;
    }
    heard.push(message.content);
    // The answer came while the stream was open: what is said next depends on it.
    heard.length === 1 ? said.say({ sender, content: "and again" }) : said.end();
  }
  assert.deepEqual(heard, ["hello", "and again"]);
});

test("a stream without end is left", async () => {
  const said = channel<MessageInitShape<typeof TickerRequestSchema>>();
  const leaving = new AbortController();
  const symbols: string[] = [];
  said.say({ symbol: "ACME" });
  const error = await thrown(async () => {
    const ticker = createClient(TickerStreamService, connection.transport);
    for await (const { symbol } of ticker.tickerStream(said.messages, { ...options, signal: leaving.signal })) {
      symbols.push(symbol);
      if (symbols.length === 3) {
        leaving.abort();
      }
    }
  });
  said.end();
  assert.equal(ConnectError.from(error).code, Code.Canceled);
  assert.deepEqual(symbols, ["ACME", "ACME", "ACME"]);
});

test("an error names the fields to blame", async () => {
  async function* requests() {
    yield { name: "", email: "nowhere" };
  }
  const error = ConnectError.from(await thrown(() => users.createUsers(requests(), options)));
  assert.equal(error.code, Code.InvalidArgument);
  assert.deepEqual(faults(error).map((it) => it.field), ["[0].name", "[0].email"]);
});

for (const token of ["", "made-up"]) {
  test(`no answer for the token \`${token}\``, async () => {
    const stranger = connected(token);
    const error = await thrown(() => createClient(UserService, stranger.transport).getUser({ id: "1" }, options));
    stranger.close();
    assert.equal(ConnectError.from(error).code, Code.Unauthenticated);
  });
}

test("a stranger is not trusted", async () => {
  const transport = createGrpcTransport({ baseUrl: SERVER });
  const error = ConnectError.from(await thrown(() => createClient(UserService, transport).getUser({ id: "1" }, options)));
  assert.match(error.message, /certificate/);
});
