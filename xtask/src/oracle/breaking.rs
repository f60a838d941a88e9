//! Our gate beside buf's: seeded changes to real schemas must give the same findings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Outcome;
use crate::corpus;
use crate::mutate::{self, Files, Library, Mutation};
use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::Subject;
use crate::oracle::gates::{self, Answer, Gate};
use crate::oracle::record;
use crate::oracle::snippet;
use crate::parallel;
use crate::trees;
use crate::trouble::Trouble;
use crate::workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// How many changes to compare
    #[arg(long, value_name = "N", default_value_t = 500)]
    mutations: u64,
    /// Which changes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which real schemas are changed
    #[arg(long, value_name = "NAME", default_value = "google-proto-files")]
    corpus: String,
    /// Only this change, keeping its folder and printing everything about it
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    /// Leave out the comparison of the whole tree against itself
    #[arg(long)]
    no_self: bool,
    /// Record buf's answers to the fixtures of the gate again, compare nothing
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    subject: Subject,
}

/// A draw that does not compile is drawn again, so often.
const ATTEMPTS: u64 = 200;

/// What came of one number.
#[derive(Debug)]
struct Trial {
    number: u64,
    mutation: Option<Mutation>,
    attempts: u64,
    findings: usize,
    rules: BTreeSet<String>,
    differences: Vec<String>,
    /// Draws that had a file of an edition, which protoward does not read yet.
    unread: u64,
    /// Why the last draw that did not compile did not.
    refusal: String,
}

/// Both gates, what they share, and where they are run.
#[derive(Debug)]
struct Pair {
    buf: Gate,
    ours: Gate,
    rules: BTreeSet<String>,
    folder: PathBuf,
    seed: u64,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let buf = Gate { program: corpus::buf()? };
    if options.record {
        return record::run(&buf);
    }
    let pair = pair(options, buf)?;
    let mut fine = options.no_self || options.only.is_some() || against_itself(&pair)?;
    fine &= mutations(options, &pair)?;
    Ok(if fine { Outcome::Fine } else { Outcome::Findings })
}

fn pair(options: &Options, buf: Gate) -> Result<Pair, Trouble> {
    let ours = Gate { program: options.subject.program()? };
    let theirs = buf.rules(&["config", "ls-breaking-rules", "--version", "v2", "--format", "json"])?;
    let own = ours.rules(&["rules", "--format", "json"])?;
    let missing: Vec<&str> = theirs.difference(&own).map(String::as_str).collect();
    println!(
        "rules: {} of buf's {}; not there yet: {}",
        own.intersection(&theirs).count(),
        theirs.len(),
        list(&missing)
    );
    let rules = theirs.intersection(&own).cloned().collect();
    Ok(Pair { buf, ours, rules, folder: workspace::scratch("oracle/breaking")?, seed: options.seed })
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

/// The whole tree against itself: no finding, whatever the rules.
fn against_itself(pair: &Pair) -> Result<bool, Trouble> {
    let tree = trees::whole()?;
    let shown = format!("{} files against themselves", tree.files.len());
    match pair.ours.on_itself(&tree.dir, &pair.folder, &pair.rules)? {
        Answer::Findings(found) => {
            println!("{shown}: {} findings", found.len());
            Ok(found.is_empty())
        }
        Answer::Refused(why) => {
            println!("{shown}: refused: {why}");
            Ok(false)
        }
    }
}

fn mutations(options: &Options, pair: &Pair) -> Result<bool, Trouble> {
    let libraries: Vec<Library> = corpus::find(&options.corpus)?.trees()?.iter().map(Library::on_disk).collect();
    if libraries.is_empty() {
        return Err(Trouble::Usage(format!("`{}` has no `.proto` files to change", options.corpus)));
    }
    let numbers: Vec<u64> = options.only.map_or_else(|| (1..=options.mutations).collect(), |it| vec![it]);
    let trials = parallel::map(&numbers, |number| pair.trial(&libraries, *number));
    let trials = trials.into_iter().collect::<Result<Vec<_>, _>>()?;
    for trial in
        trials.iter().filter(|it| options.only.is_some() || it.mutation.is_none() || !it.differences.is_empty())
    {
        trial.print(pair, options.only.is_some())?;
    }
    summary(&trials);
    Ok(trials.iter().all(|it| it.mutation.is_some() && it.differences.is_empty()))
}

impl Pair {
    /// Draws until a change compiles with buf, and asks both gates about it.
    fn trial(&self, libraries: &[Library], number: u64) -> Result<Trial, Trouble> {
        // Not a hidden folder: those are no places for schemas.
        let dir = tempfile::Builder::new().prefix("draw-").tempdir_in(&self.folder);
        let dir = dir.map_err(Trouble::at(&self.folder))?;
        let settings = gates::settings(&self.rules);
        let (mut refusal, mut unread) = (String::new(), 0);
        for attempt in 0..ATTEMPTS {
            let Some(mutation) = mutate::draw(libraries, self.seed, number, attempt) else { continue };
            write(&mutation, &settings, dir.path())?;
            let theirs = self.buf.compare(dir.path())?;
            let found = match &theirs {
                Answer::Findings(found) => found,
                Answer::Refused(why) => {
                    refusal.clone_from(why);
                    continue;
                }
            };
            let ours = self.ours.compare(dir.path())?;
            if gates::is_unread_edition(&ours) {
                unread += 1;
                continue;
            }
            return Ok(Trial {
                number,
                attempts: attempt + 1,
                findings: found.values().map(|it| it.0).sum(),
                rules: found.keys().map(|it| it.rule.clone()).collect(),
                differences: gates::differences(&theirs, &ours),
                mutation: Some(mutation),
                unread,
                refusal,
            });
        }
        Ok(Trial {
            number,
            mutation: None,
            attempts: ATTEMPTS,
            findings: 0,
            rules: BTreeSet::new(),
            differences: Vec::new(),
            unread,
            refusal,
        })
    }
}

fn write(mutation: &Mutation, settings: &str, dir: &Path) -> Result<(), Trouble> {
    for (side, files) in [("old", &mutation.old), ("new", &mutation.new)] {
        write_side(&dir.join(side), files)?;
    }
    let path = dir.join("rules.yaml");
    std::fs::write(&path, settings).map_err(Trouble::at(&path))
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
    fn print(&self, pair: &Pair, keep: bool) -> Result<(), Trouble> {
        let Some(mutation) = &self.mutation else {
            println!("\n#{}: no draw compiled in {} attempts: {}", self.number, self.attempts, self.refusal);
            return Ok(());
        };
        println!("\n#{}: {} (attempt {}, {} findings)", self.number, mutation.what, self.attempts, self.findings);
        for (file, snippet) in snippet::changes(&mutation.old, &mutation.new) {
            println!("  {file}\n{snippet}");
        }
        for difference in &self.differences {
            println!("  DIFFERS {difference}");
        }
        if keep {
            let dir = pair.folder.join(format!("seed-{}-{}", pair.seed, self.number));
            write(mutation, &gates::settings(&pair.rules), &dir)?;
            println!("  kept in {}; in its `new`:", dir.display());
            println!(
                "    {} breaking . --against ../old --config ../rules.yaml --against-config ../rules.yaml",
                pair.ours.program.display()
            );
            println!(
                "    {} breaking . --against ../old --config ../rules.yaml --against-config ../rules.yaml",
                pair.buf.program.display()
            );
        }
        Ok(())
    }
}

fn summary(trials: &[Trial]) {
    let compared: Vec<&Trial> = trials.iter().filter(|it| it.mutation.is_some()).collect();
    let mut agreement = Agreement::default();
    for trial in &compared {
        agreement.count(&trial.number.to_string(), trial.differences.is_empty());
    }
    let drawn: u64 = trials.iter().map(|it| it.attempts).sum();
    let silent = compared.iter().filter(|it| it.findings == 0).count();
    let findings: usize = compared.iter().map(|it| it.findings).sum();
    let rules: BTreeSet<&String> = compared.iter().flat_map(|it| &it.rules).collect();
    println!("\nmutations: {agreement} with buf on rule, file and line");
    println!("  {findings} findings of {} rules; {silent} mutations break nothing", rules.len());
    println!("  {drawn} draws for {} changes that compile", compared.len());
    let unread: u64 = trials.iter().map(|it| it.unread).sum();
    if unread > 0 {
        println!(
            "  {unread} of the draws left out: a file of an edition, which protoward does not compile from text yet"
        );
    }
}
