//! One case: a change, drawn until it compiles, and the answers of both gates to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::gates::{self, Answer, Gate, Rules};
use super::scenarios::{CATEGORIES, Image, InputForm, Scenario};
use super::snippet;
use crate::disk;
use crate::mutate::{self, Files, Library, Mutation};
use crate::oracle::compilers::{Compiler, Info};
use protoward_kit::corpus::{self, Tree, files_below};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

/// The maximum number of draws for one case. A draw that does not compile is repeated.
const ATTEMPTS: u64 = 300;

/// Both gates, and the settings of the run.
#[derive(Debug)]
pub(super) struct GatePair {
    pub(super) buf: Gate,
    pub(super) ours: Gate,
    /// buf's rules with their categories.
    pub(super) rules: Rules,
    pub(super) folder: PathBuf,
    pub(super) seed: u64,
    pub(super) edits: Option<usize>,
    pub(super) scenarios: usize,
}

/// The result of the case with one number.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) number: u64,
    pub(super) mutation: Option<Mutation>,
    pub(super) attempts: u64,
    pub(super) findings: usize,
    pub(super) rules: BTreeSet<String>,
    /// The differences between the answers, for each way to run the gates.
    pub(super) results: Vec<(&'static str, Vec<String>)>,
    /// The compiler's error for the last draw that did not compile.
    refusal: String,
}

impl GatePair {
    /// Draws until a change compiles with buf, and runs both gates on it.
    pub(super) fn trial(&self, libraries: &[Library], number: u64, all_scenarios: bool) -> Result<Trial, Error> {
        // Not a hidden folder: the gates skip schemas in those.
        let dir = tempfile::Builder::new().prefix("draw-").tempdir_in(&self.folder);
        let dir = dir.map_err(Error::at(&self.folder))?;
        let mut trial = Trial {
            number,
            mutation: None,
            attempts: 0,
            findings: 0,
            rules: BTreeSet::new(),
            results: Vec::new(),
            refusal: String::new(),
        };
        let scenario = Scenario::everything();
        while trial.attempts < ATTEMPTS {
            trial.attempts += 1;
            let drawn = mutate::draw(libraries, self.seed, number, trial.attempts - 1, self.edits);
            let Some(mutation) = drawn else { continue };
            write(&mutation, dir.path())?;
            write_settings(&scenario, dir.path())?;
            // protoward follows protoc in what it refuses, even if buf compiles it. protoc is also faster to run than buf.
            if let Some(why) = self.refused_by_protoc(dir.path(), &scenario)? {
                trial.refusal = why;
                continue;
            }
            match self.buf.compare(dir.path(), &scenario)? {
                Answer::Refused(why) => trial.refusal = why,
                theirs => {
                    self.run_all(&mut trial, &mutation, &theirs, dir.path(), all_scenarios)?;
                    trial.mutation = Some(mutation);
                    break;
                }
            }
        }
        Ok(trial)
    }

    /// Returns protoc's error for one of the sides, if protoward refuses them.
    fn refused_by_protoc(&self, dir: &Path, scenario: &Scenario) -> Result<Option<String>, Error> {
        match self.ours.compare(dir, scenario)? {
            Answer::Refused(_) => self.images(Image::Protoc(Info::None), dir),
            Answer::Findings(_) => Ok(None),
        }
    }

    fn run_all(
        &self,
        trial: &mut Trial,
        mutation: &Mutation,
        theirs: &Answer,
        dir: &Path,
        all_scenarios: bool,
    ) -> Result<(), Error> {
        if let Answer::Findings(found) = theirs {
            trial.findings = found.values().map(|it| it.0).sum();
            trial.rules = found.keys().map(|it| it.rule.clone()).collect();
        }
        let everything = Scenario::everything();
        let ours = self.ours.compare(dir, &everything)?;
        trial.results.push((everything.name, gates::differences(theirs, &ours)));
        for category in CATEGORIES {
            let scenario = Scenario::category(category);
            write_settings(&scenario, dir)?;
            let differences =
                gates::differences(&theirs.in_category(category, &self.rules), &self.ours.compare(dir, &scenario)?);
            trial.results.push((category, differences));
        }
        let further = Scenario::further(mutation);
        let count = if all_scenarios { further.len() } else { self.scenarios.min(further.len()) };
        let first = usize::try_from(trial.number).unwrap_or(0) * self.scenarios;
        for at in 0..count {
            let scenario = &further[(first + at) % further.len()];
            trial.results.extend(self.run_scenario(scenario, theirs, dir)?);
        }
        Ok(())
    }

    /// Runs both gates in another way. For a category, buf must also find what its run with every rule found in that category.
    fn run_scenario(
        &self,
        scenario: &Scenario,
        everything: &Answer,
        dir: &Path,
    ) -> Result<Vec<(&'static str, Vec<String>)>, Error> {
        write_settings(scenario, dir)?;
        let image = match scenario.input {
            InputForm::Folders => None,
            InputForm::AgainstImage => Some(Image::Buf),
            InputForm::Images(image) => Some(image),
        };
        if let Some(why) = image.map_or(Ok(None), |image| self.images(image, dir))? {
            return Ok(vec![("images that could not be built", vec![why])]);
        }
        let theirs = self.buf.compare(dir, scenario)?;
        let mut results = vec![(scenario.name, gates::differences(&theirs, &self.ours.compare(dir, scenario)?))];
        if CATEGORIES.contains(&scenario.name) {
            let expected = everything.in_category(scenario.name, &self.rules);
            results[0].0 = "buf with one category";
            results.push(("buf with every rule, filtered by category", gates::differences(&theirs, &expected)));
        }
        Ok(results)
    }

    /// Writes an image of each side, or returns the error if a side has none.
    fn images(&self, image: Image, dir: &Path) -> Result<Option<String>, Error> {
        for side in ["old", "new"] {
            let folder = dir.join(side);
            let path = dir.join(format!("{side}.binpb"));
            if let Image::Protoc(info) = image {
                let tree = Tree {
                    corpus: "drawn",
                    prefix: String::new(),
                    files: files_below(&folder, "proto")?,
                    dir: folder,
                    includes: Vec::new(),
                };
                let flags: &[&str] = if info == Info::Source {
                    &["--include_imports", "--include_source_info"]
                } else {
                    &["--include_imports"]
                };
                match Compiler::protoc(corpus::protoc()?).set(&tree, &tree.files, flags)? {
                    Ok(bytes) => files::write(&path, bytes)?,
                    Err(why) => return Ok(Some(why)),
                }
            } else {
                let run = Run::new(&self.buf.program).args(["build", ".", "-o"]).arg(&path).current_dir(&folder);
                run.finish()?;
            }
        }
        Ok(None)
    }
}

/// Writes the settings to all places in which a gate reads them: to the folder of each side, and to their parent.
fn write_settings(scenario: &Scenario, dir: &Path) -> Result<(), Error> {
    for folder in [dir.join("old"), dir.join("new"), dir.to_path_buf()] {
        let path = folder.join("buf.yaml");
        files::write(&path, &scenario.settings)?;
    }
    Ok(())
}

fn write(mutation: &Mutation, dir: &Path) -> Result<(), Error> {
    for (side, files) in [("old", &mutation.old), ("new", &mutation.new)] {
        write_side(&dir.join(side), files)?;
    }
    Ok(())
}

fn write_side(dir: &Path, files: &Files) -> Result<(), Error> {
    files::empty(dir)?;
    disk::write_all(dir, files)
}

impl Trial {
    pub(super) fn is_fine(&self) -> bool {
        self.mutation.is_some() && self.results.iter().all(|it| it.1.is_empty())
    }

    pub(super) fn print(&self, pair: &GatePair, keep: bool) -> Result<(), Error> {
        let Some(mutation) = &self.mutation else {
            println!("\n#{}: no draw compiled in {} attempts: {}", self.number, self.attempts, self.refusal);
            return Ok(());
        };
        let mut text =
            format!("\n#{}: {} (attempt {}, {} findings)\n", self.number, mutation.what, self.attempts, self.findings);
        for (file, snippet) in snippet::changes(&mutation.old, &mutation.new) {
            text += &format!("  {file}\n{snippet}\n");
        }
        // A difference with every rule also occurs in the rule's category.
        let everything = self.results.first().is_some_and(|it| !it.1.is_empty());
        for (scenario, differences) in self.results.iter().filter(|it| !everything || !CATEGORIES.contains(&it.0)) {
            text.extend(differences.iter().map(|it| format!("  DIFFERS ({scenario}) {it}\n")));
        }
        if keep {
            let dir = pair.folder.join(format!("seed-{}-{}", pair.seed, self.number));
            write(mutation, &dir)?;
            write_settings(&Scenario::everything(), &dir)?;
            text += &format!("  kept in {}; in its `new`:\n", dir.display());
            for gate in [&pair.ours, &pair.buf] {
                text += &format!("    {} breaking . --against ../old\n", gate.program.display());
            }
        }
        print!("{text}");
        Ok(())
    }
}
