//! Applies fixes for findings in seeded changes to real schemas: each fix must resolve its finding without side effects.
//!
//! The draws are those of `oracle breaking`. Each fix is tested alone, and all fixes of a draw are tested together. Afterwards,
//! the files must compile, the finding must be gone, and no rule of any category may report a new finding. Each new line may only
//! contain words of one of the two versions, and words that fixes write. No comment may be lost.
//!
//! protoward compiles all of this in this process. protoc compiles the result of all fixes of a draw, and of each fix with
//! `--protoc-for-each`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use protoward_breaking::{ComparisonSettings, Finding, check};
use protoward_fix_plan::{Fix, State, combined, find_fixes};
use protoward_schema::Schema;
use protoward_source::{Edit, MemoryTree, Place, Sources};
use similar::TextDiff;

use crate::disk;
use crate::mutate::{self, Files, Library};
use crate::oracle::breaking::{self, snippet};
use crate::oracle::compilers::Compiler;
use crate::oracle::draws::{self, DrawArgs};
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, workspace};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<500>,
    /// Corpus with the real schemas to change
    #[arg(long, value_name = "NAME", default_value = "google-proto-files")]
    corpus: String,
    /// Run protoc on the result of each fix, not only on that of all fixes of a change: one process for each
    #[arg(long)]
    protoc_for_each: bool,
    /// Print the diff of all fixes of each change
    #[arg(long)]
    diffs: bool,
}

/// The maximum number of draws for one case. A draw that does not compile or breaks nothing is repeated.
const ATTEMPTS: u64 = 100;

/// Words that a fix may write by itself. All other words must occur in one of the two versions.
const OWN_WORDS: &str =
    "reserved to max extensions deprecated true false option optional stream packed export local ctype";

/// Words of options that keep the old behavior in an edition, where the old file had it by default or in another syntax.
const WORDS_OF_FEATURES: &str = "features enum_type CLOSED OPEN json_format ALLOW field_presence EXPLICIT IMPLICIT LEGACY_REQUIRED \
    repeated_field_encoding EXPANDED PACKED utf8_validation NONE VERIFY message_encoding DELIMITED LENGTH_PREFIXED string_type CORD \
    STRING VIEW import google protobuf cpp_features java_features pb cpp java proto";

/// The results of the case with one number.
#[derive(Debug, Default)]
struct Trial {
    number: u64,
    what: String,
    findings: usize,
    /// By rule: the number of findings, and the number of those with a fix.
    rules: BTreeMap<&'static str, (usize, usize)>,
    /// The number of fixes that were tested alone.
    fixes: usize,
    /// The number of findings that the fixes of the draw resolve together.
    fixed_findings: usize,
    deferred: usize,
    failures: Vec<String>,
    shown: Vec<(String, String)>,
    /// The diff of all fixes together, relative to the new version.
    fixed: String,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let judge = Judge { protoc, folder: workspace::scratch("oracle/fixes")?, is_thorough: options.protoc_for_each };
    let libraries = breaking::libraries(Some(&options.corpus))?;
    let numbers = options.draws.numbers();
    let shows_all = options.draws.is_single() || options.diffs;
    let trials = draws::map(&numbers, |number| {
        let trial = judge.trial(&libraries, options.draws.seed, *number)?;
        trial.iter().filter(|it| !shows_all && !it.failures.is_empty()).for_each(|it| it.print(false));
        Ok(trial)
    })?;
    let trials: Vec<Trial> = trials.into_iter().flatten().collect();
    // Printed in order, after all trials are complete.
    trials.iter().filter(|_| shows_all).for_each(|trial| trial.print(true));
    summary(&trials, numbers.len());
    Ok(if trials.iter().all(|it| it.failures.is_empty()) { Outcome::Passed } else { Outcome::Findings })
}

/// Compiles files, in a scratch folder for protoc.
struct Judge {
    protoc: Compiler,
    folder: PathBuf,
    /// Runs protoc for each fix alone.
    is_thorough: bool,
}

/// The compiler that must accept the files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CompilerChoice {
    Protoc,
    Protoward,
}

/// Two versions that compile, the findings of the gate for them, and the fixes.
struct Case {
    sources: Sources,
    old: Schema,
    findings: Vec<Finding>,
    fixes: Vec<Fix>,
    old_files: Files,
    new_files: Files,
}

impl Judge {
    /// Draws until a change compiles and breaks something. Returns `None` if no draw does.
    fn trial(&self, libraries: &[Library], seed: u64, number: u64) -> Result<Option<Trial>, Error> {
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
            // If protoc rejects the new version, the draw is invalid: fixes cannot make it valid.
            if !trial.failures.is_empty() && self.refusal(&case.new_files)?.is_some() {
                continue;
            }
            return Ok(Some(trial));
        }
        Ok(None)
    }

    fn try_each(&self, case: &Case, trial: &mut Trial) -> Result<(), Error> {
        trial.findings = case.findings.len();
        let mut tried = BTreeSet::new();
        for finding in &case.findings {
            let count = trial.rules.entry(finding.rule.id()).or_default();
            count.0 += 1;
            count.1 += usize::from(!finding.diagnostic.fix.is_empty());
            let edits = &finding.diagnostic.fix;
            // Findings of several rules about one declaration often share their fix.
            let known = format!("{} {edits:?}", finding.diagnostic.message);
            if edits.is_empty() || !tried.insert(known) {
                continue;
            }
            trial.fixes += 1;
            let compiler = if self.is_thorough { CompilerChoice::Protoc } else { CompilerChoice::Protoward };
            if let Some(why) = self.failure(case, edits, &[finding], compiler)? {
                trial.failures.push(format!("{}: {}: {why}", finding.rule.id(), finding.diagnostic.message));
            }
        }
        Ok(())
    }

    fn try_together(&self, case: &Case, trial: &mut Trial) -> Result<(), Error> {
        let all = combined(&case.fixes, &case.sources);
        let states = || case.findings.iter().zip(&all.states);
        let fixed_findings: Vec<&Finding> = states().filter(|it| *it.1 == State::Fixed).map(|it| it.0).collect();
        (trial.fixed_findings, trial.deferred) =
            (fixed_findings.len(), states().filter(|it| *it.1 == State::Deferred).count());
        trial.fixed = diff(&case.new_files, &edited(&case.new_files, &all.edits, &case.sources));
        // Without an edit, there is nothing to compile.
        if all.edits.is_empty() {
            return Ok(());
        }
        if let Some(why) = self.failure(case, &all.edits, &fixed_findings, CompilerChoice::Protoc)? {
            trial.failures.push(format!("all together: {why}"));
        }
        Ok(())
    }

    /// Returns the reason why the edits do not resolve these findings, or `None` if they do.
    fn failure(
        &self,
        case: &Case,
        edits: &[Edit],
        findings: &[&Finding],
        compiler: CompilerChoice,
    ) -> Result<Option<String>, Error> {
        let files = edited(&case.new_files, edits, &case.sources);
        let diff = || format!("\n{}", diff(&case.new_files, &files));
        if compiler == CompilerChoice::Protoc
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
        let why = remaining_finding(findings, &case.findings, &left).or_else(|| unexpected(case, &files));
        Ok(why.map(|why| format!("{why}{}", diff())))
    }

    /// Returns protoc's error for these files, if it rejects them.
    fn refusal(&self, files: &Files) -> Result<Option<String>, Error> {
        let dir = tempfile::tempdir_in(&self.folder).map_err(Error::at(&self.folder))?;
        disk::write_all(dir.path(), files)?;
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

fn settings() -> ComparisonSettings {
    ComparisonSettings::all()
}

fn compiled(files: &Files, sources: &mut Sources) -> Result<Schema, String> {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let compilation = protoward_compiler::Compiler::new()
        .resolver(tree)
        .load(files.keys().cloned(), sources)
        .link(sources)
        .compilation();
    if compilation.report.has_errors() {
        Err(compilation.report.iter().map(|it| it.message.as_str()).take(3).collect::<Vec<_>>().join(" / "))
    } else {
        Ok(compilation.schema)
    }
}

/// Identifies a finding among those of its draw, in two ways: fixes may change names, and one place may have several findings.
#[derive(PartialEq)]
enum Key<'f> {
    /// The rule and the message up to the explanation, which may contain other numbers.
    Words(&'static str, &'f str),
    /// The rule and the place in the old schema, which fixes do not change.
    Was(&'static str, Place),
}

fn keys(finding: &Finding) -> impl Iterator<Item = Key<'_>> {
    let rule = finding.rule.id();
    let message = &finding.diagnostic.message;
    let words = message.split_once(": ").map_or(message.as_str(), |it| it.0);
    std::iter::once(Key::Words(rule, words)).chain(finding.was.map(|place| Key::Was(rule, place)))
}

fn remaining_finding(fixed_findings: &[&Finding], before: &[Finding], left: &[Finding]) -> Option<String> {
    fn count<'f>(all: impl IntoIterator<Item = &'f Finding>, key: &Key<'_>) -> usize {
        all.into_iter().filter(|it| keys(it).any(|it| it == *key)).count()
    }
    let is_there = |key: &Key<'_>| {
        // Several findings may share a message or a place.
        let same = count(fixed_findings.iter().copied(), key);
        count(left, key) > count(before, key).saturating_sub(same)
    };
    if let Some(finding) = fixed_findings.iter().find(|it| keys(it).any(|key| is_there(&key))) {
        return Some(format!("still there: {}: {}", finding.rule.id(), finding.diagnostic.message));
    }
    // Restoring the syntax or the package of a file can reveal its other changes.
    let is_hidden = fixed_findings.iter().any(|it| matches!(it.rule.id(), "FILE_SAME_PACKAGE" | "FILE_SAME_SYNTAX"));
    let is_known = |finding: &Finding| keys(finding).any(|key| count(before, &key) > 0);
    let new = left.iter().find(|it| !is_known(it) && !is_hidden && !was_reported_for_file(it, before))?;
    Some(format!("new: {}: {}", new.rule.id(), new.diagnostic.message))
}

/// Returns `true` if the finding was reported for its file before.
///
/// buf, and therefore the gate, reports nothing about a package that lost its last enum, message or extension, or everything.
/// When a fix restores a part of the package, the rules of packages report the rest, which only the rules of files reported
/// before.
fn was_reported_for_file(finding: &Finding, before: &[Finding]) -> bool {
    let rule = finding.rule.id().strip_prefix("PACKAGE_");
    rule.is_some_and(|rule| before.iter().any(|it| it.rule.id() == rule && it.was == finding.was))
}

/// Returns an error if a fix wrote a word that neither version has and that fixes do not write, or removed a comment.
fn unexpected(case: &Case, files: &Files) -> Option<String> {
    for (name, text) in files.iter().filter(|(name, text)| case.new_files.get(*name) != Some(text)) {
        let versions = [&case.old_files, &case.new_files].map(|files| files.get(name).map_or("", String::as_str));
        // A declaration that a fix moves to another file brings its words along.
        let all = case.old_files.values().chain(case.new_files.values());
        let known: BTreeSet<&str> =
            all.map(String::as_str).chain([OWN_WORDS, WORDS_OF_FEATURES]).flat_map(words).collect();
        let ranges: Vec<(i64, i64)> = versions.into_iter().flat_map(ranges).collect();
        // A number inside a reserved range does not occur as a word.
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

/// Returns the ranges of numbers in a text, such as `2 to 5`, without signs.
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

/// Returns the changes as a unified diff.
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
            println!("  FIXED\n{}", self.fixed);
        }
        for failure in &self.failures {
            println!("  FAILS {failure}");
        }
    }
}

fn summary(trials: &[Trial], total: usize) {
    let sum = |of: fn(&Trial) -> usize| -> usize { trials.iter().map(of).sum() };
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (rule, count) in trials.iter().flat_map(|it| &it.rules) {
        let all = rules.entry(rule).or_default();
        (all.0, all.1) = (all.0 + count.0, all.1 + count.1);
    }
    println!("\n{} of {total} draws break something: {} findings", trials.len(), sum(|it| it.findings));
    for (rule, (found, fixed)) in &rules {
        println!("  {rule:48} {found:6} findings, {fixed:6} with a fix");
    }
    println!(
        "{} fixes tried one by one; all together fix {} findings",
        sum(|it| it.fixes),
        sum(|it| it.fixed_findings)
    );
    println!("{} deferred to another run; {} failures", sum(|it| it.deferred), sum(|it| it.failures.len()));
}
