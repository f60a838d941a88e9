// The extension: the commands, and the events that start the server again.

import { commands, type ExtensionContext, window, workspace } from "vscode";

import { showReferences } from "./references";
import { Session } from "./session";
import { PATH } from "./settings";
import { Status } from "./status";

let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("protoward", { log: true });
  const status = new Status();
  const started = new Session(output, status, context.extension.id);
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
