//! Changes of constraints, judged by protovalidate for Python.
//!
//! Each draw is a message with rules of every kind, and a version of it with some changes. protovalidate judges 200 drawn messages in
//! both versions. A message that the old version accepts and the new one rejects, without a finding about that field, is a missed
//! change; a finding whose message was not valid, or is not rejected, is a false alarm.

mod draw;
mod rules;
mod trial;

use std::path::Path;

use clap::Args;
use serde_json::Value;

use crate::clients;
use crate::oracle::draws::{self, DrawArgs};
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::workspace::{root, scratch};
use trial::{Trial, Verdict};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<600>,
}

/// The module of Python that draws messages.
pub(super) const MESSAGES: &str = include_str!("messages.py");
/// Number of draws that one process of Python judges.
const BATCH: usize = 100;
/// The most false alarms of a thousand findings that show a message.
const MOST_ALARMS: usize = 10;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let list = root().join("fixtures/codegen/validation/requirements.txt");
    let python = clients::python_with("oracle/validation-packages", &list)?;
    let folder = scratch("oracle/constraints")?;
    let judge = folder.join("judge.py");
    files::write(&judge, include_str!("judge.py"))?;
    files::write(&folder.join("messages.py"), MESSAGES)?;
    let numbers = options.draws.numbers();
    let chunks: Vec<&[u64]> = numbers.chunks(BATCH).collect();
    let batches = draws::map(&chunks, |chunk| batch(&folder, [&python, &judge], options, chunk))?;
    let judged: Vec<(Trial, Verdict)> = batches.into_iter().flatten().collect();
    let is_fine = summary(&judged, numbers.len());
    if is_fine && !options.draws.is_single() {
        files::clear(&folder)?;
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Draws a file with constraints.
pub(crate) fn drawn_file(seed: u64, number: u64) -> String {
    let [file, _] = draw::pair(seed, number);
    file
}

fn batch(
    folder: &Path,
    [python, judge]: [&Path; 2],
    options: &Options,
    numbers: &[u64],
) -> Result<Vec<(Trial, Verdict)>, Error> {
    let folder = folder.join(numbers.first().copied().unwrap_or(0).to_string());
    std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    let mut trials = Vec::new();
    for &number in numbers {
        trials.extend(trial::draw(&folder, options.draws.seed, number)?);
    }
    let lines: String = trials.iter().map(|trial| format!("{}\n", trial.line)).collect();
    let done = Run::new(python).arg(judge).stdin(lines.as_bytes()).finish()?;
    let answers = String::from_utf8_lossy(&done.stdout).into_owned();
    let answers = answers.lines().map(|line| serde_json::from_str(line).unwrap_or(Value::Null));
    let judged = trials.into_iter().zip(answers).map(|(trial, answer)| {
        let verdict = trial.judged(&answer);
        (trial, verdict)
    });
    let judged = judged.collect();
    if !options.draws.is_single() {
        files::clear(&folder)?;
    }
    Ok(judged)
}

/// Prints what was found. Returns `true` if nothing was missed and few findings are false alarms.
fn summary(judged: &[(Trial, Verdict)], count: usize) -> bool {
    let found = |is_shown: bool| {
        judged.iter().flat_map(|(trial, _)| &trial.found).filter(move |it| it.is_shown() == is_shown).count()
    };
    let accepted: u64 = judged.iter().map(|(_, verdict)| verdict.accepted).sum();
    let broken = judged.iter().filter(|(_, verdict)| verdict.accepted == 0).count();
    let mut missed = 0;
    let mut alarms = 0;
    for (trial, verdict) in judged {
        for text in &verdict.missed {
            println!("draw {}: missed: {text}", trial.number);
        }
        for text in &verdict.alarms {
            println!("draw {}: false alarm: {text}", trial.number);
        }
        if let Some(error) = &verdict.error {
            println!("draw {}: not judged: {error}", trial.number);
        }
        missed += verdict.missed.len();
        alarms += verdict.alarms.len();
    }
    println!(
        "constraints: {} of {count} draws compile; {accepted} messages were valid before; {broken} draws without any",
        judged.len()
    );
    println!(
        "constraints: {} findings show a message, {} say that nothing is known; {missed} missed, {alarms} false alarms",
        found(true),
        found(false)
    );
    missed == 0
        && alarms * 1000 <= found(true) * MOST_ALARMS
        && judged.iter().all(|(_, verdict)| verdict.error.is_none())
}
