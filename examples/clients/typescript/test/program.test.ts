// The program as a person uses it: one call a run, and the interactive mode.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { DATA, SERVER, email } from "./server";

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), "main.js");

/** What a run printed. */
interface Done {
  code: number | null;
  out: string;
  err: string;
}

function run(args: string[], typed = ""): Promise<Done> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, "--server", SERVER, "--data", DATA, ...args], { timeout: 20_000 });
    let [out, err] = ["", ""];
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
    child.stdin.end(typed);
  });
}

test("a call prints what it gives", async () => {
  const address = email("ann");
  const done = await run(["call", "CreateUsers", JSON.stringify({ name: "Ann {", email: address })]);
  assert.deepEqual([done.code, done.err], [0, ""]);
  const [user] = JSON.parse(done.out).users;
  assert.equal(user.name, "Ann {");
  const found = await run(["call", "user.v1.UserService/GetUser", "-"], JSON.stringify({ id: user.id }));
  assert.equal(JSON.parse(found.out).user.email, address);
});

test("what is wrong is said", async () => {
  const cases: [string[], RegExp][] = [
    [["call", "GetUsr"], /^error: unknown method `GetUsr`; did you mean `GetUser`\?\n$/],
    [["call", "GetUser", "{}"], /^error: INVALID_ARGUMENT: .*\n  id: /],
    [["call", "GetUser", '{"idd": "1"}'], /^error: no user\.v1\.GetUserRequest: /],
    [["call", "GetUser", '{"id": '], /^error: no user\.v1\.GetUserRequest: /],
    [["call", "GetUser", '{"id": "1"} {"id": "2"}'], /^error: GetUser takes one message, and there are 2\n$/],
  ];
  for (const [args, said] of cases) {
    const done = await run(args);
    assert.deepEqual([done.code, done.out], [1, ""], args.join(" "));
    assert.match(done.err, said);
  }
});

test("the interactive mode", async () => {
  const [ann, bob] = ["ann", "bob"].map((name) => JSON.stringify({ name, email: email(name) }));
  const lines = ["describe GetUser", "CreateUsers", ann, "no JSON", bob, "", 'GetUser {"id": "nobody"}', "GetUsr", "exit"];
  const done = await run(["repl"], `${lines.join("\n")}\n`);
  assert.deepEqual([done.code, done.err], [0, ""]);
  for (const expected of ["user.v1.GetUserRequest: id", '"name": "ann"', '"name": "bob"', "; not sent", "error: NOT_FOUND", "did you mean `GetUser`?"]) {
    assert.ok(done.out.includes(expected), `${expected} is missing in ${done.out}`);
  }
});

test("the end of the input is the end", async () => {
  assert.equal((await run(["repl"], "list")).code, 0);
});
