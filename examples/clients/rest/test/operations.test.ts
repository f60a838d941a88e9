// Every operation of the document against a real server, over TLS and with a token.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { type Schemas, arriving, connect, lines, messages } from "../src/client.js";
import { SERVER, called, client, email, operations } from "./server.js";

/** The answer of a call that has to succeed. */
function answer<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  assert.ok(response.ok && data !== undefined, `${response.status}: ${JSON.stringify(error)}`);
  return data;
}

async function enrolled(...names: [string, ...string[]]): Promise<Schemas["company.v1.Student"][]> {
  const [first, ...others] = names.map((name) => ({ name, email: email(name), year: 1 }));
  return answer(await client.POST("/v1/students:enroll", lines([first!, ...others]))).students ?? [];
}

async function hired(department: string, ...names: [string, ...string[]]): Promise<Schemas["company.v1.Employee"][]> {
  const [first, ...others] = names.map((name) => ({ name, email: email(name), department, salaryCents: "500000" }));
  return answer(await client.POST("/v1/employees:hire", lines([first!, ...others]))).employees ?? [];
}

/** The first messages of a stream that does not end. */
async function first<T>(count: number, call: { response: Response }): Promise<T[]> {
  assert.ok(call.response.ok);
  const found: T[] = [];
  for await (const message of arriving<T>(call)) {
    found.push(message);
    if (found.length === count) {
      break;
    }
  }
  return found;
}

async function user(name: string): Promise<Schemas["user.v1.User"]> {
  const { users } = answer(await client.POST("/v1/users", lines([{ name, email: email(name) }])));
  return users![0]!;
}

async function department(displayName: string): Promise<Schemas["company.v1.Department"]> {
  const params = { query: { departmentId: `d${randomUUID().slice(0, 8)}` } };
  return answer(await client.POST("/v1/departments", { params, body: { displayName, labels: { color: "red" } } }));
}

/** The last part of the name of a department. */
function id({ name }: Schemas["company.v1.Department"]): string {
  return name!.replace("departments/", "");
}

async function customer(): Promise<Schemas["orders.v1.Customer"]> {
  return answer(await client.POST("/v1/customers", { body: { name: "Ann", email: email("ann") } }));
}

async function item(available: number): Promise<Schemas["orders.v1.Item"]> {
  const params = { path: { itemSku: `SKU-${randomUUID().slice(0, 8).toUpperCase()}` } };
  const body = { name: "Pen", priceCents: "150", available: String(available) };
  return answer(await client.PUT("/v1/items/{itemSku}", { params, body }));
}

async function ordered(quantity: number): Promise<Schemas["orders.v1.Order"]> {
  const [{ id }, { sku }] = [await customer(), await item(10)];
  const lines = [{ sku, quantity: String(quantity) }];
  return answer(await client.POST("/v1/orders", { body: { customerId: id!, lines } }));
}

test("students: a stream of requests, one response", async () => {
  assert.deepEqual((await enrolled("ann", "bob")).map((it) => it.name), ["ann", "bob"]);
});

test("students: one by id", async () => {
  const [ann] = await enrolled("ann");
  const params = { path: { id: ann!.id! } };
  assert.deepEqual(answer(await client.GET("/v1/students/{id}", { params })).student, ann);
});

test("students: a stream of responses", async () => {
  await enrolled("ann", "bob", "cid");
  const params = { query: { pageSize: 2 } };
  const text = answer(await client.GET("/v1/students", { params, parseAs: "text" }));
  const page = messages<Schemas["company.v1.ListStudentsResponse"]>(text);
  assert.equal(page.length, 2);
  assert.ok(page.every((it) => it.student?.id));
});

test("students: streams both ways", async () => {
  const [ann] = await enrolled("ann");
  const grade = { studentId: ann!.id!, course: "logic", score: 90 };
  const nobody = { ...grade, studentId: randomUUID() };
  const options = { ...lines([grade, nobody]), parseAs: "text" } as const;
  const text = answer(await client.POST("/v1/students:grade", options));
  const outcomes = messages<Schemas["company.v1.GradeStudentsResponse"]>(text);
  assert.equal(outcomes[0]?.student?.averageScore, 90);
  assert.ok(outcomes[1]?.error?.code);
});

test("employees: a stream of requests, one response, and one by id", async () => {
  const [ann, bob] = await hired("research", "ann", "bob");
  assert.equal(bob!.department, "research");
  const params = { path: { id: ann!.id! } };
  const { employee } = answer(await client.GET("/v1/employees/{id}", { params }));
  // 64-bit numbers are strings.
  assert.equal(employee?.salaryCents, "500000");
});

test("employees: by query and by path", async () => {
  const department = `d-${randomUUID()}`;
  const made = await hired(department, "ann", "bob");
  const byQuery = await client.GET("/v1/employees", { params: { query: { department } }, parseAs: "text" });
  const byPath = await client.GET("/v1/departments/{department}/employees", {
    params: { path: { department }, query: { pageSize: 10 } },
    parseAs: "text",
  });
  for (const text of [answer(byQuery), answer(byPath)]) {
    const found = messages<Schemas["company.v1.ListEmployeesResponse"]>(text);
    assert.deepEqual(found.map((it) => it.employee), made);
  }
});

test("employees: streams both ways", async () => {
  const [ann] = await hired("research", "ann");
  const options = { ...lines([{ employeeId: ann!.id!, changeCents: "100" }]), parseAs: "text" } as const;
  const text = answer(await client.POST("/v1/employees:adjustSalaries", options));
  const [outcome] = messages<Schemas["company.v1.AdjustSalariesResponse"]>(text);
  assert.equal(outcome?.employee?.salaryCents, "500100");
});

test("users: made, one by id, and a page", async () => {
  const ann = await user("ann");
  assert.deepEqual(answer(await client.GET("/v1/users/{id}", { params: { path: { id: ann.id! } } })), ann);
  const zoe = answer(await client.POST("/v1/users:create", { body: { name: "Zoe", email: email("zoe") } }));
  assert.deepEqual(answer(await client.GET("/v1/users/{id}", { params: { path: { id: zoe.id! } } })), zoe);
  const second = answer(await client.GET("/v2/users/{id}", { params: { path: { id: zoe.id! } } }));
  assert.deepEqual([second.id, second.displayName, second.email], [zoe.id, zoe.name, zoe.email]);
  assert.deepEqual(answer(await client.GET("/v1/users/{id}:v2", { params: { path: { id: zoe.id! } } })), second);
  const text = answer(await client.GET("/v1/users", { params: { query: { pageSize: 1 } }, parseAs: "text" }));
  assert.equal(messages<Schemas["user.v1.ListUsersResponse"]>(text).length, 1);
});

test("users: a chat", async () => {
  const ann = await user("ann");
  const options = { ...lines([{ userId: ann.id!, content: "hello" }]), parseAs: "text" } as const;
  const said = messages<Schemas["user.v1.ChatStreamResponse"]>(answer(await client.POST("/v1/users:chat", options)));
  assert.deepEqual(said.map((it) => it.content), ["hello"]);
});

test("departments: made, found, changed, closed, listed, deleted", async () => {
  const made = await department("Research");
  const params = { path: { departmentsId: id(made) } };
  assert.deepEqual(answer(await client.GET("/v1/departments/{departmentsId}", { params })), made);

  // The fields in the body are the field mask.
  const body = { location: { building: "A", floor: 0 } };
  const moved = answer(await client.PATCH("/v1/departments/{departmentsId}", { params, body }));
  assert.equal(moved.location?.building, "A");
  assert.equal(moved.displayName, "Research");

  const closed = answer(await client.POST("/v1/departments/{departmentsId}:close", { params, body: { reason: "moved" } }));
  assert.equal(closed.state, "DEPARTMENT_STATE_CLOSED");
  const listed = await client.GET("/v1/departments", {
    params: { query: { states: ["DEPARTMENT_STATE_CLOSED"], orderBy: "create_time desc", pageSize: 10 } },
  });
  assert.ok(answer(listed).departments?.some((it) => it.name === made.name));

  assert.deepEqual(answer(await client.DELETE("/v1/departments/{departmentsId}", { params })), {});
  assert.equal((await client.GET("/v1/departments/{departmentsId}", { params })).response.status, 404);
});

test("customers and items: what was made is found", async () => {
  const ann = await customer();
  assert.deepEqual(answer(await client.GET("/v1/customers/{id}", { params: { path: { id: ann.id! } } })), ann);
  const pen = await item(3);
  assert.deepEqual(answer(await client.GET("/v1/items/{itemSku}", { params: { path: { itemSku: pen.sku } } })), pen);
});

test("reservations: made and given back", async () => {
  const pen = await item(3);
  const params = { path: { reservationId: randomUUID() } };
  const body = { lines: [{ sku: pen.sku, quantity: "2" }] };
  assert.ok(answer(await client.PUT("/v1/reservations/{reservationId}", { params, body })));
  assert.ok(answer(await client.DELETE("/v1/reservations/{reservationId}", { params })));
  const { available } = answer(await client.GET("/v1/items/{itemSku}", { params: { path: { itemSku: pen.sku } } }));
  assert.equal(available, "3");
});

test("orders: made, one by id, those of a customer, cancelled", async () => {
  const order = await ordered(2);
  assert.equal(order.totalCents, "300");
  const params = { path: { id: order.id! } };
  assert.deepEqual(answer(await client.GET("/v1/orders/{id}", { params })), order);
  const of = { params: { path: { customerId: order.customerId! } }, parseAs: "text" } as const;
  const page = messages<Schemas["orders.v1.ListOrdersResponse"]>(answer(await client.GET("/v1/customers/{customerId}/orders", of)));
  assert.deepEqual(page.map((it) => it.order), [order]);
  // A body without fields can be left out.
  const cancelled = answer(await client.POST("/v1/orders/{id}:cancel", { params }));
  assert.equal(cancelled.status, "ORDER_STATUS_CANCELLED");
});

test("orders: an invalid one names its fields", async () => {
  const { error, response } = await client.POST("/v1/orders", { body: { customerId: "nobody", lines: [] } });
  assert.equal(response.status, 400);
  const violations = error?.details?.flatMap((it) => (it["fieldViolations"] as { field: string }[] | undefined) ?? []);
  assert.ok(violations?.some((it) => it.field === "lines"), JSON.stringify(error));
});

test("prices: of symbols in the query, and of symbols in a stream", async () => {
  const params = { query: { symbols: ["ACME"] } };
  const watched = await client.GET("/v1/prices:watch", { params, parseAs: "stream" });
  const prices = await first<Schemas["ticker.v1.TickerResponse"]>(2, watched);
  assert.deepEqual(prices.map((it) => it.symbol), ["ACME", "ACME"]);
  const streamed = await client.POST("/v1/prices:stream", { ...lines([{ symbol: "ACME" }]), parseAs: "stream" });
  const [price] = await first<Schemas["ticker.v1.TickerResponse"]>(1, streamed);
  assert.equal(price?.symbol, "ACME");
});

test("chat: who listens hears what is said", async () => {
  const listener = { sender: "ann" };
  const listening = [
    await client.POST("/v1/chat:listen", { body: listener, parseAs: "stream" }),
    await client.GET("/v1/chat:listen", { params: { query: listener }, parseAs: "stream" }),
  ];
  const words = lines([{ sender: "bob", content: randomUUID() }]);
  assert.equal(answer(await client.POST("/v1/chat:say", words)).content, "messages passed on: 1");
  for (const call of listening) {
    assert.deepEqual(await first<Schemas["chat.v1.Message"]>(1, call), [words.body]);
  }
});

test("chat: who speaks hears it, too", async () => {
  const words = lines([{ sender: "bob", content: randomUUID() }]);
  const text = answer(await client.POST("/v1/chat:talk", { ...words, parseAs: "text" }));
  assert.deepEqual(messages<Schemas["chat.v1.Message"]>(text), [words.body]);
});

test("an error has a status and a code", async () => {
  const { error, response } = await client.GET("/v1/students/{id}", { params: { path: { id: randomUUID() } } });
  assert.equal(response.status, 404);
  // google.rpc.Code.NOT_FOUND
  assert.equal(error?.code, 5);
});

test("nobody gets in without a token", async () => {
  const { response } = await connect(SERVER, undefined).GET("/v1/students/{id}", { params: { path: { id: "1" } } });
  assert.equal(response.status, 401);
});

test("every operation was called", () => {
  assert.deepEqual(operations().filter((it) => !called.has(it)), []);
});
