//! Compares protoward with buf on small repositories that use buf, and checks that the recorded answers are still buf's.

use std::path::{Path, PathBuf};

use clap::Args;
use protoward_fixtures::CaseFile;

use crate::oracle::arguments::ProgramArgs;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, corpus, parallel, workspace};

#[path = "../../../tests/it/buf_configs/case.rs"]
mod case;

use case::{Answer, Case};

/// A case agrees if both programs exit alike and report the same rules at the same positions. A case with a known difference
/// carries the reason, and must differ.
#[derive(Args)]
pub struct Options {
    /// Record buf's current answers instead of comparing
    #[arg(long)]
    record: bool,
    /// Run only cases whose name contains this text
    #[arg(long, value_name = "TEXT", conflicts_with = "record")]
    only: Option<String>,
    #[command(flatten)]
    subject: ProgramArgs,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = corpus::buf()?;
    let files = case::read(&workspace::root().join("fixtures/buf-configs"));
    if options.record {
        return record(files, &buf);
    }
    let cases = files.iter().flat_map(|(_, _, cases)| cases);
    let cases: Vec<&Case> =
        cases.filter(|case| options.only.as_ref().is_none_or(|only| case.name.contains(only))).collect();
    let ours = options.subject.program()?;
    let compared = parallel::map(&cases, |case| Ok((answer(&buf, "", case)?, answer(&ours, case.as_buf(), case)?)));
    let compared = compared.into_iter().collect::<Result<Vec<(Answer, Answer)>, Error>>()?;
    let mut agreeing = 0;
    let mut known = 0;
    let mut wrong = 0;
    for (case, (buf, ours)) in cases.iter().zip(&compared) {
        let problem = match &case.ours {
            _ if *buf != case.buf => Some("the answer of buf differs from the recorded one"),
            Some(_) if buf == ours => Some("it agrees; take the reason away"),
            _ if ours != case.expected() => Some("the answer of protoward is different"),
            _ => None,
        };
        match (problem, &case.ours) {
            (Some(problem), _) => {
                wrong += 1;
                println!("WRONG {}: {problem}\n--- buf\n{}--- protoward\n{}", case.name, buf.text(), ours.text());
            }
            (None, Some(_)) => known += 1,
            (None, None) => agreeing += 1,
        }
    }
    println!("{} cases: {agreeing} agree, {known} differ as they are known to, {wrong} are wrong", cases.len());
    Ok(if wrong == 0 { Outcome::Passed } else { Outcome::Findings })
}

fn record(files: Vec<(PathBuf, CaseFile, Vec<Case>)>, buf: &Path) -> Result<Outcome, Error> {
    let count = files.iter().map(|(_, _, cases)| cases.len()).sum::<usize>();
    for (path, mut file, cases) in files {
        let answers = parallel::map(&cases, |case| answer(buf, "", case));
        let before = file.to_string();
        for (case, answer) in file.cases.iter_mut().zip(answers) {
            case.set(case::BUF, Some(answer?.text()));
        }
        file.write(&path, &before);
    }
    println!("{count} cases recorded");
    Ok(Outcome::Passed)
}

fn answer(program: &Path, flags: &str, case: &Case) -> Result<Answer, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    case.write(folder.path()).map_err(Error::at(folder.path()))?;
    let line = format!("exec \"$0\" {} {flags}", case.run);
    let run = Run::new("sh").args(["-c", &line]).arg(program).current_dir(&folder.path().join(case.folder()));
    let done = run.output()?;
    let code = done.code.ok_or_else(|| run.failed(&done))?;
    Ok(Answer::new(code, &String::from_utf8_lossy(&done.stdout)))
}
