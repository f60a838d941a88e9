//! The gate: compares a schema with an older version according to its configuration.
//!
//! In: a [`GateWorkspace`] and a reference to an older version. Out: [`Verdicts`], which contain findings with their
//! fixes and witnesses, ignored findings, and warnings about ignores. Rules, categories, severities, ignores, modules
//! and the ledger come from the `protoward.toml` or `buf.yaml` of the workspace.
//!
//! The crate prints nothing and chooses no exit code. It starts the check plugins of the configuration. It connects other crates:
//! `protoward-breaking` implements rules, `protoward-policy` decides which findings are ignored, and
//! `protoward-workspace` reads inputs.
//!
//! ```
//! use protoward_gate::GateWorkspace;
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
//! let mut workspace = GateWorkspace::open(&new)?;
//! let verdict = workspace.breaking(&old)?; // or `git:origin/main`
//! let rules: Vec<&str> = verdict.findings().map(|finding| finding.rule.id()).collect();
//! assert_eq!(rules, ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"]);
//! assert!(verdict.fails());
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod absence;
mod approval_list;
mod approvals;
mod baseline;
mod broken_versions;
mod buf_comments;
pub mod codes;
mod columns;
mod comments;
mod comparing;
mod compat;
mod compile_olds;
mod config_rules;
mod consumer_effects;
mod consumers;
#[cfg(test)]
mod deciding;
mod deciding_names;
mod deprecated_elements;
mod deprecation;
mod diagnostics;
mod fingerprint;
mod gate;
mod idle;
mod incomplete_image;
mod inherited_features;
mod judge;
mod ledger;
mod ledger_file;
mod lint_baseline;
mod lint_ignores;
mod lint_verdict;
mod linter;
mod module_lint;
mod named_elements;
mod next_release;
mod next_release_json;
mod not_compared;
mod older;
mod owners;
mod parts;
mod plugin_findings;
mod plugins;
mod policy;
mod policy_findings;
mod policy_lint;
mod policy_origin;
mod registry;
mod relaxed;
mod request;
mod reservations;
mod run;
mod self_comparison;
mod stability;
mod unreadable;
mod unrelated;
mod verdicts;
mod version_verdict;
mod window;
mod witness;
mod workspace;

pub use absence::{MissingBaseline, RequestOrigin};
pub use approval_list::{ApprovalList, ApprovalText, EditedApprovals};
pub use approvals::{APPROVALS_FILE_NAME, Approval, ApprovalScope, Approvals};
pub use baseline::{Baseline, NewSide, begins_before};
pub use columns::terminal_width;
pub use comments::comment_ignores;
pub use comparing::{BaselineRequest, ChangeReader, OlderVersion};
pub use compat::Compat;
pub use config_rules::defined_lint_rules;
pub use consumers::Consumers;
pub use deprecated_elements::{DeprecatedElement, DeprecationsRequest};
pub use deprecation::{DeprecationHistory, DeprecationPolicy, Lifetime};
pub use diagnostics::unknown_fingerprint;
pub use fingerprint::fingerprint;
pub use gate::Gate;
pub(crate) use gate::PolicyInput;
pub use ledger_file::LedgerFile;
pub use lint_baseline::{LintBaseline, NewLintBaseline};
pub use lint_ignores::ignore_entries;
pub use lint_verdict::LintVerdict;
pub use linter::{LintRequest, lint};
pub use named_elements::NamedElements;
pub use next_release::NextRelease;
pub use not_compared::{NotCompared, NotComparedReason, SameVersion, Unrelated};
pub use parts::{InputPart, NoParts, PartState, Parts, PartsRequest, baseline_of_image, reference_below};
pub use plugins::{CheckPlugins, PluginHost};
pub use policy::{Policy, UnreadablePolicy};
pub use relaxed::earlier_ledger;
pub use request::{ComparedVersions, CompiledVersion, GateRequest, NeededSchemas, OlderVersions};
pub use run::{Comparison, GateRun, NoVerdict, NotJudged};
pub use verdicts::Verdicts;
pub use witness::WitnessOptions;
pub use workspace::{Error, GateWorkspace};
