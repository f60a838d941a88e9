//! The gate: compares a schema with an older version of it, as its configuration says.
//!
//! In: a [`Workspace`] and a reference to an older version. Out: [`Verdicts`]: findings, with fixes and witnesses where they
//! exist, findings that are ignored, and warnings about ignores. Rules, categories, severities, ignores with their reasons
//! and ends, modules and the ledger are those of the `protoward.toml` or `buf.yaml` of the workspace.
//!
//! The crate prints nothing, chooses no exit code and reads no environment variable. It does not know what a rule looks at
//! (`protoward-rules`), what an ignore covers (`protoward-policy`), or how an input is read (`protoward-workspace`); it
//! connects them.
//!
//! ```
//! use protoward_gate::{Workspace, breaking};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # for (path, text) in [
//! #     ("old/user.proto", "syntax = \"proto3\"; message User { string name = 1; }"),
//! #     ("new/user.proto", "syntax = \"proto3\"; message User { bytes name = 1; }"),
//! #     ("new/protoward.toml", "[breaking]\nuse = [\"WIRE_JSON\"]\n"),
//! # ] {
//! #     let path = folder.path().join(path);
//! #     std::fs::create_dir_all(path.parent().unwrap())?;
//! #     std::fs::write(path, text)?;
//! # }
//! # let [old, new] = ["old", "new"].map(|name| folder.path().join(name).display().to_string());
//! let mut workspace = Workspace::open(&new)?;
//! let baseline = workspace.baseline(&old)?; // or `git:origin/main`
//! let policy = workspace.policy()?;
//! let verdict = breaking(&baseline, &workspace, &policy);
//! let rules: Vec<&str> = verdict.findings().map(|finding| finding.rule.id()).collect();
//! assert_eq!(rules, ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"]);
//! assert!(verdict.fails());
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod absence;
mod baseline;
pub mod codes;
mod columns;
mod comments;
mod comparing;
mod diagnostics;
mod judge;
mod ledger;
mod policy;
mod verdicts;
mod witness;
mod workspace;

pub use absence::{Absence, AskedBy, NotCompared, Skipped};
pub use baseline::{Baseline, NewSide};
pub use columns::terminal_width;
pub use comments::comment_ignores;
pub use comparing::{Comparing, Found, NoSides, Old, Sides, Unchanged, compile_olds, compile_sides};
pub use judge::{Verdict, judge};
pub use ledger::LedgerFile;
pub use policy::{Compat, GateOptions, Policy};
pub use verdicts::Verdicts;
pub use witness::Proof;
pub use workspace::{Comparison, Error, Workspace, breaking};
