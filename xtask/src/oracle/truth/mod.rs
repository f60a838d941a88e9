//! The gate beside what happens to real programs: seeded changes of every kind, judged by foreign code.

pub(crate) mod changes;
mod contexts;

use clap::Args;
use protoward::compile::{Inputs, compile};
use protoward::schema::Schema;
use protoward::source::{MemoryTree, Sources};

use self::changes::{Changes, Selection};
use crate::Outcome;
use crate::corpus;
use crate::mutate::edition::Edition;
use crate::mutate::{Files, Library};
use crate::parallel;
use crate::trouble::Trouble;

#[derive(Args)]
pub(crate) struct Options {
    /// How many changes to judge
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    count: u64,
    /// Which changes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this change, and everything about it
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    /// Only changes of this kind
    #[arg(long, value_name = "NAME")]
    operator: Option<String>,
    /// Only changes in this syntax or edition
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
}

/// The corpora that contexts are drawn from.
const CORPORA: [&str; 3] = ["google-proto-files", "protobuf-src", "googleapis-common-protos"];

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let edition = options
        .edition
        .as_deref()
        .map(|name| Edition::of_name(name).ok_or_else(|| Trouble::Usage(format!("no edition is called `{name}`"))));
    let selection = Selection { operator: options.operator.clone(), edition: edition.transpose()? };
    let changes = Changes::new(libraries()?, options.seed, &selection);
    println!("{} combinations", changes.combinations().count());
    let numbers: Vec<u64> = (0..options.count).collect();
    let drawn = parallel::map(&numbers, |number| changes.draw(*number).is_some());
    let missing: Vec<u64> = numbers.into_iter().zip(drawn).filter(|it| !it.1).map(|it| it.0).collect();
    let all: Vec<_> = changes.combinations().collect();
    for number in &missing {
        println!("nothing drawn: {:?}", all[usize::try_from(*number).unwrap_or(0) % all.len()]);
    }
    Ok(Outcome::Fine)
}

/// The real schemas that are changed.
pub(crate) fn libraries() -> Result<Vec<Library>, Trouble> {
    let mut libraries = Vec::new();
    for name in CORPORA {
        let trees = corpus::find(name)?.trees()?;
        libraries.extend(trees.iter().filter(|it| !it.files.is_empty()).map(Library::on_disk));
    }
    Ok(libraries)
}

/// The schema of these files; `None` where they do not compile.
pub(crate) fn compiled(files: &Files) -> Option<Schema> {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    let inputs = Inputs::tree(tree, files.keys().map(String::as_str));
    let compilation = compile(&inputs, &protoward::compile::Options::default(), &mut Sources::default());
    (!compilation.report.has_errors()).then_some(compilation.schema)
}
