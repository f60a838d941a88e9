// The message about a missing program. It is shown once for each start that the user asks for.

import { commands, window } from "vscode";

import type { Lookup } from "./lookup";

const INSTALL = "npm install --save-dev protoward, pip install protoward, or cargo install protoward";

/** Returns the reason, as the start of a sentence. */
export function reason(lookup: Exclude<Lookup, { kind: "found" }>): string {
  return lookup.kind === "missing"
    ? "The program protoward is not installed"
    : `The setting protoward.path names ${lookup.program}, which is no executable file`;
}

/** Shows the message, with buttons that lead to the instructions, to the setting, and to another look. */
export async function tellMissing(lookup: Exclude<Lookup, { kind: "found" }>, extensionId: string): Promise<void> {
  const [instructions, settings, retry] = ["Instructions", "Settings", "Look Again"];
  const advice = lookup.kind === "missing" ? `Install it with ${INSTALL}` : "Correct it, or remove it";
  const chosen = await window.showErrorMessage(`${reason(lookup)}. ${advice}.`, instructions, settings, retry);
  if (chosen === instructions) {
    await commands.executeCommand("extension.open", extensionId);
  } else if (chosen === settings) {
    await commands.executeCommand("workbench.action.openSettings", "protoward.path");
  } else if (chosen === retry) {
    await commands.executeCommand("protoward.restart");
  }
}
