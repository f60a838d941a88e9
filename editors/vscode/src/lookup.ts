// The lookup of the program `protoward`: the setting, packages of the workspace, then PATH. Reads the file system, and knows
// neither VS Code nor the settings of a process, so that tests state both.

import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";

/** Everything on which the result of a lookup depends. */
export interface Surroundings {
  /** The setting `protoward.path`. */
  readonly setting: string;
  /** The paths of the workspace folders. */
  readonly folders: readonly string[];
  /** The variable `PATH`. */
  readonly searchPath: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

export type Lookup =
  | { readonly kind: "found"; readonly program: string }
  /** The setting names a file that is missing or not executable. There is no fallback: the user has asked for this file. */
  | { readonly kind: "unusable"; readonly program: string }
  | { readonly kind: "missing" };

/** Returns the first program that can be executed. */
export function findProgram(surroundings: Surroundings): Lookup {
  const setting = surroundings.setting.trim();
  if (setting !== "") {
    const program = expanded(setting, surroundings);
    const named = namesOf(program, surroundings.platform).find(isExecutable);
    return named === undefined ? { kind: "unusable", program } : { kind: "found", program: named };
  }
  const program = candidates(surroundings).find(isExecutable);
  return program === undefined ? { kind: "missing" } : { kind: "found", program };
}

/** Returns the paths where programs may be, in the order of preference. */
export function candidates(surroundings: Surroundings): string[] {
  const { folders, platform, searchPath } = surroundings;
  const paths = pathsOf(platform);
  const ofNode = folders.flatMap((folder) => nodePrograms(surroundings).map((program) => paths.join(folder, program)));
  const ofPython = folders.map((folder) => paths.join(folder, pythonProgram(platform)));
  // A relative entry would search the folder in which VS Code was started.
  const entries = searchPath.split(paths.delimiter).filter((entry) => paths.isAbsolute(entry));
  const ofPath = entries.flatMap((entry) => programNames(platform).map((name) => paths.join(entry, name)));
  return [...ofNode, ...ofPython, ...ofPath];
}

/** A command as Node.js starts it. */
export interface Command {
  readonly command: string;
  readonly args: string[];
  readonly shell: boolean;
}

/** Returns the command that starts a program: on Windows, only a shell runs the scripts that npm installs. */
export function commandOf(program: string, args: readonly string[]): Command {
  const isScript = /\.(?:cmd|bat)$/i.test(program);
  const quoted = (text: string): string => (isScript ? `"${text}"` : text);
  return { command: quoted(program), args: args.map(quoted), shell: isScript };
}

/** Returns the path of a setting, with `~` and `${workspaceFolder}` replaced. Relative paths start at the first folder. */
function expanded(setting: string, { folders, home, platform }: Surroundings): string {
  const paths = pathsOf(platform);
  const [folder = ""] = folders;
  const program = setting.replace(/^~(?=[\\/])/, () => home).replaceAll("${workspaceFolder}", () => folder);
  return paths.isAbsolute(program) ? program : paths.join(folder, program);
}

/**
 * Returns the files that a setting may mean. On Windows, one without an ending is not the file of that name, which is a shell
 * script if npm has written it.
 */
export function namesOf(program: string, platform: NodeJS.Platform): string[] {
  const isComplete = platform !== "win32" || path.win32.extname(program) !== "";
  return isComplete ? [program] : [`${program}.exe`, `${program}.cmd`];
}

/** The program in npm's package for the platform starts without Node.js, so it is preferred to the script of `.bin`. */
function nodePrograms({ platform, arch }: Surroundings): string[] {
  const ofPlatform = `node_modules/@protoward/${platform}-${arch}/${platform === "win32" ? "protoward.exe" : "protoward"}`;
  return [ofPlatform, `node_modules/.bin/${platform === "win32" ? "protoward.cmd" : "protoward"}`];
}

function pythonProgram(platform: NodeJS.Platform): string {
  return platform === "win32" ? ".venv/Scripts/protoward.exe" : ".venv/bin/protoward";
}

function programNames(platform: NodeJS.Platform): string[] {
  return platform === "win32" ? ["protoward.exe", "protoward.cmd"] : ["protoward"];
}

function pathsOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return statSync(program).isFile();
  } catch {
    return false;
  }
}
