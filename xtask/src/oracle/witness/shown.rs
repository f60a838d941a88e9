//! Witnesses: what their lists say is what is read, by us and by foreign readers.

use std::collections::{BTreeMap, BTreeSet};

use protoward::dynamic::{Codec, Message};
use protoward::wire;

use super::readers::{Case, Payload, Reader};
use super::trial::Trial;
use crate::trouble::Trouble;

/// A witness in one medium, as the side that wrote it and the other one read it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) rule: &'static str,
    pub(super) readings: Vec<Case>,
}

/// What the lists of a witness leave out, or say and is not so; `message` is what was read, `None` where it was refused.
pub(super) fn untold(codec: &Codec<'_>, message: Option<&Message>, lines: &[String]) -> Option<String> {
    let Some(message) = message else {
        let is_told = matches!(lines, [line] if line.starts_with("an error: "));
        return (!is_told).then(|| format!("it is refused, and that is not told: {lines:?}"));
    };
    let schema = codec.schema();
    let name = |id| match schema[id].is_extension() {
        true => format!("[{}]", schema.full_name(id.into())),
        false => schema.text(schema[id].name).to_owned(),
    };
    let values = lines.iter().filter(|line| !line.ends_with("as if it was not sent"));
    let values = values.filter_map(|line| line.split_once(" = "));
    let told: BTreeSet<&str> = values.map(|(name, _)| name).collect();
    let set: BTreeSet<String> = message.iter().map(|(_, id, _)| name(id)).collect();
    if !set.iter().map(String::as_str).eq(told.iter().copied()) {
        return Some(format!("{set:?} are set, and {told:?} are told"));
    }
    let unknown = unknown(message);
    let told = lines.iter().filter_map(|line| line.strip_prefix("field ")?.split_once(" is unknown"));
    let told: BTreeSet<u32> = told.filter_map(|(number, _)| number.parse().ok()).collect();
    (!unknown.iter().eq(&told)).then(|| format!("{unknown:?} are unknown, and {told:?} are told"))
}

/// The numbers of the fields that are unknown, at the top.
pub(super) fn unknown(message: &Message) -> Vec<u32> {
    let numbers: BTreeSet<u32> = wire::Reader::new(message.unknown()).map_while(Result::ok).map(|it| it.number).collect();
    numbers.into_iter().collect()
}

/// Has the witnesses read by every foreign reader. True where at least `wanted` were read by all of them as we read them, and
/// none was read otherwise.
pub(super) fn read_by_all(trials: &[Trial], wanted: usize) -> Result<bool, Trouble> {
    let shown: Vec<&Shown> = trials.iter().flat_map(|trial| &trial.shown).collect();
    let cases: Vec<Case> = shown.iter().flat_map(|shown| shown.readings.iter().cloned()).collect();
    // Which witness a case is of.
    let owners: Vec<usize> =
        shown.iter().enumerate().flat_map(|(index, shown)| vec![index; shown.readings.len()]).collect();
    let (mut excused, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    let mut reasons: BTreeMap<(&str, String), BTreeSet<usize>> = BTreeMap::new();
    for reader in Reader::ALL {
        let (_, differences) = reader.read(&cases)?;
        for difference in differences {
            let owner = owners[difference.case];
            match difference.known {
                Some(reason) => {
                    excused.insert(owner);
                    reasons.entry((reader.name(), reason)).or_default().insert(owner);
                }
                None => {
                    if wrong.insert(owner) && wrong.len() <= 20 {
                        println!("  {} reads a witness of {} otherwise: {}", reader.name(), shown[owner].rule, difference.text);
                    }
                }
            }
        }
    }
    let compared: Vec<usize> = (0..shown.len()).filter(|index| !excused.contains(index)).collect();
    let verified = compared.iter().filter(|index| !wrong.contains(index)).count();
    let json = compared.iter().filter(|&&index| is_json(shown[index])).count();
    println!(
        "witnesses read as we read them by {}, writer and reader: {verified} of {}, {json} of them JSON",
        Reader::ALL.map(Reader::name).join(" and "),
        compared.len(),
    );
    for ((reader, reason), owners) in reasons {
        println!("  not compared, as {reader} {reason}: {}", owners.len());
    }
    Ok(wrong.is_empty() && verified >= wanted)
}

fn is_json(shown: &Shown) -> bool {
    shown.readings.iter().any(|case| matches!(case.payload, Payload::Json(..)))
}
