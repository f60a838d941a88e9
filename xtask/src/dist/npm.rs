//! npm packages: one with the program for each platform, and `protoward`, which depends on all of them as optional dependencies.
//! npm installs only that of the machine.

use serde_json::{Map, Value, json};

use super::files::{File, gzip, tar};
use super::release::{Release, SUMMARY};
use super::target::TARGETS;
use protoward_kit::error::Error;

/// The command of the package: it runs the program of the platform.
const COMMAND: &str = r#"#!/usr/bin/env node
"use strict";

const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "protoward.exe" : "protoward";

let program;
try {
  program = require.resolve(`@protoward/${platform}/${file}`);
} catch {
  console.error(
    `error: the package @protoward/${platform} is not installed\n` +
      "  note: it has the program, and is an optional dependency of the package protoward\n" +
      "  help: install without `--omit=optional`; if there is no such package, install with `cargo install protoward`",
  );
  process.exit(1);
}

const arguments_ = NAME === "protoc" ? ["protoc", ...process.argv.slice(2)] : process.argv.slice(2);
const done = spawnSync(program, arguments_, { stdio: "inherit" });
if (done.error) {
  console.error(`error: ${program} cannot be run: ${done.error.message}`);
  process.exit(1);
}
if (done.signal) {
  process.kill(process.pid, done.signal);
}
process.exit(done.status);
"#;

/// Returns the package with the program: its file name and content.
pub(super) fn of_platform(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let Release { target, version, .. } = release;
    let (os, cpu) = target.npm;
    let name = target.npm_package();
    let manifest = json!({
        "name": name,
        "version": version,
        "description": format!("The program protoward for {os} on {cpu}"),
        "license": "MIT OR Apache-2.0",
        "os": [os],
        "cpu": [cpu],
        "files": [target.program()],
    });
    let mut files = vec![File::executable(target.program(), release.program.clone())];
    files.extend(release.licenses.iter().cloned());
    package(&format!("protoward-{os}-{cpu}-{version}.tgz"), &manifest, files, release)
}

/// Returns the package `protoward`, which is the same for all platforms.
pub(super) fn main(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let version = release.version;
    let platforms = TARGETS.iter().map(|target| (target.npm_package(), Value::from(version)));
    let manifest = json!({
        "name": "protoward",
        "version": version,
        "description": SUMMARY,
        "license": "MIT OR Apache-2.0",
        "keywords": ["protobuf", "protoc", "grpc", "lint", "breaking-changes"],
        "bin": { "protoward": "bin/protoward.js", "protoward-protoc": "bin/protoc.js" },
        "engines": { "node": ">=16" },
        "optionalDependencies": platforms.collect::<Map<_, _>>(),
    });
    let command =
        |name: &str| File::executable(format!("bin/{name}.js"), COMMAND.replace("NAME", &format!("{name:?}")));
    package(
        &format!("protoward-{version}.tgz"),
        &manifest,
        vec![command("protoward"), command("protoc"), Release::readme()?],
        release,
    )
}

fn package(name: &str, manifest: &Value, mut files: Vec<File>, release: &Release) -> Result<(String, Vec<u8>), Error> {
    files.push(File::new("package.json", format!("{manifest:#}\n")));
    let files: Vec<File> = files.into_iter().map(|file| file.below("package")).collect();
    let bytes = tar(&files, release.time).and_then(|archive| gzip(&archive)).map_err(Error::at(name.as_ref()))?;
    Ok((name.to_owned(), bytes))
}
