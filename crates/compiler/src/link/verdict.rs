//! What is said in the end, of all that passes have found, and which files are good.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::Checked;
use super::unit::Unit;
use super::{How, imports, missing};
use protoward_source::{Diagnostic, Report, Severity, SourceId, Sources};

/// Says what is wrong, file by file; whether nothing is wrong in each of the files, nor in what it imports.
pub(super) fn verdict(
    units: &[Unit<'_>],
    how: &How<'_>,
    checked: Checked,
    sources: &Sources,
    report: &mut Report,
) -> Vec<bool> {
    let ranks: BTreeMap<SourceId, usize> = units.iter().enumerate().map(|(rank, unit)| (unit.source, rank)).collect();
    let rank = |diagnostic: &Diagnostic| ranks.get(&diagnostic.place()?.source).copied();
    let missing = missing::missing(units);
    let errors = |report: &Report| {
        let mut ranks = Vec::new();
        for diagnostic in report.iter().filter(is_error) {
            ranks.extend(rank(diagnostic));
        }
        ranks
    };
    let mut early = errors(report);
    let wrong_before: BTreeSet<usize> = early.iter().copied().collect();
    let is_sure = |diagnostic: &Diagnostic| {
        // Behind an error of its imports, warnings of a file would only distract.
        let distracts = |rank: &usize| !is_error(&diagnostic) && wrong_before.contains(rank);
        rank(diagnostic).is_none_or(|rank| !missing[rank].explains(diagnostic) && !distracts(&rank))
    };
    let sure = |said: Report| {
        let mut sure = Report::default();
        for diagnostic in said {
            if is_sure(&diagnostic) {
                sure.push(diagnostic);
            }
        }
        sure
    };
    let (of_files, late) = (sure(checked.of_files), sure(checked.late));
    early.append(&mut errors(&of_files));
    let mut broken = early.clone();
    broken.append(&mut errors(&late));
    let is_good = good(units, how.files, &broken);
    let mut blamed = Report::default();
    if how.blame_imports {
        // What is looked at late is looked at when all importers are built.
        let is_built = good(units, how.files, &early);
        blamed = imports::with_errors(&units[..how.files], &is_built, sources, report);
    }
    let mut earlier = std::mem::take(report);
    earlier.append(blamed);
    *report = how.turns.merge(units, sources, earlier, of_files);
    report.append(how.turns.merge(units, sources, Report::default(), late));
    is_good
}

fn is_error(diagnostic: &&Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

fn good(units: &[Unit<'_>], files: usize, broken: &[usize]) -> Vec<bool> {
    let mut good = vec![true; units.len()];
    for &index in broken {
        good[index] = false;
    }
    for (index, unit) in units[..files].iter().enumerate() {
        let imports_good = unit.imports.iter().all(|import| import.is_some_and(|file| good[file.index()]));
        good[index] = good[index] && unit.is_whole && imports_good;
    }
    good
}
