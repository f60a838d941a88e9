//! Compares protoward with buf on small repositories that use buf, and checks that the recorded answers are still buf's.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::Error;
use crate::oracle::arguments::Subject;
use crate::process::Run;
use crate::{Outcome, corpus, parallel, workspace};

#[path = "../../../../tests/it/buf_configs/case.rs"]
mod case;

use case::{Answer, Case, Trees};

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
    subject: Subject,
}

/// A file of cases of one kind.
struct Book {
    path: PathBuf,
    intro: String,
    cases: Vec<Case>,
}

/// Makes protoward follow buf in repositories without a buf configuration, where it would otherwise report renames.
const AS_BUF: &str = "--compat buf";

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = corpus::buf()?;
    let mut books = books()?;
    if options.record {
        return record(&books, &buf);
    }
    for book in &mut books {
        book.cases.retain(|case| options.only.as_ref().is_none_or(|only| case.name.contains(only)));
    }
    let cases: Vec<&Case> = books.iter().flat_map(|book| &book.cases).collect();
    let ours = options.subject.program()?;
    let compared = parallel::map(&cases, |case| Ok((answer(&buf, "", case)?, answer(&ours, AS_BUF, case)?)));
    let compared = compared.into_iter().collect::<Result<Vec<(Answer, Answer)>, Error>>()?;
    let (mut agreeing, mut known, mut wrong) = (0, 0, 0);
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

fn record(books: &[Book], buf: &Path) -> Result<Outcome, Error> {
    for book in books {
        let answers = parallel::map(&book.cases, |case| answer(buf, "", case));
        let answers = answers.into_iter().collect::<Result<Vec<_>, Error>>()?;
        let cases: Vec<String> = book.cases.iter().zip(&answers).map(|(case, answer)| case.text(answer)).collect();
        std::fs::write(&book.path, format!("{}{}", book.intro, cases.join("\n"))).map_err(Error::at(&book.path))?;
    }
    println!("{} cases recorded", books.iter().map(|book| book.cases.len()).sum::<usize>());
    Ok(Outcome::Passed)
}

fn books() -> Result<Vec<Book>, Error> {
    let folder = workspace::root().join("fixtures/buf-configs");
    let read = |path: &Path| std::fs::read_to_string(path).map_err(Error::at(path));
    let trees = Trees::read(&read(&folder.join("trees.txt"))?);
    let mut books = Vec::new();
    for name in corpus::files_below(&folder, "txt")?.into_iter().filter(|name| name != "trees.txt") {
        let path = folder.join(name);
        let (intro, cases) = case::read(&read(&path)?, &trees);
        books.push(Book { path, intro, cases });
    }
    Ok(books)
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
