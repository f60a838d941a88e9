//! The entry point for other programs: a workspace, and its comparison with an older version.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use protoward_inputs::{Change, Input};
use protoward_settings::Config;
use protoward_source::{Columns, Report, Sources, text};
use protoward_workspace::{OpenOptions, prepare};

use crate::columns::terminal_width;
use crate::{BaselineRequest, ComparedVersions, Gate, GateRequest, GateRun, NeededSchemas, Verdicts};

/// A schema with its configuration, `protoward.toml` or `buf.yaml`.
#[derive(Debug)]
pub struct GateWorkspace {
    input: Input,
    config: Config,
    gate: Gate,
    sources: Sources,
}

/// The reason why a workspace cannot be opened or compared. It is displayed as one line `path:line:column:message`
/// per diagnostic.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Error {
    /// The diagnostics, at least one of which is an error.
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

impl GateWorkspace {
    /// Opens a folder, a `.proto` file, an image, an archive, or a Git reference.
    ///
    /// # Errors
    /// Fails if the input does not exist, or if its configuration is invalid.
    pub fn open(input: &str) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let input = Input::parse(input).map_err(|error| Error::new(Report::from_iter([error.into()]), &sources))?;
        let mut report = Report::default();
        let prepared = prepare(&input, &OpenOptions::default(), &mut sources, &mut report);
        let config = prepared.ok_or_else(|| Error::new(report, &sources))?.config().clone();
        Ok(Self { input, config, gate: Gate::new(Timestamp::now()), sources })
    }

    /// Returns the configuration, or the default one.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Compares the workspace with an older version of it, such as `git:origin/main`, another folder, or an image.
    ///
    /// Rules, categories, severities and ignores, the ledger, approvals and consumers are those of the configuration, or of what
    /// `policy-from` names. Ignores end according to the current date and the configured version of the schema.
    ///
    /// # Errors
    /// Fails if the version does not exist, if one of the two does not compile, if the configuration names an unknown rule, or
    /// if a file that it names cannot be read.
    pub fn breaking(&mut self, reference: &str) -> Result<Verdicts, Error> {
        let baselines = BaselineRequest {
            change: |_| Ok(Change::default()),
            against: &[reference.to_owned()],
            options: OpenOptions::default(),
            is_required: true,
            if_baseline: false,
            is_beside_change: false,
            is_edited: false,
            on_input: |_| {},
        };
        let request = GateRequest {
            input: &self.input,
            options: OpenOptions::default(),
            versions: ComparedVersions::Input(baselines),
            needed: NeededSchemas::None,
            reports_lost_lines: true,
            taken: &BTreeSet::new(),
        };
        let GateRun { problems, result } = self.gate.run(request, &mut self.sources);
        self.sources.set_columns(Columns::Measured(terminal_width));
        match result {
            Ok(comparison) => Ok(comparison.verdicts),
            Err(not_judged) => Err(Error::new(not_judged.reason.into_report(problems), &self.sources)),
        }
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
        let mut workspace = GateWorkspace::open(&is).unwrap();
        workspace.breaking(&was).unwrap().findings().map(|finding| finding.rule.id()).collect()
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
            let mut workspace = GateWorkspace::open(is.to_str().unwrap()).unwrap();
            workspace.breaking(was.to_str().unwrap()).unwrap()
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
