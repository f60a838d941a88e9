//! Compares the answers of protoward and protoc to inputs that are not written by hand, within limits of time and memory.

mod cases;
mod graphs;
mod texts;

use std::path::Path;
use std::time::Duration;

use clap::Args;

use crate::disk;
use crate::oracle::answer::{Answer, Verdict};
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::compilers::Compiler;
use protoward_kit::error::Error;
use protoward_kit::watch::{Limits, Measurements, watched};
use protoward_kit::{Outcome, corpus};

use cases::{CASES, Case};

/// protoward must answer each input within the limits, with protoc's verdict or with a documented limit. If protoc itself crashes
/// or takes too long, any answer in time is correct.
#[derive(Args)]
pub struct Options {
    /// Run only cases whose name contains one of these
    names: Vec<String>,
    /// Divide every size by N: the same inputs, but smaller and faster
    #[arg(long, value_name = "N", default_value_t = 1)]
    scale: usize,
    /// Time limit of one answer of protoward, in seconds of CPU time
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    seconds: u64,
    /// Memory limit of one answer of protoward, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 2048)]
    memory: u64,
    /// Time limit of one answer of protoc, in seconds of CPU time
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The memory limit of protoc in KiB. It is generous, because its verdict is needed.
const MEMORY_OF_PROTOC: u64 = 8 << 20;

/// The result of one compiler for a case.
struct CompilerResult {
    answer: Answer,
    watched: Measurements,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let protoward = Compiler::protoward(options.subject.program()?);
    let limits = Limits { time: Duration::from_secs(options.seconds), memory: options.memory << 10 };
    let patience = Limits { time: Duration::from_secs(options.patience), memory: MEMORY_OF_PROTOC };
    println!("{:32} {:>20} {:>7}  {:>20} {:>7} {:>8}", "", "protoc", "", "protoward", "", "");
    let mut total = 0;
    let mut failed = 0;
    for case in CASES.iter().filter(|case| options.wants(case)) {
        let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        write(folder.path(), case, options.scale.max(1))?;
        let theirs = seen(&protoc, folder.path(), patience)?;
        let ours = seen(&protoward, folder.path(), limits)?;
        let result = result(case, &theirs.answer, &ours.answer);
        total += 1;
        failed += usize::from(result.is_err());
        print(case, &theirs, &ours, &result);
    }
    println!("{} of {total} as they should be", total - failed);
    Ok(if failed == 0 { Outcome::Passed } else { Outcome::Findings })
}

impl Options {
    fn wants(&self, case: &Case) -> bool {
        self.names.is_empty() || self.names.iter().any(|it| case.name.contains(it.as_str()))
    }
}

fn write(folder: &Path, case: &Case, scale: usize) -> Result<(), Error> {
    disk::write_all(folder, (case.files)(&|size| (size / scale).max(1)))
}

fn seen(compiler: &Compiler, folder: &Path, limits: Limits) -> Result<CompilerResult, Error> {
    let root = std::iter::once(Path::new("."));
    let flags = ["--include_imports", "--include_source_info", "-oset", "a.proto"];
    let watched = watched(&compiler.over(root).args(flags).current_dir(folder), limits)?;
    Ok(CompilerResult { answer: Answer::of(&watched), watched })
}

/// Returns an explanation of the agreement, or an error that describes the difference.
fn result(case: &Case, theirs: &Answer, ours: &Answer) -> Result<String, String> {
    match (theirs.verdict, ours.verdict) {
        (_, Verdict::NoAnswer(why)) => Err(format!("protoward {why}")),
        (Verdict::NoAnswer(why), _) => Ok(format!("protoc {why}")),
        (theirs, ours) if theirs == ours => Ok(String::new()),
        (_, Verdict::Rejected) if case.limit.is_some() => Ok(case.limit.unwrap_or_default().to_owned()),
        _ => Err(format!("protoc: {}; protoward: {}", outcome(theirs), outcome(ours))),
    }
}

fn outcome(answer: &Answer) -> String {
    if answer.is_accepted() { "accepted".to_owned() } else { answer.first_words().chars().take(120).collect() }
}

fn print(case: &Case, theirs: &CompilerResult, ours: &CompilerResult, result: &Result<String, String>) {
    let verdict = |seen: &CompilerResult| match seen.answer.verdict {
        Verdict::Accepted => "accepted",
        Verdict::Rejected => "rejected",
        Verdict::NoAnswer(why) => why,
    };
    let seconds = |seen: &CompilerResult| format!("{:.2} s", seen.watched.time.as_secs_f64());
    let note = match result {
        Ok(note) if note.is_empty() => place(theirs, ours),
        Ok(note) => note.clone(),
        Err(why) => format!("WRONG {why}"),
    };
    println!(
        "{:32} {:>20} {:>7}  {:>20} {:>7} {:>5} MB  {note}",
        case.name,
        verdict(theirs),
        seconds(theirs),
        verdict(ours),
        seconds(ours),
        ours.watched.memory >> 10,
    );
}

/// Describes the positions of the first errors if they differ. This is not a failure: the oracle `mutants` compares positions.
fn place(theirs: &CompilerResult, ours: &CompilerResult) -> String {
    let place = |seen: &CompilerResult| seen.answer.first_error().map(|it| (it.line, it.column));
    match (place(theirs), place(ours)) {
        (theirs, ours) if theirs == ours => String::new(),
        (theirs, ours) => format!("first error: protoc at {}, protoward at {}", spot(theirs), spot(ours)),
    }
}

fn spot(place: Option<(u32, u32)>) -> String {
    place.map_or_else(|| "no place".to_owned(), |(line, column)| format!("{line}:{column}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(verdict: Verdict) -> Answer {
        Answer { verdict, lines: Vec::new() }
    }

    #[test]
    fn excuses_only_refusals_because_of_a_limit() {
        let case = Case { name: "x", files: |_| Vec::new(), limit: Some("documented") };
        let accepted = answer(Verdict::Accepted);
        assert_eq!(result(&case, &accepted, &answer(Verdict::Rejected)), Ok("documented".to_owned()));
        assert!(result(&case, &answer(Verdict::Rejected), &accepted).is_err());
        assert!(result(&case, &accepted, &answer(Verdict::NoAnswer("crashed"))).is_err());
        assert!(result(&case, &answer(Verdict::NoAnswer("crashed")), &accepted).is_ok());
    }

    #[test]
    fn names_of_cases_are_unique_and_each_case_has_the_file_that_is_compiled() {
        let mut names: Vec<_> = CASES.iter().map(|it| it.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CASES.len());
        for case in CASES {
            assert!((case.files)(&|_| 3).iter().any(|(name, _)| name == "a.proto"), "{}", case.name);
        }
    }
}
