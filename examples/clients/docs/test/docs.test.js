// The page at /docs in a real browser: it lists what the document has, and calls it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { chromium } from "playwright-core";

/** A variable that has to be there. */
function variable(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: \`cargo xtask clients\` sets it`);
  }
  return value;
}

const SERVER = variable("SERVICES_SERVER");
const TOKEN = variable("SERVICES_TOKEN");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
const VERBS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

let browser, page, policy, requests, problems;

before(async () => {
  browser = await chromium.launch({ executablePath: variable("CHROMIUM"), args: FLAGS });
});

after(async () => {
  await browser?.close();
});

beforeEach(async () => {
  // The authority of the server is one of its own, which no browser knows.
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1200, height: 1000 } });
  page = await context.newPage();
  [requests, problems] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  const response = await page.goto(`${SERVER}/docs`);
  policy = response.headers()["content-security-policy"];
  await page.locator(".opblock").first().waitFor();
});

/** Notes how the page looks, in the folder that SERVICES_SCREENSHOTS names. */
async function screenshot(name, options) {
  const folder = process.env["SERVICES_SCREENSHOTS"];
  if (folder) {
    await page.screenshot({ path: join(folder, `${name}.png`), ...options });
  }
}

async function authorize() {
  await page.locator(".auth-wrapper > .authorize").click();
  await page.getByLabel("auth-bearer-value").fill(TOKEN);
  await page.locator(".modal-ux button.authorize").click();
  await screenshot("authorized");
  await page.locator(".modal-ux .btn-done").click();
}

/** Opens an operation and makes it ready for a call. */
async function open(tag, operation) {
  const block = page.locator(`#operations-${tag}-${operation}`);
  await block.locator(".opblock-summary-control").click();
  await block.locator(".try-out__btn").click();
  return block;
}

/** Calls an operation, and returns the status and the body that the page shows. */
async function execute(block) {
  await block.locator(".execute").click();
  const live = block.locator(".live-responses-table .response");
  await live.waitFor();
  const status = await live.locator(".response-col_status").innerText();
  const body = await live.locator(".response-col_description .highlight-code code").first().innerText();
  return { status: Number(status), body };
}

async function parameter(block, name, value) {
  await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
}

test("the page has all operations of the document", async () => {
  const document = await (await page.request.get(`${SERVER}/openapi.json`)).json();
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    VERBS.filter((verb) => verb in item).map((verb) => `${verb} ${path}`),
  );
  const shown = await page.locator(".opblock-summary").evaluateAll((all) =>
    all.map((it) => {
      const path = it.querySelector("[data-path]").getAttribute("data-path");
      return `${it.querySelector(".opblock-summary-method").textContent.toLowerCase()} ${path}`;
    }),
  );
  assert.ok(operations.length > 0);
  assert.deepEqual(shown.sort(), operations.sort());
  assert.deepEqual(problems, []);
  await screenshot("page", { fullPage: true });
});

test("everything is from the server itself, and nothing else is allowed", async () => {
  const origins = new Set(requests.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).origin));
  assert.deepEqual([...origins], [SERVER]);
  assert.match(policy, /^default-src 'none';/);
  const elsewhere = page.evaluate(() => fetch("https://elsewhere.example/"));
  await assert.rejects(elsewhere, /violates the document's Content Security Policy|Failed to fetch/);
  assert.ok(problems.some((problem) => problem.includes("Content Security Policy")), problems.join("\n"));
});

test("a call with a token, and what it has made", async () => {
  await authorize();
  const create = await open("CustomerService", "CustomerService_CreateCustomer");
  const customer = { name: "Ann Lee", email: `ann.${randomUUID()}@example.org` };
  await create.locator("textarea.body-param__text").fill(JSON.stringify(customer));
  const made = await execute(create);
  assert.equal(made.status, 200, made.body);
  const { id, name, email } = JSON.parse(made.body);
  assert.deepEqual({ name, email }, customer);
  await create.scrollIntoViewIfNeeded();
  await screenshot("call");

  const get = await open("CustomerService", "CustomerService_GetCustomer");
  await parameter(get, "id", id);
  const found = await execute(get);
  assert.equal(found.status, 200, found.body);
  assert.equal(JSON.parse(found.body).email, customer.email);
});

test("a stream", async () => {
  const names = ["ann", "bob"];
  const students = names.map((name) => ({ name, email: `${name}.${randomUUID()}@example.org`, year: 1 }));
  const enrolled = await page.request.post(`${SERVER}/v1/students:enroll`, {
    headers: { "authorization": `Bearer ${TOKEN}`, "content-type": "application/x-ndjson" },
    data: students.map((student) => JSON.stringify(student)).join("\n"),
  });
  assert.equal(enrolled.status(), 200);
  await authorize();
  const list = await open("StudentService", "StudentService_ListStudents");
  await parameter(list, "pageSize", "2");
  const { status, body } = await execute(list);
  assert.equal(status, 200);
  const lines = body.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  assert.ok(lines.every((line) => line.student.id), body);
  await list.locator(".live-responses-table").scrollIntoViewIfNeeded();
  await screenshot("stream");
});

test("an error", async () => {
  await authorize();
  const get = await open("CustomerService", "CustomerService_GetCustomer");
  await parameter(get, "id", "nobody");
  const { status, body } = await execute(get);
  assert.equal(status, 404);
  // google.rpc.Code.NOT_FOUND
  assert.equal(JSON.parse(body).code, 5);
  await get.scrollIntoViewIfNeeded();
  await screenshot("error");
});

test("no token, no answer", async () => {
  const get = await open("CustomerService", "CustomerService_GetCustomer");
  await parameter(get, "id", "nobody");
  const { status, body } = await execute(get);
  assert.equal(status, 401);
  assert.match(JSON.parse(body).message, /there is no token/);
});
