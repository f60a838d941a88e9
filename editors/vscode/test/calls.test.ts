import assert from "node:assert/strict";
import { test } from "node:test";

import { callArguments, protocols, requestFile, templateArguments } from "../src/calls";

test("a request is filled in from the schema of its folder", () => {
  const expected = ["call", "--schema", "/w", "--describe", "acme.v1.Users/GetUser", "--msg-template"];
  assert.deepEqual(templateArguments("/w", "acme.v1.Users/GetUser"), expected);
});

test("a request is sent from its file", () => {
  const file = requestFile("acme.v1.Users/GetUser");
  assert.equal(file, "protoward/acme.v1.Users.GetUser.json");
  const start = ["call", "--schema", "/w", "--protocol", "rest"];
  const expected = [...start, "http://localhost:1", "acme.v1.Users/GetUser", "--data", `@${file}`];
  const destination = { server: "http://localhost:1", protocol: "rest" } as const;
  assert.deepEqual(callArguments("/w", destination, "acme.v1.Users/GetUser", file), expected);
});

test("the last protocol is offered first", () => {
  assert.deepEqual(protocols(undefined), ["grpc", "connect", "rest"]);
  assert.deepEqual(protocols("rest"), ["rest", "grpc", "connect"]);
  assert.deepEqual(protocols("gone"), ["grpc", "connect", "rest"]);
});
