import assert from "node:assert/strict";
import { test } from "node:test";

import { callArguments, requestFile, templateArguments } from "../src/calls";

test("a request is filled in from the schema of its folder", () => {
  const expected = ["call", "--schema", "/w", "--describe", "acme.v1.Users/GetUser", "--msg-template"];
  assert.deepEqual(templateArguments("/w", "acme.v1.Users/GetUser"), expected);
});

test("a request is sent from its file", () => {
  const file = requestFile("acme.v1.Users/GetUser");
  assert.equal(file, "protoward/acme.v1.Users.GetUser.json");
  const expected = ["call", "--schema", "/w", "http://localhost:1", "acme.v1.Users/GetUser", "--data", `@${file}`];
  assert.deepEqual(callArguments("/w", "http://localhost:1", "acme.v1.Users/GetUser", file), expected);
});
