//! The entry points of the library: a workspace, its baseline, its policy, and the comparison.

use std::fmt;

use jiff::Timestamp;
use protoward_source::{Columns, Report, Sources, text};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::{Change, Input};
use protoward_workspace::{OpenOptions, Prepared, prepare};

use crate::columns::terminal_width;
use crate::comparing::{BaselineRequest, NoSides, Sides, Unchanged};
use crate::{Gate, NotCompared, Policy, PolicyInput, Verdicts};

/// A schema with its configuration, `protoward.toml` or `buf.yaml`.
#[derive(Debug)]
pub struct Workspace {
    input: Input,
    prepared: Prepared,
    gate: Gate,
    sources: Sources,
}

/// An older version of a workspace, compiled together with the current one.
#[derive(Debug)]
pub struct Comparison {
    sides: Sides,
}

/// The reason why a workspace cannot be opened or compared. It is displayed as one line `path:line:column:message`
/// per diagnostic.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Error {
    /// The diagnostics.
    pub report: Report,
    text: String,
}

impl Error {
    fn new(report: Report, sources: &Sources) -> Self {
        let text = text(&report, sources);
        Self { text: text.trim_end().to_owned(), report }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}

impl Workspace {
    /// Opens a folder, a `.proto` file, an image, an archive, or a Git reference.
    ///
    /// # Errors
    /// Fails if the input does not exist, or if its configuration is invalid.
    pub fn open(input: &str) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let input = Input::parse(input).map_err(|error| Error::new(Report::from_iter([error.into()]), &sources))?;
        let prepared = prepared(&input, &mut sources)?;
        Ok(Self { input, prepared, gate: Gate::new(Timestamp::now()), sources })
    }

    /// Returns the configuration, or the default one.
    pub const fn config(&self) -> &Config {
        self.prepared.config()
    }

    /// Compiles the workspace and an older version of it, such as `git:origin/main`, another folder, or an image.
    ///
    /// # Errors
    /// Fails if the version does not exist, or if one of the two does not compile.
    pub fn baseline(&mut self, reference: &str) -> Result<Comparison, Error> {
        let new = prepared(&self.input, &mut self.sources)?;
        let request = BaselineRequest {
            input: &self.input,
            change: &Change::default(),
            against: &[reference.to_owned()],
            options: OpenOptions::default(),
            is_required: true,
            if_baseline: false,
            is_beside_change: false,
            on_input: |_| {},
        };
        match self.gate.sides(&request, new, Unchanged::LeftOut, &mut self.sources) {
            Ok(sides) => {
                self.sources.set_columns(Columns::Measured(terminal_width));
                Ok(Comparison { sides })
            }
            Err(NoSides { new, not_compared }) => {
                let report = match not_compared {
                    Some(NotCompared::Failed(report)) => report,
                    Some(NotCompared::Skipped(_)) | None => new,
                };
                Err(Error::new(report, &self.sources))
            }
        }
    }

    /// Reads the policy for a comparison from the configuration, or from what `policy-from` names: rules, categories,
    /// severities and ignores, and the ledger, approvals and consumers. Ignores end according to the current date and the
    /// configured version of the schema.
    ///
    /// # Errors
    /// Fails if the configuration names an unknown rule, or if a file that it names cannot be read.
    pub fn policy(&mut self, comparison: &Comparison) -> Result<Policy, Error> {
        let Sides { olds, new } = &comparison.sides;
        let (input, options) = (&self.input, OpenOptions::default());
        let of = PolicyInput { input, options, olds, new, reports_lost_lines: true };
        let mut report = Report::default();
        self.gate.policy(of, &mut self.sources, &mut report).map_err(|_| Error::new(report, &self.sources))
    }

    /// Returns the texts of all versions.
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns the findings as text, one line `path:line:column:message` each.
    pub fn show(&self, verdicts: &Verdicts) -> String {
        text(&verdicts.report(), &self.sources)
    }
}

fn prepared(input: &Input, sources: &mut Sources) -> Result<Prepared, Error> {
    let mut report = Report::default();
    let prepared = prepare(input, &OpenOptions::default(), sources, &mut report);
    prepared.ok_or_else(|| Error::new(report, sources))
}

/// Returns the breaking changes between a baseline and a workspace, as a policy decides.
pub fn breaking(comparison: &Comparison, workspace: &Workspace, policy: &Policy) -> Verdicts {
    let Sides { olds, new } = &comparison.sides;
    let mut verdicts = Verdicts::new(olds, new, &workspace.sources, policy);
    workspace.gate.complete(&mut verdicts, olds, new);
    verdicts
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::fs;

    use super::*;

    /// Returns the ids of the rules with findings between two folders with a configuration and a file each.
    fn rules(old: [&str; 2], new: [&str; 2]) -> Vec<&'static str> {
        let folder = tempfile::tempdir().unwrap();
        let [was, is] = [("old", old), ("new", new)].map(|(name, [config, fields])| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("protoward.toml"), config).unwrap();
            fs::write(path.join("a.proto"), format!("syntax = \"proto3\"; message A {{ {fields} }}")).unwrap();
            path.display().to_string()
        });
        let mut workspace = Workspace::open(&is).unwrap();
        let baseline = workspace.baseline(&was).unwrap();
        let policy = workspace.policy(&baseline).unwrap();
        breaking(&baseline, &workspace, &policy).findings().map(|finding| finding.rule.id()).collect()
    }

    #[test]
    fn an_approved_finding_does_not_fail() {
        let folder = tempfile::tempdir().unwrap();
        let [was, is] = [("old", "int32 a = 1;"), ("new", "string a = 1;")].map(|(name, field)| {
            let path = folder.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("protoward.toml"), "[breaking]\nuse = [\"WIRE\"]\n").unwrap();
            fs::write(path.join("a.proto"), format!("syntax = \"proto3\"; message A {{ {field} }}")).unwrap();
            path
        });
        let verdict = || {
            let mut workspace = Workspace::open(is.to_str().unwrap()).unwrap();
            let baseline = workspace.baseline(was.to_str().unwrap()).unwrap();
            let policy = workspace.policy(&baseline).unwrap();
            breaking(&baseline, &workspace, &policy)
        };
        let found = verdict();
        let fingerprint = found.findings().next().unwrap().diagnostic.fingerprint.clone().unwrap();
        assert!(found.fails());
        let approval = format!("approvals = [{{ finding = \"{fingerprint}\", reason = \"nothing is stored\" }}]\n");
        fs::write(is.join(crate::APPROVALS_FILE_NAME), approval).unwrap();
        assert!(!verdict().fails());
    }

    #[test]
    fn takes_the_policy_from_the_baseline() {
        let fields = ["int32 a = 1; int32 b = 2;", "int32 a = 1;"];
        let own = "[breaking]\nuse = [\"FILE\"]\n";
        let excepted = "[breaking]\nuse = [\"FILE\"]\nexcept = [\"FIELD_NO_DELETE\"]\n";
        let from_baseline = |config: &str| format!("{config}policy-from = \"baseline\"\n");
        assert_eq!(rules([own, fields[0]], [excepted, fields[1]]), Vec::<&str>::new());
        // The baseline decides: a change that removes the key does not choose its rules.
        for new in [from_baseline(excepted), excepted.to_owned()] {
            assert_eq!(rules([&from_baseline(own), fields[0]], [&new, fields[1]]), ["FIELD_NO_DELETE"]);
        }
    }
}
