// Users in a web page: one by a unary call, all of them by a stream, both over gRPC-Web.

import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";

import { type User, UserService } from "../gen/user/v1/user_pb";
import { explained } from "../src/calls";
import { withToken } from "../src/token";

const PATIENCE = 10_000;

const input = (id: string) => element<HTMLInputElement>(id).value.trim();
let running: AbortController | undefined;

element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void show();
});
element("stop").addEventListener("click", () => running?.abort());

async function show(): Promise<void> {
  running?.abort();
  const own = (running = new AbortController());
  begin();
  let count = 0;
  try {
    for await (const user of users(own.signal)) {
      add(user);
      count++;
      say(`${count} so far`);
    }
    say(`${count} ${count === 1 ? "user" : "users"}`);
  } catch (error) {
    if (running === own) {
      fail(error);
    }
  } finally {
    element<HTMLButtonElement>("stop").disabled = running === own || running === undefined;
  }
}

async function* users(signal: AbortSignal): AsyncGenerator<User> {
  const transport = createGrpcWebTransport({ baseUrl: input("server"), interceptors: [withToken(input("token"))] });
  const client = createClient(UserService, transport);
  const options = { signal, timeoutMs: PATIENCE };
  if (input("id")) {
    const { user } = await client.getUser({ id: input("id") }, options);
    yield user!;
    return;
  }
  for await (const { user } of client.listUsers({ pageSize: 1000 }, options)) {
    yield user!;
  }
}

function begin(): void {
  element("users").replaceChildren();
  element("users").closest("table")!.hidden = true;
  element("error").hidden = true;
  element<HTMLButtonElement>("stop").disabled = false;
  say("asking …");
}

function add(user: User): void {
  const row = document.createElement("tr");
  const id = document.createElement("code");
  id.textContent = user.id;
  for (const content of [user.name, user.email, id]) {
    row.insertCell().append(content);
  }
  element("users").append(row);
  element("users").closest("table")!.hidden = false;
}

function fail(error: unknown): void {
  const stopped = ConnectError.from(error).code === Code.Canceled;
  say(stopped ? "stopped" : "");
  element("error").hidden = stopped;
  element("error").textContent = explained(error);
}

function say(text: string): void {
  element("state").textContent = text;
}

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
