//! Drawn constraints of `buf.validate`: their findings are compared with those of buf, by place.
//!
//! An expression with several mistakes has several findings of buf and one of protoward, so their number is not compared.

mod draw;
mod expressions;
mod kinds;
mod rules;

use std::collections::BTreeSet;
use std::path::Path;

use super::Pair;
use super::corpora::{lint, refused_by_either};
use crate::oracle::breaking::gates::{Answer, Gate};
use crate::oracle::draws;
use crate::oracle::tally::Tally;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::workspace;

/// Number of files in a folder.
const FILES: usize = 50;
/// Draws that a program refuses.
const REFUSED: &str = "draws refused";

/// Number of rounds that remove files that a program refuses.
const ROUNDS: usize = 12;
/// The folder with the declarations of constraints.
const VALIDATE: &str = "crates/language/common-protos/third_party/protovalidate";
/// Their import path.
const PATH: &str = "buf/validate/validate.proto";
const RULE: &str = "PROTOVALIDATE";

/// The places of findings: the path, and the start and end.
type Places = BTreeSet<(String, [u64; 4])>;

/// Compares the findings in drawn files.
pub(super) fn compare(pair: &Pair, numbers: &[u64], keep: bool) -> Result<bool, Error> {
    let chunks: Vec<&[u64]> = numbers.chunks(FILES).collect();
    let mut total = Tally::default();
    draws::map(&chunks, |chunk| folder(pair, chunk, keep))?.into_iter().for_each(|tally| total.append(tally));
    total.print("drawn constraints");
    Ok(total.findings.is_empty())
}

fn folder(pair: &Pair, numbers: &[u64], keep: bool) -> Result<Tally, Error> {
    let first = numbers.first().copied().unwrap_or_default();
    let folder = pair.folder.join(format!("constraints-{}-{first}", pair.seed));
    let mut tally = Tally::default();
    let mut numbers: BTreeSet<u64> = numbers.iter().copied().collect();
    for _ in 0..ROUNDS {
        write(&folder, pair.seed, &numbers)?;
        let refused = refused_by_either(&pair.buf, &pair.ours, &folder)?;
        let bad = refused.draws(number_of)?;
        tally.findings.extend(refused.differences());
        if bad.is_empty() {
            break;
        }
        tally.add(REFUSED, bad.len());
        numbers.retain(|number| !bad.contains(number));
    }
    compare_files(pair, &folder, &numbers, &mut tally)?;
    if keep {
        write(&folder, pair.seed, &numbers)?;
        println!("kept in {}", folder.display());
    } else {
        files::clear(&folder)?;
    }
    Ok(tally)
}

/// Compares some files. buf fails as a whole for an example that an expression cannot take, so the files are halved then.
fn compare_files(pair: &Pair, folder: &Path, numbers: &BTreeSet<u64>, tally: &mut Tally) -> Result<(), Error> {
    if numbers.is_empty() {
        return Ok(());
    }
    write(folder, pair.seed, numbers)?;
    let Some(theirs) = places(&pair.buf, folder)? else {
        if numbers.len() == 1 {
            tally.add(REFUSED, 1);
            return Ok(());
        }
        let half = numbers.iter().copied().nth(numbers.len() / 2).unwrap_or_default();
        let (before, after) = numbers.iter().partition(|&&number| number < half);
        compare_files(pair, folder, &before, tally)?;
        return compare_files(pair, folder, &after, tally);
    };
    let ours = places(&pair.ours, folder)?.unwrap_or_default();
    tally.add("files", numbers.len());
    tally.add("places of findings", theirs.len());
    let only = [("buf", theirs.difference(&ours)), ("protoward", ours.difference(&theirs))];
    for (who, found) in only {
        for (path, place) in found {
            tally.findings.push(format!("DIFFERS only {who}: {path} {place:?}"));
        }
    }
    Ok(())
}

/// Returns the places of findings; `None` if the program fails.
fn places(gate: &Gate, folder: &Path) -> Result<Option<Places>, Error> {
    Ok(match lint(gate, folder)? {
        Answer::Findings(found) => {
            let of_rule = found.into_keys().filter(|finding| finding.rule == RULE);
            Some(of_rule.filter_map(|finding| Some((finding.path?, finding.place))).collect())
        }
        Answer::Refused(_) => None,
    })
}

fn write(folder: &Path, seed: u64, numbers: &BTreeSet<u64>) -> Result<(), Error> {
    files::clear(folder)?;
    let config = format!("version: v2\nlint:\n  use: [{RULE}]\n  ignore: [buf]\n");
    files::write(&folder.join("buf.yaml"), &config)?;
    files::write(&folder.join(PATH), &declarations_of_rules()?)?;
    for &number in numbers {
        files::write(&folder.join(format!("c{number}.proto")), draw::file(seed, number))?;
    }
    Ok(())
}

/// Returns the text of [`PATH`].
fn declarations_of_rules() -> Result<String, Error> {
    let path = workspace::root().join(VALIDATE).join(PATH);
    std::fs::read_to_string(&path).map_err(Error::at(&path))
}

/// Draws a file with constraints.
pub(crate) fn constrained_file(seed: u64, number: u64) -> String {
    draw::file(seed, number)
}

/// Returns the number of a file: 12 for `c12.proto`.
fn number_of(path: &str) -> Option<u64> {
    path.strip_prefix('c')?.strip_suffix(".proto")?.parse().ok()
}
