//! Judges changes by programs over generated code: a change that breaks compilation needs a finding.

use std::collections::BTreeMap;

use protoward_breaking::{ComparisonSettings, check};

use super::changes::{Changes, CompiledChange};
use super::source::{self, Judgement, Language, Sides};
use crate::oracle::breaking::snippet;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, parallel};

/// The number of changes whose programs are compiled together.
const BATCH: usize = 125;

/// Breaks that no rule covers, each with a language, the name of an operator, and the reason.
const KNOWN: &str = include_str!("known-programs.txt");

/// Judges `count` changes in all languages. Every break needs a finding of FILE. A break in Rust also needs one of PACKAGE,
/// because Rust paths follow packages.
pub(super) fn run(changes: &Changes, count: usize) -> Result<Outcome, Error> {
    let mut tally = Tally::default();
    let mut next = 0;
    while tally.drawn < count {
        let mut batch = Vec::new();
        while batch.len() < BATCH.min(count - tally.drawn) {
            let numbers: Vec<u64> = (next..next + 50).collect();
            next += 50;
            let drawn = parallel::map(&numbers, |number| changes.draw_compiled(*number));
            batch.extend(drawn.into_iter().flatten().filter(|it| source::is_small(sides(it))));
        }
        batch.truncate(count - tally.drawn);
        tally.drawn += batch.len();
        let all: Vec<Sides<'_>> = batch.iter().map(sides).collect();
        tally.add(&batch, &source::judge(&all, &Language::ALL)?)?;
        println!("{} of {count} changes compiled as programs", tally.drawn);
    }
    Ok(tally.print())
}

fn sides(drawn: &CompiledChange) -> Sides<'_> {
    Sides { number: drawn.change.number, old: &drawn.change.old, new: &drawn.change.new }
}

#[derive(Debug, Default)]
struct Tally {
    drawn: usize,
    judged: BTreeMap<Language, usize>,
    broken: BTreeMap<Language, usize>,
    not_judged: BTreeMap<(Language, String), usize>,
    known: BTreeMap<(Language, String), usize>,
    misses: usize,
}

impl Tally {
    fn add(&mut self, batch: &[CompiledChange], judgement: &Judgement) -> Result<(), Error> {
        for (language, numbers) in &judgement.judged {
            *self.judged.entry(*language).or_default() += numbers.len();
        }
        for ((language, _), why) in &judgement.not_judged {
            let why = why.lines().next().unwrap_or_default().to_owned();
            *self.not_judged.entry((*language, why)).or_default() += 1;
        }
        for ((language, number), errors) in &judgement.breaks {
            *self.broken.entry(*language).or_default() += 1;
            if let Some(drawn) = batch.iter().find(|it| it.change.number == *number) {
                self.write_files(drawn, *language, errors)?;
            }
        }
        Ok(())
    }

    fn write_files(&mut self, drawn: &CompiledChange, language: Language, errors: &str) -> Result<(), Error> {
        let change = &drawn.change;
        for category in categories(language) {
            let settings = ComparisonSettings::named([*category]).map_err(|error| Error::Usage(error.to_string()))?;
            if !check(&drawn.old, &drawn.new, &settings).is_empty() {
                continue;
            }
            if is_known(language, &change.operator) {
                *self.known.entry((language, change.operator.clone())).or_default() += 1;
                continue;
            }
            self.misses += 1;
            println!(
                "\nMISS #{} {} ({}), {category} is silent: {}",
                change.number,
                language.name(),
                change.edition,
                change.what
            );
            print!("{errors}");
            for (file, lines) in snippet::changes(&change.old, &change.new) {
                println!("  {file}\n{lines}");
            }
        }
        Ok(())
    }

    fn print(&self) -> Outcome {
        println!("\n{:12} {:>7} {:>7}", "programs", "judged", "broken");
        for language in Language::ALL {
            let of = |counts: &BTreeMap<Language, usize>| counts.get(&language).copied().unwrap_or(0);
            println!("{:12} {:>7} {:>7}", language.name(), of(&self.judged), of(&self.broken));
        }
        for ((language, why), count) in &self.not_judged {
            println!("{} changes not judged in {}: {why}", count, language.name());
        }
        for ((language, operator), count) in &self.known {
            println!("{count} known breaks without a finding in {}: {operator}", language.name());
        }
        println!("{} breaks without a finding", self.misses);
        if self.misses == 0 { Outcome::Passed } else { Outcome::Findings }
    }
}

/// Returns the categories that need a finding if a program in this language no longer compiles. Modules of Python and TypeScript
/// are files, and PACKAGE lets declarations move between files.
const fn categories(language: Language) -> &'static [&'static str] {
    match language {
        Language::Rust => &["FILE", "PACKAGE"],
        Language::Python | Language::TypeScript => &["FILE"],
    }
}

fn is_known(language: Language, operator: &str) -> bool {
    let rows = KNOWN.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.filter_map(|line| line.split_once(" | ")).any(|(key, _)| key == format!("{}: {operator}", language.name()))
}
