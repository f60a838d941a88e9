// The web page in a real browser: gRPC-Web to the same server, over TLS, with a token.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { type Server, createServer } from "node:http";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

import { createClient } from "@connectrpc/connect";
import { type Browser, type Page, chromium } from "playwright-core";

import { type User, UserService } from "../gen/user/v1/user_pb";
import { SERVER, TOKEN, connected, email, variable } from "./server";

/** Where the page comes from; the server was told of it. */
const ORIGIN = new URL(variable("SERVICES_WEB_ORIGIN"));
const FILES: Record<string, string> = { "/": "text/html", "/page.js": "text/javascript" };
const HOME = join(dirname(fileURLToPath(import.meta.url)), "web");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];

let [files, browser, page, users]: [Server?, Browser?, Page?, User[]?] = [];

/** The files of the page, as any web server would serve them. */
function serve(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const type = FILES[request.url ?? ""];
    response.writeHead(type ? 200 : 404, type ? { "content-type": type } : {});
    type ? createReadStream(join(HOME, request.url === "/" ? "index.html" : request.url!)).pipe(response) : response.end();
  });
  return new Promise((resolve) => server.listen(port, ORIGIN.hostname, () => resolve(server)));
}

before(async () => {
  const connection = connected();
  async function* requests() {
    for (const name of ["ann <b>", "bob"]) {
      yield { name, email: email(name.slice(0, 3)) };
    }
  }
  users = (await createClient(UserService, connection.transport).createUsers(requests())).users;
  connection.close();
  files = await serve(Number(ORIGIN.port));
  browser = await chromium.launch({ executablePath: variable("CHROMIUM"), args: FLAGS });
});

after(async () => {
  await browser?.close();
  files?.close();
});

beforeEach(async () => {
  // The authority of the server is one of its own, which no browser knows.
  const context = await browser!.newContext({ ignoreHTTPSErrors: true });
  page = await context.newPage();
  await page.goto(ORIGIN.href);
  await page.fill("#server", SERVER);
  await page.fill("#token", TOKEN);
});

async function shown(): Promise<string[][]> {
  const rows = page!.locator("#users tr");
  return rows.evaluateAll((all) => all.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent ?? "")));
}

test("a unary call", async () => {
  await page!.fill("#id", users![0]!.id);
  await page!.click("#show");
  await page!.waitForFunction(() => document.getElementById("state")!.textContent === "1 user");
  assert.deepEqual(await shown(), [[users![0]!.name, users![0]!.email, users![0]!.id]]);
  if (process.env["SERVICES_SCREENSHOT"]) {
    await page!.screenshot({ path: process.env["SERVICES_SCREENSHOT"] });
  }
});

test("a stream", async () => {
  await page!.click("#show");
  await page!.waitForFunction(() => /^\d+ users$/.test(document.getElementById("state")!.textContent!));
  const ids = (await shown()).map((row) => row[2]);
  users!.forEach((it) => assert.ok(ids.includes(it.id), it.name));
});

test("an error says which field is to blame", async () => {
  await page!.fill("#id", "nobody");
  await page!.click("#show");
  await page!.locator("#error:not([hidden])").waitFor();
  assert.match((await page!.textContent("#error"))!, /^NOT_FOUND: /);
});

test("no token, no answer", async () => {
  await page!.fill("#token", "");
  await page!.click("#show");
  await page!.locator("#error:not([hidden])").waitFor();
  assert.match((await page!.textContent("#error"))!, /^UNAUTHENTICATED: /);
});

test("a page of another origin gets no answer", async () => {
  // Another name of the same host is another origin.
  await page!.goto(ORIGIN.href.replace("127.0.0.1", "localhost"));
  await page!.fill("#server", SERVER);
  await page!.fill("#token", TOKEN);
  await page!.click("#show");
  await page!.locator("#error:not([hidden])").waitFor();
  assert.deepEqual(await shown(), []);
});
