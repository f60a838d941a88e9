// Retries: what the service config says, with a service that fails at first. They need no server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";

import { UserService } from "../gen/user/v1/user_pb";
import { configured, retries } from "../src/retries";

const config = configured("service_config.json");

/** A client of a service that fails some times, and the pauses of the client. */
function flaky(code: Code, failures: number) {
  const seen = { calls: 0, pauses: [] as number[] };
  const attempt = () => {
    seen.calls++;
    if (seen.calls <= failures) {
      throw new ConnectError("try again", code);
    }
    return {};
  };
  const wait = async (milliseconds: number) => void seen.pauses.push(milliseconds);
  const transport = createRouterTransport(
    ({ service }) => service(UserService, { getUser: attempt, createUser: attempt }),
    { transport: { interceptors: [retries(config, wait)] } },
  );
  return { seen, client: createClient(UserService, transport) };
}

/** The code of a call, or nothing if it succeeds. */
function code(call: Promise<unknown>): Promise<Code | undefined> {
  return call.then(() => undefined, (error: unknown) => ConnectError.from(error).code);
}

test("a call without side effects is tried again, after growing pauses", async () => {
  const { seen, client } = flaky(Code.Unavailable, 3);
  await client.getUser({ id: "1" });
  assert.equal(seen.calls, 4);
  for (const [index, pause] of seen.pauses.entries()) {
    const expected = 50 * 2 ** index;
    assert.ok(pause >= 0.8 * expected && pause <= 1.2 * expected, `${pause}`);
  }
});

test("a call that may have had effects is not tried again", async () => {
  const { seen, client } = flaky(Code.Unavailable, 1);
  assert.equal(await code(client.createUser({})), Code.Unavailable);
  assert.equal(seen.calls, 1);
});

test("a call that had no effects is tried again", async () => {
  const { seen, client } = flaky(Code.Aborted, 1);
  await client.createUser({});
  assert.equal(seen.calls, 2);
});

test("there are five attempts", async () => {
  const { seen, client } = flaky(Code.Unavailable, 9);
  assert.equal(await code(client.getUser({ id: "1" })), Code.Unavailable);
  assert.equal(seen.calls, 5);
});

test("other errors are not tried again", async () => {
  const { seen, client } = flaky(Code.NotFound, 1);
  assert.equal(await code(client.getUser({ id: "1" })), Code.NotFound);
  assert.equal(seen.calls, 1);
});
