//! Fixes on seeded changes to real schemas: each of them mends its finding, and nothing else comes of it.
//!
//! The draws are those of `oracle breaking`. For every fix of a finding, and for all fixes of a draw together: the files
//! compile, the finding is gone, no rule of any category finds anything new, and no line of the file is new but those that
//! stood there before or that the fix is for. protoward compiles all of that in this process; protoc is asked about all
//! fixes of a draw together, or about each, with `--protoc-for-each`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use clap::Args;
use protoward_fix::{Fix, State, combined, find_fixes};
use protoward_rules::{Finding, Settings, check};
use protoward_schema::Schema;
use protoward_source::{Edit, MemoryTree, Place, Sources};
use similar::TextDiff;

use crate::mutate::{self, Files, Library};
use crate::oracle::breaking::snippet;
use crate::oracle::compilers::Compiler;
use crate::trouble::Trouble;
use crate::{Outcome, corpus, parallel, workspace};

#[derive(Args)]
pub struct Options {
    /// How many changes to mend
    #[arg(long, value_name = "N", default_value_t = 500)]
    mutations: u64,
    /// Which changes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which real schemas are changed
    #[arg(long, value_name = "NAME", default_value = "google-proto-files")]
    corpus: String,
    /// Only this change, printing everything about it
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    /// Ask protoc about each fix, not only about all of a change together: a process for each
    #[arg(long)]
    protoc_for_each: bool,
    /// Print what all fixes of each change do together
    #[arg(long)]
    diffs: bool,
}

/// A draw that does not compile, or that breaks nothing, is drawn again, so often.
const ATTEMPTS: u64 = 100;

/// Words that a fix may write by itself; all others stood in one of the two versions.
const OWN_WORDS: &[&str] = &[
    "reserved",
    "to",
    "max",
    "extensions",
    "deprecated",
    "true",
    "false",
    "option",
    "optional",
    "stream",
    "packed",
    "export",
    "local",
    "ctype",
    // What an edition says where the old file said nothing, or said it in another way.
    "features",
    "enum_type",
    "CLOSED",
    "OPEN",
    "json_format",
    "ALLOW",
    "field_presence",
    "EXPLICIT",
    "IMPLICIT",
    "LEGACY_REQUIRED",
    "repeated_field_encoding",
    "EXPANDED",
    "PACKED",
    "utf8_validation",
    "NONE",
    "VERIFY",
    "message_encoding",
    "DELIMITED",
    "LENGTH_PREFIXED",
    "string_type",
    "CORD",
    "STRING",
    "VIEW",
    "import",
    "google",
    "protobuf",
    "cpp_features",
    "java_features",
    "pb",
    "cpp",
    "java",
    "proto",
];

/// What came of one number.
#[derive(Debug, Default)]
struct Trial {
    number: u64,
    what: String,
    findings: usize,
    /// By rule: findings, and those that have a fix.
    rules: BTreeMap<&'static str, (usize, usize)>,
    /// Fixes that were tried, one by one.
    fixes: usize,
    /// Findings that the fixes of the draw mend together.
    mended: usize,
    held_back: usize,
    failures: Vec<String>,
    shown: Vec<(String, String)>,
    /// What the fixes do together, from the new version on.
    fixed: String,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let judge = Judge { protoc, folder: workspace::scratch("oracle/fixes")?, is_thorough: options.protoc_for_each };
    let libraries: Vec<Library> = corpus::find(&options.corpus)?.trees()?.iter().map(Library::on_disk).collect();
    if libraries.is_empty() {
        return Err(Trouble::Usage(format!("`{}` has no `.proto` files to change", options.corpus)));
    }
    let numbers: Vec<u64> = options.only.map_or_else(|| (1..=options.mutations).collect(), |it| vec![it]);
    let shows_all = options.only.is_some() || options.diffs;
    let progress = Progress::new(numbers.len(), shows_all);
    let trials = parallel::map(&numbers, |number| {
        let trial = judge.trial(&libraries, options.seed, *number)?;
        progress.done(trial.as_ref());
        Ok(trial)
    });
    let trials: Vec<Trial> = trials.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    // In order, once all of them are known.
    trials.iter().filter(|_| shows_all).for_each(|trial| trial.print(true));
    summary(&trials, numbers.len());
    Ok(if trials.iter().all(|it| it.failures.is_empty()) { Outcome::Fine } else { Outcome::Findings })
}

/// What was tried so far, for who waits: a failure is told at once, and how far it is every now and then.
struct Progress {
    asked: usize,
    /// How many are done, and how many of them failed.
    done: Mutex<(usize, usize)>,
    started: Instant,
    is_shown_later: bool,
}

impl Progress {
    /// After so many it is said how far it is.
    const EVERY: usize = 50;

    fn new(asked: usize, is_shown_later: bool) -> Self {
        Self { asked, done: Mutex::default(), started: Instant::now(), is_shown_later }
    }

    fn done(&self, trial: Option<&Trial>) {
        let failed = trial.filter(|trial| !trial.failures.is_empty());
        let mut done = self.done.lock().expect("nobody panics with the lock");
        *done = (done.0 + 1, done.1 + usize::from(failed.is_some()));
        if let Some(trial) = failed.filter(|_| !self.is_shown_later) {
            trial.print(false);
        }
        if done.0.is_multiple_of(Self::EVERY) {
            let seconds = self.started.elapsed().as_secs();
            eprintln!("{} of {} draws in {seconds} s, {} with failures", done.0, self.asked, done.1);
        }
    }
}

/// What decides whether files compile, and where they are put for that.
struct Judge {
    protoc: Compiler,
    folder: PathBuf,
    /// Whether protoc is asked about each fix by itself.
    is_thorough: bool,
}

/// Who has to take the files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Protoc,
    Protoward,
}

/// Two versions that compile, what the gate says about them, and what mends that.
struct Case {
    sources: Sources,
    old: Schema,
    findings: Vec<Finding>,
    fixes: Vec<Fix>,
    old_files: Files,
    new_files: Files,
}

impl Judge {
    /// Draws until a change compiles and breaks something; `None` where no draw did.
    fn trial(&self, libraries: &[Library], seed: u64, number: u64) -> Result<Option<Trial>, Trouble> {
        for attempt in 0..ATTEMPTS {
            let Some(mutation) = mutate::draw(libraries, seed, number, attempt, None) else { continue };
            let Some(case) = Case::of(mutation.old, mutation.new) else { continue };
            if case.findings.is_empty() {
                continue;
            }
            let shown = snippet::changes(&case.old_files, &case.new_files);
            let mut trial = Trial { number, what: mutation.what, shown, ..Trial::default() };
            self.try_each(&case, &mut trial)?;
            self.try_together(&case, &mut trial)?;
            // What protoc does not take was no schema before, and cannot become one.
            if !trial.failures.is_empty() && self.refusal(&case.new_files)?.is_some() {
                continue;
            }
            return Ok(Some(trial));
        }
        Ok(None)
    }

    fn try_each(&self, case: &Case, trial: &mut Trial) -> Result<(), Trouble> {
        trial.findings = case.findings.len();
        let mut tried = BTreeSet::new();
        for finding in &case.findings {
            let count = trial.rules.entry(finding.rule.id()).or_default();
            count.0 += 1;
            count.1 += usize::from(!finding.diagnostic.fix.is_empty());
            let edits = &finding.diagnostic.fix;
            // Findings of several rules about one thing often share their fix.
            let known = format!("{} {edits:?}", finding.diagnostic.message);
            if edits.is_empty() || !tried.insert(known) {
                continue;
            }
            trial.fixes += 1;
            let ask = if self.is_thorough { Ask::Protoc } else { Ask::Protoward };
            if let Some(why) = self.failure(case, edits, &[finding], ask)? {
                trial.failures.push(format!("{}: {}: {why}", finding.rule.id(), finding.diagnostic.message));
            }
        }
        Ok(())
    }

    fn try_together(&self, case: &Case, trial: &mut Trial) -> Result<(), Trouble> {
        let all = combined(&case.fixes, &case.sources);
        let states = || case.findings.iter().zip(&all.states);
        let mended: Vec<&Finding> = states().filter(|it| *it.1 == State::Fixed).map(|it| it.0).collect();
        (trial.mended, trial.held_back) = (mended.len(), states().filter(|it| *it.1 == State::Deferred).count());
        trial.fixed = diff(&case.new_files, &edited(&case.new_files, &all.edits, &case.sources));
        // Without a fix there is nothing to ask about.
        if all.edits.is_empty() {
            return Ok(());
        }
        if let Some(why) = self.failure(case, &all.edits, &mended, Ask::Protoc)? {
            trial.failures.push(format!("all together: {why}"));
        }
        Ok(())
    }

    /// Why the edits do not mend these findings.
    fn failure(&self, case: &Case, edits: &[Edit], findings: &[&Finding], ask: Ask) -> Result<Option<String>, Trouble> {
        let files = edited(&case.new_files, edits, &case.sources);
        let diff = || format!("\n{}", diff(&case.new_files, &files));
        if ask == Ask::Protoc
            && let Some(why) = self.refusal(&files)?
        {
            return Ok(Some(format!("protoc: {why}{}", diff())));
        }
        let mut sources = Sources::default();
        let new = match compiled(&files, &mut sources) {
            Ok(new) => new,
            Err(why) => return Ok(Some(format!("protoward: {why}{}", diff()))),
        };
        let left = check(&case.old, &new, &settings());
        let why = still_there(findings, &case.findings, &left).or_else(|| unexpected(case, &files));
        Ok(why.map(|why| format!("{why}{}", diff())))
    }

    /// What protoc has against these files.
    fn refusal(&self, files: &Files) -> Result<Option<String>, Trouble> {
        let dir = tempfile::tempdir_in(&self.folder).map_err(Trouble::at(&self.folder))?;
        for (name, text) in files {
            let path = dir.path().join(name);
            let parent = path.parent().unwrap_or(dir.path());
            std::fs::create_dir_all(parent).map_err(Trouble::at(parent))?;
            std::fs::write(&path, text).map_err(Trouble::at(&path))?;
        }
        let run =
            self.protoc.over([dir.path()].into_iter()).args(["-o", "/dev/null"]).args(files.keys().map(Path::new));
        let done = run.output()?;
        Ok((done.code != Some(0)).then(|| done.stderr.lines().take(3).collect::<Vec<_>>().join(" / ")))
    }
}

impl Case {
    fn of(old_files: Files, new_files: Files) -> Option<Self> {
        let mut sources = Sources::default();
        let old = compiled(&old_files, &mut sources).ok()?;
        let new = compiled(&new_files, &mut sources).ok()?;
        let mut findings = check(&old, &new, &settings());
        let fixes = find_fixes(&old, &new, &mut findings, &sources);
        Some(Self { sources, old, findings, fixes, old_files, new_files })
    }
}

fn settings() -> Settings {
    Settings::all()
}

fn compiled(files: &Files, sources: &mut Sources) -> Result<Schema, String> {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let compilation = protoward_compiler::Compiler::new()
        .resolver(tree)
        .load(files.keys().cloned(), sources)
        .link(sources)
        .into_compilation();
    match compilation.report.has_errors() {
        false => Ok(compilation.schema),
        true => Err(compilation.report.iter().map(|it| it.message.as_str()).take(3).collect::<Vec<_>>().join(" / ")),
    }
}

/// What tells a finding from others of its draw, in two ways: names change with some fixes, and one place may have
/// several findings.
#[derive(PartialEq)]
enum Key<'f> {
    /// What is said, up to the explanation, which may name other numbers.
    Words(&'static str, &'f str),
    /// Where it was: the old schema stays what it is.
    Was(&'static str, Place),
}

fn keys(finding: &Finding) -> impl Iterator<Item = Key<'_>> {
    let (rule, message) = (finding.rule.id(), &finding.diagnostic.message);
    let words = message.split_once(": ").map_or(message.as_str(), |it| it.0);
    std::iter::once(Key::Words(rule, words)).chain(finding.was.map(|place| Key::Was(rule, place)))
}

fn still_there(mended: &[&Finding], before: &[Finding], left: &[Finding]) -> Option<String> {
    fn count<'f>(all: impl IntoIterator<Item = &'f Finding>, key: &Key<'_>) -> usize {
        all.into_iter().filter(|it| keys(it).any(|it| it == *key)).count()
    }
    let is_there = |key: &Key<'_>| {
        // Several findings may be said in the same words, or be about one place.
        let same = count(mended.iter().copied(), key);
        count(left, key) > count(before, key).saturating_sub(same)
    };
    if let Some(finding) = mended.iter().find(|it| keys(it).any(|key| is_there(&key))) {
        return Some(format!("still there: {}: {}", finding.rule.id(), finding.diagnostic.message));
    }
    // A syntax or a package that is back shows what else changed in it.
    let is_hidden = mended.iter().any(|it| matches!(it.rule.id(), "FILE_SAME_PACKAGE" | "FILE_SAME_SYNTAX"));
    let is_known = |finding: &Finding| keys(finding).any(|key| count(before, &key) > 0);
    let new = left.iter().find(|it| !is_known(it) && !is_hidden && !was_told_of_its_file(it, before))?;
    Some(format!("new: {}: {}", new.rule.id(), new.diagnostic.message))
}

/// buf, and so the gate, says nothing of a package that lost its last enum, message or extension, or all it had. When a
/// part of that is back, the rest of it is found, which was told of its file before.
fn was_told_of_its_file(finding: &Finding, before: &[Finding]) -> bool {
    let rule = finding.rule.id().strip_prefix("PACKAGE_");
    rule.is_some_and(|rule| before.iter().any(|it| it.rule.id() == rule && it.was == finding.was))
}

/// A word that neither version had and that no fix writes, or a comment that is lost.
fn unexpected(case: &Case, files: &Files) -> Option<String> {
    for (name, text) in files.iter().filter(|(name, text)| case.new_files.get(*name) != Some(text)) {
        let versions = [&case.old_files, &case.new_files].map(|files| files.get(name).map_or("", String::as_str));
        // What moved between files brings its words along.
        let all = case.old_files.values().chain(case.new_files.values());
        let known: BTreeSet<&str> = all.flat_map(|text| words(text)).chain(OWN_WORDS.iter().copied()).collect();
        let ranges: Vec<(i64, i64)> = versions.into_iter().flat_map(ranges).collect();
        // What was reserved by a range has no word of its own.
        let is_known = |word: &str| {
            let number = word.parse::<i64>().ok();
            known.contains(word) || number.is_some_and(|it| ranges.iter().any(|range| range.0 <= it && it <= range.1))
        };
        let lines: BTreeSet<&str> = versions.into_iter().flat_map(str::lines).map(str::trim).collect();
        let mut strange = text.lines().filter(|line| !lines.contains(line.trim()) && !line.contains("json_name"));
        let made_up = strange.find_map(|line| words(line).find(|word| !is_known(word)).map(|word| (word, line)));
        if let Some((word, line)) = made_up {
            return Some(format!("{name}: `{word}` was in no version: `{}`", line.trim()));
        }
        let kept: BTreeSet<&str> = text.lines().map(str::trim).collect();
        let mut comments = case.new_files[name].lines().map(str::trim).filter(|line| line.starts_with("//"));
        if let Some(lost) = comments.find(|line| !kept.contains(line)) {
            return Some(format!("{name} lost a comment: `{lost}`"));
        }
    }
    None
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// The ranges of numbers that a text writes as such: `2 to 5`, signs aside.
fn ranges(text: &str) -> impl Iterator<Item = (i64, i64)> {
    let words: Vec<&str> = words(text).collect();
    let range = |of: &[&str]| match of {
        [start, "to", "max"] => Some((start.parse().ok()?, i64::MAX)),
        [start, "to", end] => Some((start.parse().ok()?, end.parse().ok()?)),
        _ => None,
    };
    words.windows(3).filter_map(range).collect::<Vec<_>>().into_iter()
}

fn edited(files: &Files, edits: &[Edit], sources: &Sources) -> Files {
    let mut files = files.clone();
    for edit in edits.iter().rev() {
        let text = files.get_mut(&sources.get(edit.place.source).name);
        if let (Some(text), Some(range)) = (text, sources.bytes(edit.place)) {
            text.replace_range(range, &edit.text);
        }
    }
    files
}

/// What fixes did, as a person sees it.
fn diff(before: &Files, after: &Files) -> String {
    let of = |(name, text): (&String, &String)| {
        let old = before.get(name).map_or("", String::as_str);
        (old != text).then(|| TextDiff::from_lines(old, text).unified_diff().header(name, name).to_string())
    };
    after.iter().filter_map(of).collect()
}

impl Trial {
    fn print(&self, with_fixes: bool) {
        println!("\n#{}: {} ({} findings, {} fixes)", self.number, self.what, self.findings, self.fixes);
        for (file, snippet) in &self.shown {
            println!("  {file}\n{snippet}");
        }
        if with_fixes {
            println!("  MENDED\n{}", self.fixed);
        }
        for failure in &self.failures {
            println!("  FAILS {failure}");
        }
    }
}

fn summary(trials: &[Trial], asked: usize) {
    let sum = |of: fn(&Trial) -> usize| -> usize { trials.iter().map(of).sum() };
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (rule, count) in trials.iter().flat_map(|it| &it.rules) {
        let all = rules.entry(rule).or_default();
        (all.0, all.1) = (all.0 + count.0, all.1 + count.1);
    }
    println!("\n{} of {asked} draws break something: {} findings", trials.len(), sum(|it| it.findings));
    for (rule, (found, fixed)) in &rules {
        println!("  {rule:48} {found:6} findings, {fixed:6} with a fix");
    }
    println!("{} fixes tried one by one; all together mend {} findings", sum(|it| it.fixes), sum(|it| it.mended));
    println!("{} held back for another run; {} failures", sum(|it| it.held_back), sum(|it| it.failures.len()));
}
