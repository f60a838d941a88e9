// The server that `cargo xtask clients` started, and the operations of its document.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import type { Middleware } from "openapi-fetch";

import { connect } from "../src/client.js";

/** A variable that has to be there. */
function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: \`cargo xtask clients\` sets it`);
  }
  return value;
}

export const SERVER = variable("SERVICES_SERVER");
export const TOKEN = variable("SERVICES_TOKEN");

/** Operations that were called, as `get /v1/students/{id}`. */
export const called = new Set<string>();

const noting: Middleware = {
  onRequest({ request, schemaPath }) {
    called.add(`${request.method.toLowerCase()} ${schemaPath}`);
  },
};

export const client = connect(SERVER, TOKEN, noting);

/** Every operation of the document. */
export function operations(): string[] {
  const document = JSON.parse(readFileSync(new URL("../../gen/openapi.json", import.meta.url), "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const verbs = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((verb) => verbs.includes(verb)).map((verb) => `${verb} ${path}`),
  );
}

/** Several clients test the same server, so that no address is used twice. */
export function email(name: string): string {
  return `${name}.${randomUUID()}@example.org`;
}
