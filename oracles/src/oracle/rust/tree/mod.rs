//! Compiles whole corpora as one tree of modules, documents them, and checks that there are no doc tests.
//!
//! Input: corpora, and files full of names that clash. Output: for each, whether `cargo check`, `cargo doc` without warnings and
//! `cargo test --doc` pass on the code of all its files.
//!
//! Code that is too large for one run of rustc is compiled in parts. The files are those of the one tree, and each part has some
//! of its packages with all their dependencies.

mod corpora;
mod crates;
mod parts;

use clap::Args;
use protoward_schema::Schema;

use corpora::Corpus;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, parallel};

#[derive(Args)]
pub(crate) struct Trees {
    /// Trees: use only this corpus (`google-proto-files`, `protobuf-src`, `names`)
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Trees and custom options: use only files in these folders and their imports
    #[arg(long, value_name = "FOLDER")]
    pub(super) below: Vec<String>,
    /// Trees: maximum size of the generated code in one crate, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 6)]
    part: usize,
    /// Trees: use only one in N parts
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_part_in: usize,
    /// Trees: turn this option on as well, such as `json`; a list applies to everything
    #[arg(long, value_name = "OPTION")]
    with: Vec<String>,
}

/// Compiles the files of google-proto-files in these folders, and their imports.
pub(super) fn google_files(below: &[String]) -> Result<Schema, Error> {
    let corpora = corpora::all(Some("google-proto-files"), below)?;
    let schema = corpora.into_iter().next().map(|corpus| corpus.schema);
    schema.ok_or_else(|| Error::Usage("there are no google-proto-files".to_owned()))
}

pub(super) fn run(options: &Trees) -> Result<Outcome, Error> {
    let mut outcome = Outcome::Passed;
    for corpus in corpora::all(options.corpus.as_deref(), &options.below)? {
        if !tried(&corpus, options)? {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

fn tried(corpus: &Corpus, options: &Trees) -> Result<bool, Error> {
    const MEGABYTE: usize = 1 << 20;
    let tree = crates::generated(corpus, &options.with)?;
    let parts = parts::parts(corpus, &tree, options.part * MEGABYTE);
    println!(
        "{}: {} files, {} left out; {} modules, {:.1} MB of Rust, {} parts",
        corpus.name,
        corpus.files,
        corpus.left_out.len(),
        tree.modules.len(),
        tree.bytes() as f64 / MEGABYTE as f64,
        parts.len()
    );
    for (file, why) in &corpus.left_out {
        println!("  left out: {file}: {why}");
    }
    let numbers: Vec<usize> = (0..parts.len()).step_by(options.one_part_in.max(1)).collect();
    let lanes = std::thread::available_parallelism().map_or(1, usize::from);
    let lanes: Vec<usize> = (0..lanes.min(numbers.len())).collect();
    let fine = parallel::map(&lanes, |&lane| {
        let mut fine = 0;
        for &number in numbers.iter().skip(lane).step_by(lanes.len()) {
            let failures = crates::failures(corpus, &tree, (number, lane), &parts[number])?;
            fine += usize::from(failures.is_empty());
            let words = if failures.is_empty() { "is fine" } else { "is not fine" };
            println!("  part {number} {words}");
            for (command, output) in failures {
                println!("  part {number}: `{command}` fails\n{output}");
            }
        }
        Ok(fine)
    });
    let fine: usize = fine.into_iter().sum::<Result<usize, Error>>()?;
    println!("  {fine} of {} parts: `cargo check`, `cargo doc` without warnings, no tests in it", numbers.len());
    Ok(fine == numbers.len())
}
