//! One finding for each move, instead of those that it brought about.

use std::collections::BTreeMap;

use super::alone::is_alone;
use super::source::{Source, Sources};
use super::words;
use crate::comparison::Comparison;
use crate::finding::{Draft, Finding};
use crate::{Rule, Settings};

/// Puts together what one move brought about, where the settings have the rule about the move.
///
/// A move is reported where one of the findings that it stands for would have been: so it counts in exactly the
/// categories in which deleting here and adding there would have counted.
pub(crate) fn fold(cx: &Comparison<'_>, settings: &Settings, drafts: Vec<Draft>) -> Vec<Draft> {
    if !cx.moves.is_on {
        return drafts;
    }
    let mut sources = Sources::new(cx);
    let mut kept = Vec::new();
    let mut moved: BTreeMap<Source, (&'static Rule, Vec<Finding>)> = BTreeMap::new();
    for draft in drafts {
        let found = sources.of(&draft).and_then(|source| Some((source, source.rule(cx)?)));
        let wanted = found.filter(|(_, rule)| {
            let is_asked_for = settings.rules.contains(&draft.finding.rule) || is_alone(rule, settings);
            is_asked_for && settings.rules.contains(rule) && rule.stands_for().contains(&draft.finding.rule.id())
        });
        match wanted {
            None => kept.push(draft),
            // What is inside of a thing that moved refers to other things by their new names, of course.
            Some((Source::Package(_) | Source::File(..) | Source::Element(..), _)) if draft.is_followed => {}
            Some((source, rule)) => moved.entry(source).or_insert_with(|| (rule, Vec::new())).1.push(draft.finding),
        }
    }
    kept.retain(|draft| settings.rules.contains(&draft.finding.rule));
    kept.extend(moved.into_iter().map(|(source, (rule, findings))| words::draft(cx, source, rule, findings)));
    kept
}
