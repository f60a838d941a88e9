//! Prints misses as they occur, and finally the counts by operator and edition.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::changes::Changes;
use super::judge::Encoding;
use super::trial::Trial;
use super::witnesses::WitnessTally;
use crate::disk;
use crate::mutate::edition::Edition;
use crate::mutate::operators::Operator;
use crate::oracle::breaking::snippet;
use crate::oracle::tally::Tally;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::workspace;

/// Lines `RULE reason`: rules of WIRE and WIRE_JSON that report changes that break no message, each with the reason.
const CONSERVATIVE: &str = include_str!("conservative.txt");
/// Names of counts.
const JUDGED: &str = "changes judged";
const FAILED: &str = "draws failed";
const MISSES: &str = "breaks without a finding in the matching category, also with `--proven`";
const UNPROVEN: &str = "findings whose witness they read as the same";
/// The maximum number of misses that are printed in full. The others are only kept on disk.
const SHOWN: usize = 40;

#[derive(Default)]
pub(super) struct Report {
    folder: PathBuf,
    /// The numbers of judged changes and misses, by operator and edition. Combinations that were not judged have zeros.
    counts: BTreeMap<(String, Edition), Count>,
    combinations: Vec<(String, Edition)>,
    tally: Tally,
    /// By title and reason: the number of changes.
    reasons: BTreeMap<(&'static str, String), usize>,
    /// The number of findings without a break, by rule.
    conservative: BTreeMap<&'static str, usize>,
    witnesses: WitnessTally,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    judged: usize,
    broken: usize,
    misses: usize,
}

impl Report {
    pub(super) fn new(changes: &Changes) -> Result<Report, Error> {
        let folder = workspace::scratch("oracle/truth")?.join("misses");
        files::clear(&folder)?;
        let combinations: Vec<_> = changes.combinations().map(|(name, edition)| (name.to_owned(), edition)).collect();
        Ok(Report {
            folder,
            counts: combinations.iter().map(|it| (it.clone(), Count::default())).collect(),
            combinations,
            ..Report::default()
        })
    }

    pub(super) fn judged(&self) -> usize {
        self.tally.of(JUDGED)
    }

    /// Returns `false` if most draws fail. Some draws are expected to fail.
    pub(super) fn should_continue(&self) -> bool {
        self.tally.of(FAILED) < 200 + 2 * self.judged()
    }

    pub(super) fn nothing(&mut self) {
        self.tally.add(FAILED, 1);
    }

    /// Counts a change whose descriptors Python refuses as a failed draw.
    pub(super) fn unjudged(&mut self, trial: &Trial) {
        let why = trial.verdict.python_absent.as_deref().unwrap_or_default();
        if why.contains("crashes") {
            println!("#{}: Python crashes: {} ({})", trial.change.number, trial.change.what, trial.change.edition);
        }
        self.because("not judged, for Python refuses the descriptors", why);
        self.nothing();
    }

    fn because(&mut self, title: &'static str, why: &str) {
        *self.reasons.entry((title, why.lines().next().unwrap_or_default().to_owned())).or_default() += 1;
    }

    pub(super) fn add(&mut self, trial: &Trial, in_full: bool) -> Result<(), Error> {
        let change = &trial.change;
        let verdict = &trial.verdict;
        let wire = verdict.has(Encoding::Wire);
        let json = verdict.has(Encoding::Json);
        let sources = trial.importers.as_deref().unwrap_or_default();
        let count = self.counts.entry((change.operator.clone(), change.edition)).or_default();
        count.judged += 1;
        count.broken += usize::from(wire || json || !sources.is_empty());
        count.misses += usize::from(!trial.misses.is_empty());
        let of = |category: &str| sources.iter().filter(|it| it.category == category).count();
        let is_python = verdict.breaks.iter().any(|it| it.reader == "Python");
        for (what, count) in [
            (JUDGED, 1),
            ("messages", verdict.messages),
            ("breaks in binary", usize::from(wire)),
            ("breaks in JSON", usize::from(json)),
            ("breaks that Node alone has", usize::from(!verdict.breaks.is_empty() && !is_python)),
            ("messages that Node does not read itself", verdict.node_unread),
            ("importers of FILE that stop compiling", of("FILE")),
            ("importers of PACKAGE", of("PACKAGE")),
            ("importers that are not drawn", usize::from(trial.importers.is_none())),
            (MISSES, usize::from(!trial.misses.is_empty())),
            ("findings with a witness that the judges confirm", trial.proven),
            (UNPROVEN, trial.unproven.len()),
            ("findings with an HTTP request, which they cannot read", trial.calls),
        ] {
            self.tally.add(what, count);
        }
        self.witnesses.append(&trial.witnesses);
        for (rule, reason) in &trial.unjudged {
            let why = format!("{rule}: {reason}");
            self.because("findings of WIRE and WIRE_JSON that are not judged and stay errors with `--proven`", &why);
        }
        for (_, rule) in &trial.conservative {
            *self.conservative.entry(rule).or_default() += 1;
        }
        if let Some(why) = &verdict.node_absent {
            self.because("not judged by Node", why);
        }
        if in_full || !trial.is_fine() {
            let text = shown(trial, in_full);
            if in_full || self.wrong() <= SHOWN {
                print!("{text}");
            }
            self.keep(trial, &text)?;
        }
        Ok(())
    }

    fn keep(&self, trial: &Trial, text: &str) -> Result<(), Error> {
        let folder = self.folder.join(trial.change.number.to_string());
        for (side, files) in [("old", &trial.change.old), ("new", &trial.change.new)] {
            disk::write_all(&folder.join(side), files.iter())?;
        }
        let path = folder.join("report.txt");
        files::write(&path, text)
    }

    fn wrong(&self) -> usize {
        self.tally.of(MISSES) + self.tally.of(UNPROVEN) + self.witnesses.wrong.len()
    }

    pub(super) fn is_fine(&self) -> bool {
        self.wrong() == 0 && self.unlisted().is_empty() && self.witnesses.is_fine()
    }

    fn unlisted(&self) -> Vec<&'static str> {
        self.conservative.keys().copied().filter(|rule| reason(rule).is_none()).collect()
    }

    pub(super) fn print(&self) {
        self.table();
        println!("{}", self.tally);
        for ((title, why), count) in &self.reasons {
            println!("{title}: {count} {why}");
        }
        println!("findings of WIRE and WIRE_JSON where no drawn message breaks, by rule:");
        for (rule, count) in &self.conservative {
            println!("  {rule:45} {count:6} {}", reason(rule).unwrap_or("NOT LISTED in conservative.txt"));
        }
        self.witnesses.print();
        if self.wrong() > 0 {
            println!("kept in {}", self.folder.display());
        }
    }

    /// Prints the counts, one operator on each line.
    fn table(&self) {
        let names: Vec<&String> = {
            let mut seen = Vec::new();
            for (name, _) in &self.combinations {
                if !seen.contains(&name) {
                    seen.push(name);
                }
            }
            seen
        };
        let editions: Vec<String> = Edition::ALL.iter().map(|it| format!("{:>12}", it.name())).collect();
        println!("changes judged/broken by operator and edition; `-` cannot exist");
        println!("{:62}{}", "", editions.concat());
        for name in names {
            let cells: Vec<String> = Edition::ALL.iter().map(|edition| self.cell(name, *edition)).collect();
            println!("{name:62}{}", cells.concat());
        }
        for operator in Operator::all() {
            for edition in Edition::ALL {
                let is_drawn = self.combinations.iter().any(|(name, _)| *name == operator.name);
                if let Some(why) = operator.missing(edition).filter(|_| is_drawn) {
                    println!("cannot exist: {} in {edition}: {why}", operator.name);
                }
            }
        }
        for ((name, edition), _) in self.counts.iter().filter(|(_, count)| count.judged == 0) {
            println!("never judged: {name} in {edition}");
        }
    }

    fn cell(&self, name: &str, edition: Edition) -> String {
        let Some(count) = self.counts.get(&(name.to_owned(), edition)) else { return format!("{:>12}", "-") };
        let misses = if count.misses > 0 { format!("!{}", count.misses) } else { String::new() };
        format!("{:>12}", format!("{}/{}{misses}", count.judged, count.broken))
    }
}

fn reason(rule: &str) -> Option<&'static str> {
    let lines = CONSERVATIVE.lines().filter(|it| !it.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).find(|it| it.0 == rule).map(|it| it.1.trim())
}

fn shown(trial: &Trial, in_full: bool) -> String {
    let change = &trial.change;
    let mut text = format!("\n#{}: {} ({})\n", change.number, change.what, change.edition);
    for (file, snippet) in snippet::changes(&change.old, &change.new) {
        text += &format!("  {file}\n{snippet}\n");
    }
    for miss in &trial.misses {
        text += &format!("  MISS in {}: {}\n", miss.category, miss.what);
    }
    for finding in &trial.unproven {
        text += &format!("  WITNESS READ AS THE SAME: {finding}\n");
    }
    for wrong in &trial.witnesses.wrong {
        text += &format!("  WRONG {wrong}\n");
    }
    if in_full {
        for (category, rules) in &trial.rules {
            text += &format!("  {category}: {}\n", rules.iter().copied().collect::<Vec<_>>().join(", "));
        }
        for one in &trial.verdict.breaks {
            let writer = if one.forward { "old" } else { "new" };
            let problems = one.problems.join("; ");
            text += &format!(
                "  {} `{}` written by {writer}, {}: {problems}\n    {}\n",
                one.medium.name(),
                one.ty,
                one.reader,
                one.payload
            );
        }
        for broken in trial.importers.iter().flatten() {
            text += &format!("  importer of {}: {}\n{}\n", broken.category, broken.why, broken.importer);
        }
    }
    text
}

/// Prints the operators, and the editions to which each of them applies.
pub(super) fn operators() {
    for operator in Operator::all() {
        let editions: Vec<&str> =
            Edition::ALL.iter().filter(|it| operator.missing(**it).is_none()).map(|it| it.name()).collect();
        println!("{:62} {}", operator.name, editions.join(" "));
    }
}
