//! Temporary driver of the source judge.

mod source;

use clap::Args;

use crate::Outcome;
use crate::corpus;
use crate::mutate::{self, Library};
use crate::trouble::Trouble;

#[derive(Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 30)]
    count: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let mut libraries = Vec::new();
    for name in ["google-proto-files", "protobuf-src", "grpc-js-xds", "googleapis-common-protos"] {
        let trees = corpus::find(name)?.trees()?;
        libraries.extend(trees.iter().filter(|it| !it.files.is_empty()).map(Library::on_disk));
    }
    let mut drawn = Vec::new();
    for number in 0..options.count {
        let change = (0..40).find_map(|attempt| {
            let it = mutate::draw(&libraries, options.seed, number, attempt, Some(1))?;
            source::is_small(source::Sides { number, old: &it.old, new: &it.new }).then_some(it)
        });
        drawn.extend(change.map(|change| (number, change)));
    }
    let sides: Vec<source::Sides<'_>> =
        drawn.iter().map(|(number, it)| source::Sides { number: *number, old: &it.old, new: &it.new }).collect();
    let judgement = source::judge(&sides, &source::Language::ALL)?;
    for (language, numbers) in &judgement.judged {
        println!("{}: {} judged", language.name(), numbers.len());
    }
    for (what, all) in [("BREAKS", &judgement.breaks), ("not judged", &judgement.not_judged)] {
        for ((language, number), why) in all {
            let done = drawn.iter().find(|(it, _)| it == number).map_or("", |(_, it)| it.what.as_str());
            println!("{what} {} #{number}: {done}\n{why}", language.name());
        }
    }
    Ok(Outcome::Fine)
}
