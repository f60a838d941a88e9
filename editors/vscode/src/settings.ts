// The settings of the extension, and the surroundings of a lookup. `package.json` declares the settings.

import { homedir } from "node:os";
import { workspace } from "vscode";

import type { Surroundings } from "./lookup";

/** The section of all settings. The server asks for it with `workspace/configuration`. */
export const SECTION = "protoward";

/** Settings that the server reads only at its start. */
export const READ_AT_START = [`${SECTION}.path`, `${SECTION}.against`];

/** Returns the older version of the schema to compare with, or `null` for the one of the configuration. */
export function against(): string | null {
  const value = workspace.getConfiguration(SECTION).get<string>("against", "").trim();
  return value === "" ? null : value;
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
