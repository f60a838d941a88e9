//! One case: a change, drawn until it compiles, and the answers of both gates to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::gates::{self, Answer, Gate, Rules};
use super::snippet;
use super::ways::{CATEGORIES, Given, Image, Way};
use crate::corpus::{self, Tree, files_below};
use crate::mutate::{self, Files, Library, Mutation};
use crate::oracle::compilers::{Compiler, Info};
use crate::process::Run;
use crate::trouble::Trouble;

/// The maximum number of draws for one case. A draw that does not compile is repeated.
const ATTEMPTS: u64 = 300;

/// Both gates, and the settings of the run.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) buf: Gate,
    pub(super) ours: Gate,
    /// buf's rules with their categories.
    pub(super) rules: Rules,
    pub(super) folder: PathBuf,
    pub(super) seed: u64,
    pub(super) edits: Option<usize>,
    pub(super) ways: usize,
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
    pub(super) asked: Vec<(&'static str, Vec<String>)>,
    /// The compiler's error for the last draw that did not compile.
    refusal: String,
}

impl Pair {
    /// Draws until a change compiles with buf, and runs both gates on it.
    pub(super) fn trial(&self, libraries: &[Library], number: u64, every_way: bool) -> Result<Trial, Trouble> {
        // Not a hidden folder: the gates skip schemas in those.
        let dir = tempfile::Builder::new().prefix("draw-").tempdir_in(&self.folder);
        let dir = dir.map_err(Trouble::at(&self.folder))?;
        let mut trial = Trial {
            number,
            mutation: None,
            attempts: 0,
            findings: 0,
            rules: BTreeSet::new(),
            asked: Vec::new(),
            refusal: String::new(),
        };
        let way = Way::everything();
        while trial.attempts < ATTEMPTS {
            trial.attempts += 1;
            let drawn = mutate::draw(libraries, self.seed, number, trial.attempts - 1, self.edits);
            let Some(mutation) = drawn else { continue };
            write(&mutation, dir.path())?;
            settle(&way, dir.path())?;
            // protoward follows protoc in what it refuses, even if buf compiles it. protoc is also faster to run than buf.
            if let Some(why) = self.refused_by_protoc(dir.path(), &way)? {
                trial.refusal = why;
                continue;
            }
            match self.buf.compare(dir.path(), &way)? {
                Answer::Refused(why) => trial.refusal = why,
                theirs => {
                    self.ask(&mut trial, &mutation, &theirs, dir.path(), every_way)?;
                    trial.mutation = Some(mutation);
                    break;
                }
            }
        }
        Ok(trial)
    }

    /// Returns protoc's error for one of the sides, if protoward refuses them.
    fn refused_by_protoc(&self, dir: &Path, way: &Way) -> Result<Option<String>, Trouble> {
        match self.ours.compare(dir, way)? {
            Answer::Refused(_) => self.images(Image::Protoc(Info::None), dir),
            Answer::Findings(_) => Ok(None),
        }
    }

    fn ask(
        &self,
        trial: &mut Trial,
        mutation: &Mutation,
        theirs: &Answer,
        dir: &Path,
        every_way: bool,
    ) -> Result<(), Trouble> {
        if let Answer::Findings(found) = theirs {
            trial.findings = found.values().map(|it| it.0).sum();
            trial.rules = found.keys().map(|it| it.rule.clone()).collect();
        }
        let everything = Way::everything();
        let ours = self.ours.compare(dir, &everything)?;
        trial.asked.push((everything.name, gates::differences(theirs, &ours)));
        for category in CATEGORIES {
            let way = Way::category(category);
            settle(&way, dir)?;
            let differences = gates::differences(&theirs.within(category, &self.rules), &self.ours.compare(dir, &way)?);
            trial.asked.push((category, differences));
        }
        let further = Way::further(mutation);
        let count = if every_way { further.len() } else { self.ways.min(further.len()) };
        let first = usize::try_from(trial.number).unwrap_or(0) * self.ways;
        for at in 0..count {
            let way = &further[(first + at) % further.len()];
            trial.asked.extend(self.ask_further(way, theirs, dir)?);
        }
        Ok(())
    }

    /// Runs both gates in another way. For a category, buf must also find what its run with every rule found in that category.
    fn ask_further(
        &self,
        way: &Way,
        everything: &Answer,
        dir: &Path,
    ) -> Result<Vec<(&'static str, Vec<String>)>, Trouble> {
        settle(way, dir)?;
        let image = match way.given {
            Given::Folders => None,
            Given::AgainstImage => Some(Image::Buf),
            Given::Images(image) => Some(image),
        };
        if let Some(why) = image.map_or(Ok(None), |image| self.images(image, dir))? {
            return Ok(vec![("images that could not be made", vec![why])]);
        }
        let theirs = self.buf.compare(dir, way)?;
        let mut asked = vec![(way.name, gates::differences(&theirs, &self.ours.compare(dir, way)?))];
        if CATEGORIES.contains(&way.name) {
            let expected = everything.within(way.name, &self.rules);
            asked[0].0 = "buf asked for one category";
            asked.push(("what buf finds of a category among everything", gates::differences(&theirs, &expected)));
        }
        Ok(asked)
    }

    /// Writes an image of each side, or returns the error if a side has none.
    fn images(&self, image: Image, dir: &Path) -> Result<Option<String>, Trouble> {
        for side in ["old", "new"] {
            let (folder, path) = (dir.join(side), dir.join(format!("{side}.binpb")));
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
                    Ok(bytes) => std::fs::write(&path, bytes).map_err(Trouble::at(&path))?,
                    Err(why) => return Ok(Some(why)),
                }
            } else {
                let run = Run::new(&self.buf.program).args(["build", ".", "-o"]).arg(&path).within(&folder);
                run.finish()?;
            }
        }
        Ok(None)
    }
}

/// Writes the settings to all places in which a gate reads them: to the folder of each side, and to their parent.
fn settle(way: &Way, dir: &Path) -> Result<(), Trouble> {
    for folder in [dir.join("old"), dir.join("new"), dir.to_path_buf()] {
        let path = folder.join("buf.yaml");
        std::fs::write(&path, &way.settings).map_err(Trouble::at(&path))?;
    }
    Ok(())
}

fn write(mutation: &Mutation, dir: &Path) -> Result<(), Trouble> {
    for (side, files) in [("old", &mutation.old), ("new", &mutation.new)] {
        write_side(&dir.join(side), files)?;
    }
    Ok(())
}

fn write_side(dir: &Path, files: &Files) -> Result<(), Trouble> {
    if dir.exists() {
        std::fs::remove_dir_all(dir).map_err(Trouble::at(dir))?;
    }
    std::fs::create_dir_all(dir).map_err(Trouble::at(dir))?;
    for (name, text) in files {
        let path = dir.join(name);
        let parent = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(parent).map_err(Trouble::at(parent))?;
        std::fs::write(&path, text).map_err(Trouble::at(&path))?;
    }
    Ok(())
}

impl Trial {
    pub(super) fn is_fine(&self) -> bool {
        self.mutation.is_some() && self.asked.iter().all(|it| it.1.is_empty())
    }

    pub(super) fn print(&self, pair: &Pair, keep: bool) -> Result<(), Trouble> {
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
        let everything = self.asked.first().is_some_and(|it| !it.1.is_empty());
        for (way, differences) in self.asked.iter().filter(|it| !everything || !CATEGORIES.contains(&it.0)) {
            text.extend(differences.iter().map(|it| format!("  DIFFERS ({way}) {it}\n")));
        }
        if keep {
            let dir = pair.folder.join(format!("seed-{}-{}", pair.seed, self.number));
            write(mutation, &dir)?;
            settle(&Way::everything(), &dir)?;
            text += &format!("  kept in {}; in its `new`:\n", dir.display());
            for gate in [&pair.ours, &pair.buf] {
                text += &format!("    {} breaking . --against ../old\n", gate.program.display());
            }
        }
        print!("{text}");
        Ok(())
    }
}
