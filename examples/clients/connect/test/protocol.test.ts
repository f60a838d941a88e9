// Errors with details, deadlines, compression, tokens, and calls that a person types.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { Code, type ConnectError, createClient } from "@connectrpc/connect";

import { DepartmentService } from "../gen/company/v1/department_pb.js";
import { StudentService } from "../gen/company/v1/company_pb.js";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.js";
import { OrderService } from "../gen/orders/v1/orders_pb.js";
import { TickerStreamService } from "../gen/ticker/v1/ticker_pb.js";
import { ErrorSchema, UserService } from "../gen/user/v1/user_pb.js";
import type { Connection, Form } from "../src/client.js";
import { FORMS, SERVER, TOKEN, all, connected, email, failed, stream, title } from "./server.js";

/** Runs a test in every form, with a connection that is closed after it. */
function inEachForm(name: string, work: (connection: Connection, form: Form) => Promise<void>, token?: string): void {
  for (const form of FORMS) {
    test(`${name} (${title(form)})`, { timeout: 30_000 }, async () => {
      const connection = connected(form, token);
      await work(connection, form);
      connection.close();
    });
  }
}

/** The fields that the details of an error blame. */
function blamed(error: ConnectError): string[] {
  const violations = error.findDetails(BadRequestSchema).flatMap((it) => it.fieldViolations.map((one) => one.field));
  const own = error.findDetails(ErrorSchema).flatMap((it) => it.details.map((one) => one.field));
  assert.deepEqual(violations, own);
  return violations;
}

inEachForm("an error of a unary call has details", async ({ transport }) => {
  const orders = createClient(OrderService, transport);
  const error = await failed(orders.createOrder({ customerId: "", lines: [] }));
  assert.equal(error.code, Code.InvalidArgument);
  assert.deepEqual(blamed(error), ["customer_id", "lines"]);
  const missing = await failed(orders.getOrder({ id: randomUUID() }));
  assert.equal(missing.code, Code.NotFound);
  assert.match(missing.rawMessage, /^no order `/);
});

inEachForm("an error of a stream has details", async ({ transport }) => {
  const users = createClient(UserService, transport);
  const error = await failed(users.createUsers(stream({ name: "", email: "nowhere" })));
  assert.equal(error.code, Code.InvalidArgument);
  assert.deepEqual(blamed(error), ["[0].name", "[0].email"]);
  const listed = await failed(all(users.listUsers({ pageSize: -1 })));
  assert.equal(listed.code, Code.InvalidArgument);
  assert.deepEqual(blamed(listed), ["page_size"]);
});

inEachForm("a call ends at its deadline", async ({ transport }) => {
  const ticker = createClient(TickerStreamService, transport);
  const error = await failed(all(ticker.watchPrices({ symbols: ["ACME"] }, { timeoutMs: 300 })));
  assert.equal(error.code, Code.DeadlineExceeded);
});

inEachForm("a call is left", async ({ transport }) => {
  const ticker = createClient(TickerStreamService, transport);
  const leaving = new AbortController();
  const symbols: string[] = [];
  const error = await failed(
    (async () => {
      for await (const { symbol } of ticker.tickerStream(stream({ symbol: "ACME" }), { signal: leaving.signal })) {
        symbols.push(symbol);
        leaving.abort();
      }
    })(),
  );
  assert.equal(error.code, Code.Canceled);
  assert.deepEqual(symbols, ["ACME"]);
});

inEachForm(
  "nobody gets in without a token",
  async ({ transport }) => {
    const users = createClient(UserService, transport);
    assert.equal((await failed(users.getUser({ id: "1" }))).code, Code.Unauthenticated);
    assert.equal((await failed(all(users.listUsers({})))).code, Code.Unauthenticated);
  },
  "made-up",
);

inEachForm("long messages are compressed in both directions", async ({ transport }, { gzip, useHttpGet }) => {
  const departments = createClient(DepartmentService, transport);
  const name = `Long ${randomUUID()}`;
  for (let count = 0; count < 12; count++) {
    await departments.createDepartment({ department: { displayName: `${name} ${count}` } });
  }
  let encoding: string | null | undefined;
  const listed = await departments.listDepartments({ pageSize: 100 }, { onHeader: (headers) => (encoding = headers.get("content-encoding")) });
  assert.ok(listed.departments.length >= 12);
  // The client accepts no compressed response to a GET.
  assert.equal(encoding, gzip && !useHttpGet ? "gzip" : null);

  const requests = Array.from({ length: 30 }, () => ({ name: "ann", email: email("ann"), year: 1 }));
  const students = createClient(StudentService, transport);
  const onHeader = (headers: Headers) => (encoding = headers.get("connect-content-encoding"));
  assert.equal((await students.enrollStudents(stream(...requests), { onHeader })).students.length, 30);
  assert.equal(encoding, gzip ? "gzip" : null);
});

const headers = { authorization: `Bearer ${TOKEN}` };

test("a call is one line of curl", async () => {
  const post = await fetch(`${SERVER}/user.v1.UserService/GetUser`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: '{"id": "nobody"}',
  });
  const error = (await post.json()) as { code: string; details: { type: string }[] };
  assert.deepEqual([post.status, error.code], [404, "not_found"]);
  assert.ok(error.details.some((it) => it.type === "google.rpc.ResourceInfo"), JSON.stringify(error));
  const query = `encoding=json&message=${encodeURIComponent('{"pageSize": 1}')}`;
  const get = await fetch(`${SERVER}/company.v1.DepartmentService/ListDepartments?${query}`, { headers });
  assert.equal(get.status, 200);
  assert.equal(((await get.json()) as { departments: unknown[] }).departments.length, 1);
});

/** The server keeps the deadline, and not only the client. */
test("the server ends a stream at its deadline", { timeout: 30_000 }, async () => {
  const message = Buffer.from('{"symbols": ["ACME"]}');
  const length = Buffer.alloc(5);
  length.writeUInt32BE(message.length, 1);
  const response = await fetch(`${SERVER}/ticker.v1.TickerStreamService/WatchPrices`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/connect+json", "connect-timeout-ms": "300" },
    body: Buffer.concat([length, message]),
  });
  assert.equal(response.status, 200);
  assert.match(await response.text(), /\x02[^]{4}\{"error":\{"code":"deadline_exceeded".*\}$/);
});

test("gRPC still has the same paths", async () => {
  const response = await fetch(`${SERVER}/user.v1.UserService/GetUser`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/grpc-web+proto" },
    body: new Uint8Array(5),
  });
  assert.equal(response.headers.get("content-type"), "application/grpc-web+proto");
});
