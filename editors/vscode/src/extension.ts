// The extension: the commands, and the events that start the server again.

import { existsSync } from "node:fs";
import { commands, type ExtensionContext, Uri, window, workspace } from "vscode";

import { showReferences } from "./references";
import { sendRequest } from "./request";
import { Session } from "./session";
import { PATH } from "./settings";
import { Status } from "./status";

let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("protoward", { log: true });
  const status = new Status();
  const started = new Session(output, status, pageOf(context.extensionUri));
  session = started;
  context.subscriptions.push(
    output,
    status,
    started,
    commands.registerCommand("protoward.restart", () => started.restart()),
    commands.registerCommand("protoward.showOutput", () => {
      output.show();
    }),
    commands.registerCommand("protoward.showReferences", showReferences),
    commands.registerCommand("protoward.sendRequest", (root: string, method: string) =>
      sendRequest(context.workspaceState, root, method),
    ),
    workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration(PATH)) {
        await started.restart();
      }
    }),
  );
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}

/** Returns the page of the extension. The package has it under a name in lower case. */
function pageOf(extension: Uri): Uri {
  const packaged = Uri.joinPath(extension, "readme.md");
  return existsSync(packaged.fsPath) ? packaged : Uri.joinPath(extension, "README.md");
}
