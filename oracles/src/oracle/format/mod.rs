//! Compares formatted texts with those of `buf format`, on real files and on real files with comments, blank lines and line
//! breaks inserted at random tokens, and on small files with every production of the grammar and an insertion at each place.
//!
//! For each file that both accept: is the text that of buf? Is it formatted, are its descriptors those of the original, and are
//! its comments where they were? A difference does not count where buf itself drops a comment, moves one to another
//! declaration, changes a token, or formats its own text again: these files are listed with the reason.

mod essence;
mod judge;

use std::borrow::Cow;
use std::path::Path;

use clap::Args;

use crate::insert;
use crate::oracle::share::Share;
use judge::{Judgment, Verdict};
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, parallel, workspace};
use protoward_source::LineEnds;

#[derive(Args)]
pub struct Options {
    /// Number of files with insertions
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    count: usize,
    /// Seed of the insertions
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Maximum number of insertions per file
    #[arg(long, value_name = "N", default_value_t = 12)]
    insertions: usize,
    /// Use only this corpus
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Use only one in N files of the corpora as they are
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: usize,
    /// Number of insertions at places of the grammar; all without this option
    #[arg(long, value_name = "N")]
    places: Option<usize>,
}

/// Files with insertions are made of files up to this size, so that buf takes them in large folders.
const MOST_BYTES: usize = 12_000;

/// The number of files in one run of buf.
const BATCH: usize = 2_000;

/// Files that together have every production of the grammar. They get each insertion at each place.
const GRAMMAR: [(&str, &str); 5] = [
    ("proto2.proto", include_str!("grammar/proto2.proto")),
    ("proto3.proto", include_str!("grammar/proto3.proto")),
    ("edition.proto", include_str!("grammar/edition.proto")),
    ("lists.proto", include_str!("grammar/lists.proto")),
    ("compact.proto", include_str!("grammar/compact.proto")),
];

/// A text to format.
struct Subject<'c> {
    /// The folder of the file and of its imports; `None` for those of [`GRAMMAR`].
    tree: Option<&'c Tree>,
    file: &'c str,
    text: String,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = corpus::buf()?;
    let mut trees = Vec::new();
    for package in corpus::chosen(options.corpus.as_deref())? {
        trees.extend(package.trees()?);
    }
    let files: Vec<(&Tree, &str)> =
        trees.iter().flat_map(|tree| tree.files.iter().map(move |file| (tree, file.as_str()))).collect();
    let scratch = workspace::scratch("oracle/format")?;
    let real: Vec<(&Tree, &str)> = files.iter().copied().step_by(options.one_in.max(1)).collect();
    let real = parallel::map(&real, |&(tree, file)| subject(tree, file)).into_iter().flatten().collect();
    let is_equal = round("files of the corpora", real, 1000, &buf, &scratch)?;
    let inserted = (0..options.count).filter_map(|number| inserted(&files, options, number)).collect();
    let is_equal_too = round("files with insertions", inserted, 999, &buf, &scratch)?;
    let places = round("insertions at places of the grammar", grammar(options), 999, &buf, &scratch)?;
    Ok(if is_equal && is_equal_too && places { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the files of the grammar with insertions.
fn grammar(options: &Options) -> Vec<Subject<'static>> {
    let mut subjects = Vec::new();
    for (file, text) in GRAMMAR {
        let of = |text: String| Subject { tree: None, file, text };
        subjects.extend([of(text.to_owned()), of(text.replace('\n', "\r\n")), of(format!("\u{feff}{text}"))]);
        subjects.extend(insert::everywhere(text).map(of));
    }
    let count = options.places.unwrap_or(subjects.len());
    let mut random = Random::keyed(options.seed, &[u64::MAX]);
    let mut chosen: Vec<Subject<'static>> = Vec::with_capacity(count);
    let mut rest = subjects.len();
    for subject in subjects {
        // Each of the rest is chosen with the same probability.
        if random.below(rest) < count - chosen.len() {
            chosen.push(subject);
        }
        rest -= 1;
    }
    chosen
}

fn subject<'c>(tree: &'c Tree, file: &'c str) -> Option<Subject<'c>> {
    let text = std::fs::read_to_string(tree.dir.join(file)).ok()?;
    Some(Subject { tree: Some(tree), file, text })
}

/// Draws a file and inserts comments and white space.
fn inserted<'c>(files: &[(&'c Tree, &'c str)], options: &Options, number: usize) -> Option<Subject<'c>> {
    let mut random = Random::keyed(options.seed, &[number as u64]);
    loop {
        let &(tree, file) = random.pick(files)?;
        let subject = subject(tree, file)?;
        if subject.text.len() <= MOST_BYTES {
            let count = 1 + random.below(options.insertions.max(1));
            let text = insert::disguised(insert::inserted(&subject.text, count, &mut random), &mut random);
            return Some(Subject { text, ..subject });
        }
    }
}

/// Formats and judges texts. Returns whether enough of them are equal, and everything else holds for all.
fn round(
    what: &'static str,
    subjects: Vec<Subject<'_>>,
    target: usize,
    buf: &Path,
    scratch: &Path,
) -> Result<bool, Error> {
    let mut judgments = Vec::with_capacity(subjects.len());
    for batch in subjects.chunks(BATCH) {
        // A text has the layout that it has with `\n`, and its own line ends; buf writes both.
        let with_lf: Vec<Cow<'_, str>> = batch.iter().map(|it| LineEnds::Lf.apply(&it.text)).collect();
        let texts: Vec<Option<&str>> = with_lf.iter().map(|it| Some(&**it)).collect();
        let once = by_buf(buf, scratch, &texts)?;
        let twice = by_buf(buf, scratch, &once.iter().map(Option::as_deref).collect::<Vec<_>>())?;
        let work: Vec<_> = batch.iter().zip(once.iter().zip(&twice)).collect();
        judgments.extend(parallel::map(&work, |(subject, (once, twice))| {
            judge::judge(subject, once.as_deref(), twice.as_deref())
        }));
    }
    for (number, (subject, judgment)) in subjects.iter().zip(&judgments).enumerate() {
        report(number, subject, judgment, scratch)?;
    }
    Ok(summary(what, &judgments, target))
}

/// Formats texts with buf. `None` for a text that buf refuses.
fn by_buf(buf: &Path, scratch: &Path, texts: &[Option<&str>]) -> Result<Vec<Option<String>>, Error> {
    if texts.iter().all(Option::is_none) {
        return Ok(vec![None; texts.len()]);
    }
    let done = in_one_folder(buf, scratch, texts)?;
    if texts.len() == 1 || done.iter().any(Option::is_some) {
        return Ok(done);
    }
    // One text that buf refuses keeps it from writing the others.
    let (former, latter) = texts.split_at(texts.len() / 2);
    let mut done = by_buf(buf, scratch, former)?;
    done.append(&mut by_buf(buf, scratch, latter)?);
    Ok(done)
}

fn in_one_folder(buf: &Path, scratch: &Path, texts: &[Option<&str>]) -> Result<Vec<Option<String>>, Error> {
    let folder = tempfile::Builder::new().prefix("run").tempdir_in(scratch).map_err(Error::at(scratch))?;
    let from = folder.path().join("from");
    let to = folder.path().join("to");
    std::fs::create_dir(&from).map_err(Error::at(&from))?;
    let name = |index: usize| format!("f{index:05}.proto");
    for (index, text) in texts.iter().enumerate() {
        let path = from.join(name(index));
        std::fs::write(&path, text.unwrap_or_default()).map_err(Error::at(&path))?;
    }
    let cache = folder.path().join("cache");
    Run::new(buf)
        .args(["format", "from", "-o", "to"])
        .env("BUF_CACHE_DIR", &cache)
        .current_dir(folder.path())
        .output()?;
    let read = |index: usize| std::fs::read_to_string(to.join(name(index))).ok();
    Ok(texts.iter().enumerate().map(|(index, text)| text.and_then(|_| read(index))).collect())
}

/// Prints what does not hold of a text, and keeps the text.
fn report(number: usize, subject: &Subject<'_>, judgment: &Judgment, scratch: &Path) -> Result<(), Error> {
    let tree = subject.tree.map_or("grammar".into(), Tree::title);
    let place = format!("{tree} {}", subject.file);
    let problem = match &judgment.verdict {
        Verdict::Different => Some("differs from buf"),
        _ => judgment.problem,
    };
    match (problem, &judgment.verdict) {
        (Some(problem), _) => {
            let kept = scratch.join(format!("{number}-{}", subject.file.replace('/', "_")));
            std::fs::write(&kept, &subject.text).map_err(Error::at(&kept))?;
            println!("PROBLEM {place}: {problem} ({})", kept.display());
        }
        (None, Verdict::Excused(reason)) => println!("listed {place}: buf {reason}"),
        (None, _) => {}
    }
    Ok(())
}

fn summary(what: &'static str, judgments: &[Judgment], target: usize) -> bool {
    let count = |wanted: fn(&Judgment) -> bool| judgments.iter().filter(|it| wanted(it)).count();
    let same = count(|it| matches!(it.verdict, Verdict::Same));
    let compared = same + count(|it| matches!(it.verdict, Verdict::Different));
    let formatted = count(|it| !matches!(it.verdict, Verdict::Refused));
    let sound = formatted - count(|it| !matches!(it.verdict, Verdict::Refused) && it.problem.is_some());
    let linked = count(|it| it.has_descriptors);
    let shares = [
        Share::new("the text of buf", same, compared, target),
        Share::new("stable, same tokens and comments", sound, formatted, 1000),
    ];
    println!("{what}: {} texts", judgments.len());
    shares.iter().for_each(|share| println!("  {share}"));
    println!("  descriptors compared: {linked}; refused by one of the two: {}", judgments.len() - formatted);
    for reason in judge::REASONS {
        let listed = judgments.iter().filter(|it| matches!(it.verdict, Verdict::Excused(it) if it == reason)).count();
        println!("  listed, buf {reason}: {listed}");
    }
    let refused = judgments.iter().filter(|it| matches!(it.verdict, Verdict::Refused) && it.problem.is_some()).count();
    shares.iter().all(Share::is_met) && refused == 0
}
