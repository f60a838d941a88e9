// The lookup of the program, in temporary folders.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { candidates, commandOf, findProgram, namesOf, type Surroundings } from "../src/lookup";

const IS_WINDOWS = process.platform === "win32";
const EXE = IS_WINDOWS ? "protoward.exe" : "protoward";
const OF_PLATFORM = `node_modules/@protoward/${process.platform}-${process.arch}/${EXE}`;
const OF_NPM = `node_modules/.bin/${IS_WINDOWS ? "protoward.cmd" : "protoward"}`;
const OF_PYTHON = IS_WINDOWS ? ".venv/Scripts/protoward.exe" : ".venv/bin/protoward";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "protoward-lookup-"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function program(name: string, mode = 0o755): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    setting: "",
    folders: [join(root, "a"), join(root, "b")],
    searchPath: join(root, "bin"),
    home: join(root, "home"),
    platform: process.platform,
    arch: process.arch,
    ...changes,
  };
}

test("nothing is found in empty folders", () => {
  assert.deepEqual(findProgram(surroundings()), { kind: "missing" });
});

test("programs are preferred in the order setting, npm, Python, PATH", () => {
  for (const name of [`bin/${EXE}`, `b/${OF_PYTHON}`, `a/${OF_PYTHON}`, `b/${OF_NPM}`, `a/${OF_NPM}`, `a/${OF_PLATFORM}`]) {
    const expected = program(name);
    assert.deepEqual(findProgram(surroundings()), { kind: "found", program: expected }, name);
  }
  const own = program(`own/${EXE}`);
  assert.deepEqual(findProgram(surroundings({ setting: own })), { kind: "found", program: own });
});

test("a setting without a program is an error, even if there is another program", () => {
  program(`bin/${EXE}`);
  const setting = join(root, "missing");
  assert.deepEqual(findProgram(surroundings({ setting })), { kind: "unusable", program: setting });
});

test("a setting may be relative, and contain the home folder or the workspace folder", () => {
  const inFolder = program(`a/tools/${EXE}`);
  const inHome = program(`home/tools/${EXE}`);
  for (const [setting, expected] of [
    [`tools/${EXE}`, inFolder],
    [`./tools/${EXE}`, inFolder],
    [`\${workspaceFolder}/tools/${EXE}`, inFolder],
    [`~/tools/${EXE}`, inHome],
    [`  ${inHome} `, inHome],
  ] as const) {
    const found = findProgram(surroundings({ setting }));
    assert.ok(found.kind === "found", setting);
    assert.equal(join(found.program), expected, setting);
  }
});

test("folders, and files that are not executable, are no programs", { skip: IS_WINDOWS && "Windows has no such permission" }, () => {
  program(`a/${OF_NPM}`, 0o644);
  program(`a/${OF_PYTHON}/file`);
  assert.deepEqual(findProgram(surroundings()), { kind: "missing" });
  const setting = program("own", 0o644);
  assert.deepEqual(findProgram(surroundings({ setting })), { kind: "unusable", program: setting });
});

test("relative entries of PATH are not searched", () => {
  const searchPath = ["/usr/bin", "", ".", "bin"].join(":");
  const found = candidates(surroundings({ folders: [], searchPath, platform: "linux" }));
  assert.deepEqual(found, ["/usr/bin/protoward"]);
});

test("Windows has other names and separators", () => {
  const windows = { folders: ["C:\\schema"], searchPath: "C:\\bin;D:\\tools", platform: "win32", arch: "x64" } as const;
  assert.deepEqual(candidates(surroundings(windows)), [
    "C:\\schema\\node_modules\\@protoward\\win32-x64\\protoward.exe",
    "C:\\schema\\node_modules\\.bin\\protoward.cmd",
    "C:\\schema\\.venv\\Scripts\\protoward.exe",
    "C:\\bin\\protoward.exe",
    "C:\\bin\\protoward.cmd",
    "D:\\tools\\protoward.exe",
    "D:\\tools\\protoward.cmd",
  ]);
});

test("a setting of Windows without an ending is a program or a script of npm", () => {
  assert.deepEqual(namesOf("C:\\tools\\protoward", "win32"), ["C:\\tools\\protoward.exe", "C:\\tools\\protoward.cmd"]);
  assert.deepEqual(namesOf("C:\\v1.2\\protoward.exe", "win32"), ["C:\\v1.2\\protoward.exe"]);
  assert.deepEqual(namesOf("/tools/protoward", "linux"), ["/tools/protoward"]);
});

test("scripts of Windows need a shell, and quotes for spaces in paths", () => {
  assert.deepEqual(commandOf("C:\\a b\\protoward.cmd", ["lsp", "C:\\c d"]), {
    command: '"C:\\a b\\protoward.cmd"',
    args: ['"lsp"', '"C:\\c d"'],
    shell: true,
  });
  assert.deepEqual(commandOf("/a b/protoward", ["a b"]), { command: "/a b/protoward", args: ["a b"], shell: false });
});
