//! Compares protoc and protoward on random sets of files.
//!
//! Input: a seed. Output: the rate of agreement. For each kind of disagreement, one set is written below `target`, minimized on
//! request.
//!
//! A set is drawn valid (`generate`), may be broken on purpose (`mutations`), and is then reformatted (`layout`).

mod generate;
mod judge;
mod layout;
mod mutations;
mod shrink;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::{self, DrawArgs};
use crate::proto_model::{FileSet, print};
use judge::Difference;
pub(super) use judge::{Judge, ProtocResult, write};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, corpus, parallel, workspace};

/// The contents of files, by name. Each file follows the files that it imports.
pub(super) type Texts = Vec<(String, Vec<u8>)>;

/// Draws sets of files that use the whole language, valid ones and invalid ones, and runs protoc and protoward on them.
///
/// They agree if both accept a set, write the same bytes in every mode (imports, source info, retained options), and warn at the
/// same positions. They also agree if both refuse a set with the first error at the same line and column.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<1000>,
    /// Run only this profile
    #[arg(long)]
    profile: Option<Profile>,
    /// Minimize the first set of each kind of disagreement, which takes a minute each
    #[arg(long)]
    shrink: bool,
    /// Print why protoc refuses sets, and write these sets too
    #[arg(long)]
    refused: bool,
    #[command(flatten)]
    subject: ProgramArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Profile {
    /// Sets that are nearly always valid
    Legal,
    /// Valid sets with one or two changes
    Broken,
    /// Sets whose names are few words in many spellings
    Clashing,
}

impl Profile {
    const ALL: &[Profile] = &[Profile::Legal, Profile::Broken, Profile::Clashing];

    const fn name(self) -> &'static str {
        match self {
            Profile::Legal => "legal",
            Profile::Broken => "broken",
            Profile::Clashing => "clashing",
        }
    }

    /// Broken sets run in one mode only, because most are refused.
    const fn mode(self) -> Option<usize> {
        match self {
            Profile::Legal | Profile::Clashing => None,
            Profile::Broken => Some(0),
        }
    }
}

/// A set, the changes to it, and the result.
#[derive(Debug)]
struct Trial {
    number: u64,
    texts: Texts,
    changes: Vec<&'static str>,
    result: ProtocResult,
    difference: Option<Difference>,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let judge = Judge { protoc: corpus::protoc()?, protoward: options.subject.program()? };
    let mut outcome = Outcome::Passed;
    for &profile in Profile::ALL {
        if options.profile.is_none_or(|it| it == profile) && run_profile(&judge, options, profile)? == Outcome::Findings
        {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

fn run_profile(judge: &Judge, options: &Options, profile: Profile) -> Result<Outcome, Error> {
    let numbers = options.draws.numbers_from(0);
    let tried = draws::map(&numbers, |&number| {
        let (texts, changes) = draw(options.draws.seed, number, profile);
        let answer = judge.compare(&texts, profile.mode());
        answer.map(|(result, difference)| Trial { number, texts, changes, result, difference })
    })?;
    report(profile, &tried);
    if options.refused {
        report_refused(profile, &tried)?;
    }
    keep(judge, options, profile, &tried)
}

/// Returns the files of a set that is nearly always valid.
pub(super) fn legal(seed: u64, number: u64) -> Texts {
    draw(seed, number, Profile::Legal).0
}

/// Returns the files of a set that prost-build can translate. Carriage returns become spaces, because Rust forbids them in
/// comments.
pub(super) fn legal_for_prost(seed: u64, number: u64) -> Texts {
    let set = generate::draw(Random::keyed(seed, &[number, 7]), None, generate::Language::OfProst);
    let mut texts = reformatted(&set, layout::WORDS, &mut Random::keyed(seed, &[number, 8]));
    let bytes = texts.iter_mut().flat_map(|(_, text)| text.iter_mut());
    bytes.filter(|byte| **byte == b'\r').for_each(|byte| *byte = b' ');
    texts
}

/// Returns the files of a set with names that clash in Rust, and with comments that rustdoc may misinterpret.
pub(super) fn clashing(seed: u64, number: u64) -> Texts {
    let words = generate::Words::drawn(&mut Random::keyed(seed, &[number, 5]));
    let set = generate::draw(Random::keyed(seed, &[number, 4]), Some(words), generate::Language::All);
    reformatted(&set, generate::COMMENTS, &mut Random::keyed(seed, &[number, 6]))
}

fn draw(seed: u64, number: u64, profile: Profile) -> (Texts, Vec<&'static str>) {
    if profile == Profile::Clashing {
        return (clashing(seed, number), Vec::new());
    }
    let mut set = generate::draw(Random::keyed(seed, &[number, 0]), None, generate::Language::All);
    let mut changes = Vec::new();
    if profile == Profile::Broken {
        let mut random = Random::keyed(seed, &[number, 2]);
        for _ in 0..1 + usize::from(random.chance(4)) {
            changes.extend(mutations::mutate(&mut set, &mut random));
        }
    }
    let mut formatting = Random::keyed(seed, &[number, 1]);
    (reformatted(&set, layout::WORDS, &mut formatting), changes)
}

fn reformatted(set: &FileSet, words: layout::CommentWords, formatting: &mut Random) -> Texts {
    set.files.iter().map(|file| (file.path.clone(), layout::reformat(&print(file), words, formatting))).collect()
}

fn report(profile: Profile, tried: &[Trial]) {
    let mut agreement = Agreement::default();
    let mut verdicts = Agreement::default();
    let mut accepted = 0;
    for it in tried {
        let name = it.number.to_string();
        agreement.count(&name, it.difference.is_none());
        verdicts.count(&name, !matches!(it.difference, Some(Difference::Verdict { .. })));
        accepted += usize::from(it.result == ProtocResult::Accepted);
    }
    println!("{} sets, of which protoc accepts {accepted}", profile.name());
    println!("  accept or reject  {verdicts}");
    println!("  and all the rest  {agreement}");
}

fn report_refused(profile: Profile, tried: &[Trial]) -> Result<(), Error> {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for it in tried {
        if let ProtocResult::Refused(reason) = &it.result {
            reasons.entry(judge::general(reason)).or_default().push(format!("{}: {reason}", it.number));
            save(profile, it.number, &it.texts)?;
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|it| std::cmp::Reverse(it.1.len()));
    for (_, all) in &reasons {
        println!("  refused {} × {}", all.len(), all[0]);
    }
    Ok(())
}

/// Writes one set for each kind of disagreement.
fn keep(judge: &Judge, options: &Options, profile: Profile, tried: &[Trial]) -> Result<Outcome, Error> {
    let mut classes: BTreeMap<String, Vec<&Trial>> = BTreeMap::new();
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
        let folder = save(profile, number, &texts)?;
        println!("\n## {} × {class}\n   set {number} of seed {}: {}", all.len(), options.draws.seed, folder.display());
        if options.shrink {
            for (name, text) in &texts {
                println!("--- {name}\n{}", String::from_utf8_lossy(text));
            }
        }
        println!("   {:?} {:?}", all[0].changes, all[0].difference);
    }
    Ok(if classes.is_empty() { Outcome::Passed } else { Outcome::Findings })
}

/// Writes a set below `target`, into a folder named by profile and number.
fn save(profile: Profile, number: u64, texts: &Texts) -> Result<PathBuf, Error> {
    let folder = workspace::scratch("oracle-random")?.join(format!("{}-{number}", profile.name()));
    write(texts, &folder)?;
    Ok(folder)
}
