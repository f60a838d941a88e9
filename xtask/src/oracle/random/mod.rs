//! Sets of files that nobody wrote, given to protoc and to protoward.
//!
//! In: a seed. Out: how often the two agree, and every set on which they do not, made small, below `target`. A set is
//! drawn legal (`generate`), broken on purpose (`mutations`) or left so, and then dressed (`layout`): the same tokens
//! with other gaps and comments.

mod generate;
mod judge;
mod layout;
mod model;
mod print;
mod shrink;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::Outcome;
use crate::corpus;
use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::Subject;
use crate::parallel;
use crate::random::Random;
use crate::trouble::Trouble;
use crate::workspace;
use judge::{Difference, Judge, Said};
use shrink::Texts;

#[derive(Args)]
pub(crate) struct Options {
    /// So many sets
    #[arg(long, default_value_t = 1000)]
    count: u64,
    /// Which draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the set of this number
    #[arg(long, value_name = "NUMBER")]
    only: Option<u64>,
    /// Make the first set of each kind of disagreement small
    #[arg(long)]
    shrink: bool,
    /// Write every set that protoc refuses as well
    #[arg(long)]
    refused: bool,
    #[command(flatten)]
    subject: Subject,
}

/// A set and what became of it.
#[derive(Debug)]
struct Tried {
    number: u64,
    texts: Texts,
    said: Said,
    difference: Option<Difference>,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let judge = Judge { protoc: corpus::protoc()?, protoward: options.subject.program()? };
    let numbers: Vec<u64> = match options.only {
        Some(number) => vec![number],
        None => (0..options.count).collect(),
    };
    let tried = parallel::map(&numbers, |&number| {
        let texts = draw(options.seed, number);
        judge.compare(&texts, None).map(|(said, difference)| Tried { number, texts, said, difference })
    });
    let tried = tried.into_iter().collect::<Result<Vec<_>, _>>()?;
    report(&tried);
    if options.refused {
        for it in tried.iter().filter(|it| matches!(it.said, Said::Refused(_))) {
            save(it.number, &it.texts)?;
        }
    }
    keep(&judge, options, &tried)
}

fn draw(seed: u64, number: u64) -> Texts {
    let set = generate::draw(Random::keyed(seed, &[number, 0]));
    let mut looks = Random::keyed(seed, &[number, 1]);
    set.files.iter().map(|file| (file.path.clone(), layout::dress(&print::print(file), &mut looks))).collect()
}

fn report(tried: &[Tried]) {
    let mut agreement = Agreement::default();
    let mut accepted = 0;
    for it in tried {
        agreement.count(&it.number.to_string(), it.difference.is_none());
        accepted += usize::from(it.said == Said::Accepted);
    }
    println!("sets: {agreement}; protoc accepts {accepted}");
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for it in tried {
        if let Said::Refused(reason) = &it.said {
            reasons.entry(judge::general(reason)).or_default().push(format!("{}: {reason}", it.number));
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|it| std::cmp::Reverse(it.1.len()));
    for (_, all) in reasons.iter().take(40) {
        println!("  refused {} × {}", all.len(), all[0]);
    }
}

/// Writes the first set of each kind of disagreement.
fn keep(judge: &Judge, options: &Options, tried: &[Tried]) -> Result<Outcome, Trouble> {
    let mut classes: BTreeMap<String, Vec<&Tried>> = BTreeMap::new();
    for it in tried {
        if let Some(difference) = &it.difference {
            classes.entry(difference.class()).or_default().push(it);
        }
    }
    let mut classes: Vec<_> = classes.into_iter().collect();
    classes.sort_by_key(|it| std::cmp::Reverse(it.1.len()));
    let shrunk = parallel::map(&classes, |(class, all)| {
        let smallest = all.iter().min_by_key(|it| it.texts.iter().map(|it| it.1.len()).sum::<usize>())?;
        let mode = smallest.difference.as_ref()?.mode();
        let texts = if options.shrink {
            shrink::shrink(judge, smallest.texts.clone(), class, mode)
        } else {
            Ok(smallest.texts.clone())
        };
        Some((smallest.number, texts))
    });
    for ((class, all), small) in classes.iter().zip(shrunk) {
        let Some((number, texts)) = small else { continue };
        let texts = texts?;
        let folder = save(number, &texts)?;
        println!("\n## {} × {class}\n   set {number} of seed {}: {}", all.len(), options.seed, folder.display());
        if options.shrink {
            for (name, text) in &texts {
                println!("--- {name}\n{}", String::from_utf8_lossy(text));
            }
        }
        println!("   {:?}", all[0].difference);
    }
    Ok(if classes.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

/// Below `target`, by its number.
fn save(number: u64, texts: &Texts) -> Result<PathBuf, Trouble> {
    let folder = workspace::scratch("oracle-random")?.join(number.to_string());
    for (name, text) in texts {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(&folder)).map_err(Trouble::at(&folder))?;
        std::fs::write(&path, text).map_err(Trouble::at(&path))?;
    }
    Ok(folder)
}
