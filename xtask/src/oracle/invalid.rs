//! The fixtures of what the language forbids: are the recorded answers still protoc's, and does protoward agree?

#[path = "../../../tests/it/invalid/case.rs"]
#[expect(clippy::unwrap_used, reason = "it belongs to the tests, which read the same cases")]
mod case;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::Outcome;
use crate::corpus::{self, files_below};
use crate::oracle::answer::{LIMITS, Verdict, ask};
use crate::oracle::arguments::Subject;
use crate::oracle::compilers::Compiler;
use crate::oracle::share::Share;
use crate::parallel;
use crate::trouble::Trouble;
use crate::workspace;

use case::{Answer, Case};

/// A case agrees where the verdict is protoc's, and the first error and the first warning stand where protoc has them.
/// The list `known.txt` beside the cases is not looked at: what it names counts as a disagreement here.
#[derive(Args)]
pub(crate) struct Options {
    /// Write what protoc says today into the cases, compare nothing
    #[arg(long)]
    record: bool,
    /// Name every case that disagrees, not only the first ones
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    subject: Subject,
}

/// The list of what does not agree yet; no cases.
const KNOWN: &str = "known.txt";

/// Fewer than that cannot cover the language.
const LEAST: usize = 500;

/// A file of cases.
struct Family {
    path: PathBuf,
    comment: String,
    cases: Vec<Case>,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let families = families(&workspace::root().join("fixtures/invalid"))?;
    if options.record {
        return families.into_iter().try_fold(Outcome::Fine, |fine, it| it.record(&protoc).map(|()| fine));
    }
    let protoward = Compiler::protoward(options.subject.program()?);
    let cases: Vec<(String, &Case)> = families.iter().flat_map(Family::named).collect();
    let found = parallel::map(&cases, |(_, case)| Ok((answer(&protoc, case)?, answer(&protoward, case)?)));
    let found = found.into_iter().collect::<Result<Vec<_>, Trouble>>()?;
    let (mut current, mut agreeing, mut shown) = (0, 0, 0);
    for ((name, case), (theirs, ours)) in cases.iter().zip(&found) {
        let is_current = is_same(&case.answer, theirs);
        let agrees = ours.agrees(&case.answer);
        current += usize::from(is_current);
        agreeing += usize::from(agrees);
        if !is_current {
            println!("OUTDATED {name}: protoc now says {}", summary(theirs));
        }
        shown += usize::from(!agrees);
        if !agrees && (options.all || shown <= 10) {
            println!("DIFFERS {name}\n     protoc: {}\n  protoward: {}", summary(&case.answer), summary(ours));
        }
    }
    Ok(table(&cases, current, agreeing))
}

fn table(cases: &[(String, &Case)], current: usize, agreeing: usize) -> Outcome {
    let refused = cases.iter().filter(|(_, case)| case.answer.is_refused).count();
    println!("{} cases (wanted {LEAST}), of which protoc refuses {refused}", cases.len());
    let rows = [
        Share::new("recorded answers are protoc's", current, cases.len(), 1000),
        Share::new("protoward agrees", agreeing, cases.len(), 1000),
    ];
    rows.iter().for_each(|row| println!("  {row}"));
    let is_enough = cases.len() >= LEAST && refused * 2 > cases.len();
    if is_enough && rows.iter().all(Share::is_met) { Outcome::Fine } else { Outcome::Findings }
}

fn summary(answer: &Answer) -> String {
    format!("{} {}", answer.verdict(), answer.lines.first().map_or("", String::as_str))
}

/// protoc says some things in an order that differs from run to run.
fn is_same(recorded: &Answer, asked: &Answer) -> bool {
    let sorted = |answer: &Answer| {
        let mut lines = answer.lines.clone();
        lines.sort_unstable();
        lines
    };
    recorded.is_refused == asked.is_refused && sorted(recorded) == sorted(asked)
}

fn answer(compiler: &Compiler, case: &Case) -> Result<Answer, Trouble> {
    let folder = tempfile::tempdir().map_err(Trouble::at(Path::new("a temporary folder")))?;
    for file in &case.files {
        let path = folder.path().join(&file.name);
        let parent = path.parent().unwrap_or(folder.path());
        std::fs::create_dir_all(parent).map_err(Trouble::at(parent))?;
        std::fs::write(&path, file.text()).map_err(Trouble::at(&path))?;
    }
    let root = std::iter::once(Path::new("."));
    let said = ask(&compiler.over(root).arg("-oout").args(case.targets()).within(folder.path()), LIMITS)?;
    // Where protoc dies of a file, that is its verdict, and the fixtures have it as one. It is never a right one of ours.
    let is_alive = !matches!(said.verdict, Verdict::None(_));
    let lines = if is_alive || compiler.is_protoc() { said.lines } else { vec!["no answer".to_owned()] };
    Ok(Answer { is_refused: said.verdict != Verdict::Accepted, lines })
}

fn families(folder: &Path) -> Result<Vec<Family>, Trouble> {
    let files = files_below(folder, "txt")?;
    files.iter().filter(|it| *it != KNOWN).map(|file| Family::read(folder.join(file))).collect()
}

impl Family {
    fn read(path: PathBuf) -> Result<Family, Trouble> {
        let text = std::fs::read_to_string(&path).map_err(Trouble::at(&path))?;
        let comment = text.split("=== ").next().unwrap_or_default().to_owned();
        Ok(Family { cases: case::read(&text, &path), comment, path })
    }

    fn named(&self) -> impl Iterator<Item = (String, &Case)> {
        let family = self.path.file_stem().unwrap_or_default().to_string_lossy();
        self.cases.iter().map(move |case| (format!("{family}/{}", case.name), case))
    }

    fn record(mut self, protoc: &Compiler) -> Result<(), Trouble> {
        for case in &mut self.cases {
            case.answer = answer(protoc, case)?;
        }
        let cases: Vec<String> = self.cases.iter().map(Case::write).collect();
        std::fs::write(&self.path, self.comment + &cases.join("\n")).map_err(Trouble::at(&self.path))
    }
}
