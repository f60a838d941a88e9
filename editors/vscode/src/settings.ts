// The settings of the extension, and the surroundings of a lookup. `package.json` declares the settings.

import { homedir } from "node:os";
import { workspace } from "vscode";

import type { Surroundings } from "./lookup";

/** The section of all settings. */
export const SECTION = "protoward";

/** The setting that decides which program is started. The server learns of changes of the others while it runs. */
export const PATH = `${SECTION}.path`;

/** The settings that the server reads at its start. */
export interface Initial {
  /** The older version of the schema to compare with; `null` means the one of the configuration. */
  readonly against: string | null;
  readonly lint: { readonly enable: boolean };
}

export function initial(): Initial {
  const settings = workspace.getConfiguration(SECTION);
  const against = settings.get<string>("against", "").trim();
  return { against: against === "" ? null : against, lint: { enable: settings.get<boolean>("lint.enable", true) } };
}

export function surroundings(): Surroundings {
  const folders = workspace.workspaceFolders ?? [];
  return {
    setting: workspace.getConfiguration(SECTION).get<string>("path", ""),
    folders: folders.filter((folder) => folder.uri.scheme === "file").map((folder) => folder.uri.fsPath),
    searchPath: process.env["PATH"] ?? "",
    home: homedir(),
    platform: process.platform,
    arch: process.arch,
  };
}
