// Every operation of the document against a real server, over TLS and with a token.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { type Schemas, connect, lines, messages } from "../src/client.js";
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
