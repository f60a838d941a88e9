// Every method in every form: over HTTP/1.1 and HTTP/2, in JSON and binary, with and without gzip, by POST and by GET.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";

import type { DescMethod } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, type Transport, createClient } from "@connectrpc/connect";

import { Chat, file_chat_v1_chat } from "../gen/chat/v1/chat_pb.js";
import { EmployeeService, StudentService, file_company_v1_company } from "../gen/company/v1/company_pb.js";
import { DepartmentService, DepartmentState, file_company_v1_department } from "../gen/company/v1/department_pb.js";
import { CustomerService, InventoryService, OrderService, OrderStatus, file_orders_v1_orders } from "../gen/orders/v1/orders_pb.js";
import { TickerStreamService, file_ticker_v1_ticker } from "../gen/ticker/v1/ticker_pb.js";
import { UserService, file_user_v1_user } from "../gen/user/v1/user_pb.js";
import { UserService as UserServiceV2, file_user_v2_user } from "../gen/user/v2/user_pb.js";
import { FORMS, Said, all, connected, email, failed, sent, stream, title } from "./server.js";

const FILES = [file_chat_v1_chat, file_company_v1_company, file_company_v1_department, file_orders_v1_orders, file_ticker_v1_ticker, file_user_v1_user, file_user_v2_user];

/** A part of the methods, by name. */
type Check = (transport: Transport) => Promise<void>;

const CHECKS: Record<string, Check> = {
  async users(transport) {
    const users = createClient(UserService, transport);
    const requests = ["ann", "bob", "Zoë"].map((name) => ({ name, email: email("user") }));
    const made = (await users.createUsers(stream(...requests))).users;
    assert.deepEqual(made.map((it) => it.name), ["ann", "bob", "Zoë"]);
    assert.deepEqual((await users.getUser({ id: made[2]!.id })).user, made[2]);
    const zoe = (await users.createUser({ name: "Zoe", email: email("zoe") })).user;
    assert.deepEqual((await users.getUser({ id: zoe!.id })).user, zoe);
    const second = (await createClient(UserServiceV2, transport).getUser({ id: zoe!.id })).user;
    assert.deepEqual([second!.displayName, second!.email], [zoe!.name, zoe!.email]);
    assert.deepEqual((await users.getUserV2({ id: zoe!.id })).user, second);
    const page = await all(users.listUsers({ pageSize: 2 }));
    assert.equal(page.length, 2);
    const said = ["hello", "and again"].map((content) => ({ userId: made[0]!.id, content }));
    const heard = await all(users.chatStream(stream(...said)));
    assert.deepEqual(heard.map((it) => [it.userName, it.content]), [["ann", "hello"], ["ann", "and again"]]);
  },

  async students(transport) {
    const students = createClient(StudentService, transport);
    const requests = ["ann", "bob"].map((name) => ({ name, email: email(name), year: 1 }));
    const [ann, bob] = (await students.enrollStudents(stream(...requests))).students;
    assert.deepEqual((await students.getStudent({ id: bob!.id })).student, bob);
    assert.equal((await all(students.listStudents({ pageSize: 2 }))).length, 2);
    const grade = { studentId: ann!.id, course: "logic", score: 90 };
    const outcomes = await all(students.gradeStudents(stream(grade, { ...grade, studentId: randomUUID() })));
    assert.deepEqual(outcomes.map((it) => it.outcome.case), ["student", "error"]);
    assert.equal((await students.getStudent({ id: ann!.id })).student?.averageScore, 90);
  },

  async employees(transport) {
    const employees = createClient(EmployeeService, transport);
    const department = `d-${randomUUID()}`;
    const requests = ["ann", "bob"].map((name) => ({ name, email: email(name), department, salaryCents: 500000n }));
    const made = (await employees.hireEmployees(stream(...requests))).employees;
    assert.deepEqual((await employees.getEmployee({ id: made[0]!.id })).employee, made[0]);
    const listed = await all(employees.listEmployees({ department }));
    assert.deepEqual(listed.map((it) => it.employee), made);
    const [outcome] = await all(employees.adjustSalaries(stream({ employeeId: made[0]!.id, changeCents: -100n })));
    assert.equal(outcome?.outcome.case === "employee" && outcome.outcome.value.salaryCents, 499900n);
  },

  async departments(transport) {
    const departments = createClient(DepartmentService, transport);
    const department = { displayName: "Research", labels: { color: "red", shade: "dark" } };
    const made = await departments.createDepartment({ department, departmentId: `d${randomUUID().slice(0, 8)}` });
    const { name } = made;
    assert.deepEqual(await departments.getDepartment({ name }), made);
    const moved = await departments.updateDepartment({
      department: { name, location: { building: "A", floor: 0 } },
      updateMask: { paths: ["location"] },
    });
    assert.deepEqual([moved.location?.building, moved.location?.floor, moved.displayName], ["A", 0, "Research"]);
    const closed = await departments.closeDepartment({ name, reason: "moved" });
    assert.equal(closed.state, DepartmentState.CLOSED);
    const listed = await departments.listDepartments({ states: [DepartmentState.CLOSED], orderBy: "create_time desc" });
    assert.ok(listed.departments.some((it) => it.name === name));
    await departments.deleteDepartment({ name });
    assert.equal((await failed(departments.getDepartment({ name }))).code, Code.NotFound);
  },

  async orders(transport) {
    const [customers, inventory] = [createClient(CustomerService, transport), createClient(InventoryService, transport)];
    const orders = createClient(OrderService, transport);
    const { customer } = await customers.createCustomer({ name: "Ann", email: email("ann") });
    assert.deepEqual((await customers.getCustomer({ id: customer!.id })).customer, customer);
    const sku = `SKU-${randomUUID().slice(0, 8).toUpperCase()}`;
    const { item } = await inventory.putItem({ item: { sku, name: "Pen", priceCents: 150n, available: 10n } });
    assert.deepEqual((await inventory.getItem({ sku })).item, item);
    const lines = [{ sku, quantity: 2n }];
    const reservationId = randomUUID();
    assert.equal((await inventory.reserveStock({ reservationId, lines })).lines.length, 1);
    assert.ok((await inventory.releaseStock({ reservationId })).released);
    const { order } = await orders.createOrder({ customerId: customer!.id, lines });
    assert.equal(order?.totalCents, 300n);
    assert.deepEqual((await orders.getOrder({ id: order.id })).order, order);
    assert.deepEqual((await all(orders.listOrders({ customerId: customer!.id }))).map((it) => it.order), [order]);
    assert.equal((await orders.cancelOrder({ id: order.id })).order?.status, OrderStatus.CANCELLED);
  },

  async prices(transport) {
    const ticker = createClient(TickerStreamService, transport);
    for (const call of [ticker.watchPrices({ symbols: ["ACME"] }), ticker.tickerStream(stream({ symbol: "ACME" }))]) {
      const symbols: string[] = [];
      // The streams have no end; leaving the loop ends the call.
      for await (const { symbol } of call) {
        symbols.push(symbol);
        if (symbols.length === 2) {
          break;
        }
      }
      assert.deepEqual(symbols, ["ACME", "ACME"]);
    }
    assert.equal((await all(ticker.watchPrices({ symbols: ["ACME"], count: 3 }))).length, 3);
  },

  async chat(transport) {
    const chat = createClient(Chat, transport);
    const content = randomUUID();
    const leaving = new AbortController();
    const heard = (async () => {
      for await (const message of chat.serverStream({ sender: "ann" }, { signal: leaving.signal })) {
        if (message.content === content) {
          return message;
        }
      }
      return undefined;
    })();
    // Until the listener is known, nobody hears what is said.
    for (let told = false; !told; ) {
      const answer = await chat.clientStream(stream({ sender: "bob", content }));
      assert.equal(answer.content, "messages passed on: 1");
      told = await Promise.race([heard.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, 50, false))]);
    }
    assert.equal((await heard)?.sender, "bob");
    leaving.abort();
    const talk = await all(chat.streamChat(stream({ sender: "cid", content })));
    assert.ok(talk.some((it) => it.sender === "cid" && it.content === content));
  },
};

/** The request of a method. */
function expected(method: DescMethod, useHttpGet: boolean): string {
  const isFree = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  const verb = useHttpGet && isFree && method.methodKind === "unary" ? "GET" : "POST";
  return `${verb} /${method.parent.typeName}/${method.name}`;
}

for (const form of FORMS) {
  const connection = connected(form);
  after(() => connection.close());
  for (const [name, check] of Object.entries(CHECKS)) {
    test(`${name} (${title(form)})`, { timeout: 30_000 }, () => check(connection.transport));
  }

  test(`every method was called (${title(form)})`, () => {
    const methods = FILES.flatMap((file) => file.services.flatMap((service) => service.methods));
    assert.deepEqual(methods.map((method) => expected(method, form.useHttpGet)).filter((it) => !sent.has(it)), []);
    sent.clear();
  });
}

for (const form of FORMS.filter((it) => it.httpVersion === "2")) {
  test(`a stream is answered while it is open (${title(form)})`, { timeout: 30_000 }, async () => {
    const connection = connected(form);
    const said = new Said<{ sender: string; content: string }>();
    const sender = randomUUID();
    const heard: string[] = [];
    said.say({ sender, content: "1" });
    for await (const message of createClient(Chat, connection.transport).streamChat(said)) {
      if (message.sender === sender) {
        heard.push(message.content);
        heard.length < 3 ? said.say({ sender, content: `${heard.length + 1}` }) : said.end();
      }
    }
    connection.close();
    assert.deepEqual(heard, ["1", "2", "3"]);
  });
}
