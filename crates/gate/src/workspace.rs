//! The front door: a workspace, its baseline, its policy, and what breaks between them.

use std::fmt;

use protoward_policy::Clock;
use protoward_source::{Columns, Report, Sources, text};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Prepared, prepare};

use crate::columns::terminal_width;
use crate::comparing::{Comparing, NoSides, Sides, Unchanged, compile_sides};
use crate::{GateOptions, LedgerFile, NewSide, NotCompared, Policy, Proof, Verdicts};

/// A schema in a folder, with the configuration that is found there: `protoward.toml` or `buf.yaml`.
#[derive(Debug)]
pub struct Workspace {
    input: Input,
    prepared: Prepared,
    sources: Sources,
}

/// An older version of a workspace, compiled together with the current one.
#[derive(Debug)]
pub struct Comparison {
    sides: Sides,
}

/// The reason why a workspace cannot be opened or compared. It is displayed as `path:line:column:message`, a line each.
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
    /// Opens what `input` names: a folder, a `.proto` file, an image, an archive, or a git reference.
    ///
    /// # Errors
    /// When there is no such input, or its configuration is wrong.
    pub fn open(input: &str) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let input = Input::parse(input).map_err(|error| Error::new(Report::from_iter([error.into()]), &sources))?;
        let prepared = prepared(&input, &mut sources)?;
        Ok(Self { input, prepared, sources })
    }

    /// The configuration; the default where there is none.
    pub const fn config(&self) -> &Config {
        self.prepared.config()
    }

    /// Compiles the workspace and an older version of it, such as `git:origin/main`, another folder, or an image.
    ///
    /// # Errors
    /// When there is no such version, or one of the two does not compile.
    pub fn baseline(&mut self, reference: &str) -> Result<Comparison, Error> {
        let new = prepared(&self.input, &mut self.sources)?;
        let unchanged = if new.config().breaking.ledger.is_some() { Unchanged::Kept } else { Unchanged::LeftOut };
        let comparing = Comparing {
            new: NewSide { input: &self.input, config: new.config(), root: new.root(), target: None },
            layout: new.layout(),
            against: Some(reference),
            options: OpenOptions::default(),
            is_wanted: true,
            if_baseline: false,
            on_input: |_| {},
        };
        let baselines = comparing.baselines(&mut self.sources);
        match compile_sides(new, baselines, unchanged, &mut self.sources) {
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

    /// Reads the policy of the configuration: rules, categories, severities, ignores and the ledger. Ignores end by the day
    /// of today, and by the version that the configuration gives the schema.
    ///
    /// # Errors
    /// When the configuration names a rule that does not exist, or a ledger that cannot be read.
    pub fn policy(&mut self) -> Result<Policy, Error> {
        let mut report = Report::default();
        let config = self.prepared.config();
        let ledger = match LedgerFile::of_config(config, self.prepared.root()) {
            None => None,
            Some(file) => match file.read(&mut self.sources, &mut report) {
                Some((ledger, _)) => Some(ledger.into()),
                None => return Err(Error::new(report, &self.sources)),
            },
        };
        let clock = Clock::now(config.current.as_ref().map(|word| word.text.as_str()));
        let options = GateOptions { ledger, ..GateOptions::new(clock) };
        Policy::new(config, options).map_err(|report| Error::new(report, &self.sources))
    }

    /// The texts of all versions.
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns findings as `path:line:column:message`, a line each.
    pub fn show(&self, verdicts: &Verdicts) -> String {
        text(&verdicts.report(), &self.sources)
    }
}

fn prepared(input: &Input, sources: &mut Sources) -> Result<Prepared, Error> {
    let mut report = Report::default();
    let prepared = prepare(input, &OpenOptions::default(), sources, &mut report);
    prepared.ok_or_else(|| Error::new(report, sources))
}

/// Returns what breaks between an older version and a workspace, as a policy decides.
pub fn breaking(comparison: &Comparison, workspace: &Workspace, policy: &Policy) -> Verdicts {
    let Sides { olds, new } = &comparison.sides;
    let mut verdicts = Verdicts::new(olds, new, &workspace.sources, policy);
    verdicts.attach_witnesses(Proof::default(), olds, new);
    verdicts
}
