//! Tests and packages the extension for VS Code, with npm. Needs Node.js and a network.
//!
//! The input is `editors/vscode`. What npm installs and builds stays in its folder, in `node_modules` and `dist`, which Git ignores:
//! the tests also read the schemas of the repository.

use std::process::ExitCode;

use protoward_oracles::error::Error;
use protoward_oracles::process::Run;
use protoward_oracles::workspace;

/// The calls of npm, each with what holds after it.
const STEPS: [(&[&str], &str); 3] = [
    (&["ci", "--no-audit", "--no-fund", "--loglevel=error"], "the packages of the lock file are installed"),
    (&["test"], "types, lints, the grammar and the lookup of the program are correct"),
    (&["run", "package"], "the package is in editors/vscode/dist"),
];

pub(crate) fn run() -> Result<ExitCode, Error> {
    let folder = workspace::root().join("editors/vscode");
    for (args, result) in STEPS {
        Run::npm().args(args).current_dir(&folder).finish()?;
        println!("ok    {result}");
    }
    Ok(ExitCode::SUCCESS)
}
