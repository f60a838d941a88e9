//! One finding for each move, instead of those that it brought about.
//!
//! In: the findings of rules, and the moves of the comparison. Out: findings in which each move is one finding of a rule
//! about moves, which lists the ids of the rules that it stands for.

mod members;
mod source;
mod words;

use std::collections::{BTreeMap, HashSet};

use super::comparison::{Comparison, Pair};
use super::finding::{Draft, Finding};
use super::settings::Settings;
use protoward_policy::Rule;
use protoward_schema::{MethodId, ServiceId};
use source::{Source, Sources};

/// Returns the rules that have to look although nobody asked for what they find.
///
/// A move is told by the findings that it brings about. Where no rule that makes such findings is asked for, as with
/// `use = ["FIELD_RENAMED"]`, those rules have to look nevertheless, and what is no move of theirs is passed over.
pub(super) fn lookouts(settings: &Settings) -> Vec<&'static Rule> {
    let alone = || settings.rules.iter().filter(|rule| is_alone(rule, settings));
    let is_lookout =
        |rule: &&'static Rule| !settings.rules.contains(rule) && alone().any(|of| of.stands_for().contains(&rule.id()));
    super::catalog().rules().iter().copied().filter(is_lookout).collect()
}

/// Returns `true` where the settings have this rule about moves, and none that it stands for.
fn is_alone(rule: &Rule, settings: &Settings) -> bool {
    let stands_for = rule.stands_for();
    !stands_for.is_empty()
        && settings.rules.contains(&rule)
        && !settings.rules.iter().any(|other| stands_for.contains(&other.id()))
}

/// Returns the new methods of a service that are old ones under another name.
pub(super) fn renamed_methods(cx: &Comparison<'_>, pair: Pair<ServiceId>) -> HashSet<MethodId> {
    members::methods(cx, pair).into_values().collect()
}

/// Puts together what one move brought about, where the settings have the rule about the move.
///
/// A move is reported where one of the findings that it stands for would have been: so it counts in exactly the
/// categories in which deleting here and adding there would have counted.
pub(super) fn fold(cx: &Comparison<'_>, settings: &Settings, drafts: Vec<Draft>) -> Vec<Draft> {
    if !cx.moves.is_on() {
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
