// The command of code lenses that send a request: it fills in an example, lets the user edit it, and runs `protoward call`.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { type Memento, ProcessExecution, Task, tasks, TaskScope, Uri, window, workspace } from "vscode";

import { callArguments, type Destination, protocols, requestFile, templateArguments } from "./calls";
import { commandOf, findProgram } from "./lookup";
import { reason } from "./messages";
import { surroundings } from "./settings";

/** The key of the last address. */
const SERVER = "protoward.server";

/** The key of the last protocol. */
const PROTOCOL = "protoward.protocol";

const SEND = "Send";

/** Opens a request of a method, and sends it when the user says so. `memory` keeps the server. */
export async function sendRequest(memory: Memento, root: string, method: string): Promise<void> {
  const lookup = findProgram(surroundings());
  if (lookup.kind !== "found") {
    void window.showErrorMessage(reason(lookup));
    return;
  }
  const file = path.join(tmpdir(), requestFile(method));
  try {
    await fill(file, lookup.program, root, method);
  } catch (error) {
    void window.showErrorMessage(`There is no request of ${method}: ${String(error)}`);
    return;
  }
  const document = await workspace.openTextDocument(Uri.file(file));
  await window.showTextDocument(document, { preview: false });
  if ((await window.showInformationMessage(`Fill in the request of ${method}.`, SEND)) !== SEND) {
    return;
  }
  await document.save();
  const destination = await askDestination(memory);
  if (destination === undefined) {
    return;
  }
  const execution = new ProcessExecution(lookup.program, callArguments(root, destination, method, file));
  await tasks.executeTask(new Task({ type: "protoward" }, TaskScope.Workspace, method, "protoward", execution));
}

/** Asks for the protocol and the server. */
async function askDestination(memory: Memento): Promise<Destination | undefined> {
  const offered = protocols(memory.get(PROTOCOL));
  const picked = await window.showQuickPick(offered, { placeHolder: "The protocol of the server" });
  const protocol = offered.find((protocol) => protocol === picked);
  if (protocol === undefined) {
    return undefined;
  }
  const server = await window.showInputBox({
    prompt: "The server, such as http://localhost:50051 or api.example.com:443",
    value: memory.get(SERVER, "http://localhost:50051"),
  });
  if (server === undefined || server.trim() === "") {
    return undefined;
  }
  await memory.update(PROTOCOL, protocol);
  await memory.update(SERVER, server);
  return { server: server.trim(), protocol };
}

/** Writes an example to a file, unless it has an earlier request. */
async function fill(file: string, program: string, root: string, method: string): Promise<void> {
  if (existsSync(file)) {
    return;
  }
  const { command, args, shell } = commandOf(program, templateArguments(root, method));
  const { stdout } = await promisify(execFile)(command, args, { shell });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, stdout);
}
