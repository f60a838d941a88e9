//! Merges the findings that one move caused into one finding.
//!
//! In: the findings of rules, and the moves of the comparison. Out: findings in which each move is one finding of a
//! rule about moves. It lists the findings that it replaces.

mod followed;
mod members;
mod source;
mod words;

pub(super) use members::renamed_methods;

use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::finding::{Finding, FindingDraft};
use super::rules::moved::RPC_RENAMED;
use super::settings::{ComparedFiles, ComparisonSettings};
use protoward_policy::Rule;
use protoward_schema::Schema;
use source::{Source, Sources};

/// Returns rules that must run although their findings are not requested.
///
/// A move is detected by the findings that it causes. With `use = ["FIELD_RENAMED"]`, no requested rule produces such
/// findings, so the rules that do run as well. Their findings that belong to no move are dropped.
pub(super) fn lookouts(settings: &ComparisonSettings) -> Vec<&'static Rule> {
    let alone = || settings.rules.iter().filter(|rule| is_alone(rule, settings));
    let is_lookout =
        |rule: &&'static Rule| !settings.rules.contains(rule) && alone().any(|of| of.stands_for().contains(&rule.id()));
    super::catalog().rules().iter().copied().filter(is_lookout).collect()
}

/// Returns `true` if the settings have this rule about moves and none of the rules that it replaces.
fn is_alone(rule: &Rule, settings: &ComparisonSettings) -> bool {
    let stands_for = rule.stands_for();
    !stands_for.is_empty()
        && settings.rules.contains(&rule)
        && !settings.rules.iter().any(|other| stands_for.contains(&other.id()))
}

/// Compares two versions. With the rule about renamed methods, the comparison follows such methods.
pub(super) fn compare<'a>(
    old: &'a Schema,
    new: &'a Schema,
    files: ComparedFiles,
    settings: &'a ComparisonSettings,
) -> Comparison<'a> {
    let mut cx = Comparison::new(old, new, files, settings);
    if settings.rules.iter().any(|rule| rule.id() == RPC_RENAMED) {
        let services = cx.pairs.services.iter().chain(&cx.followed.services);
        let renamed: Vec<_> = services.flat_map(|&pair| renamed_methods(&cx, pair)).collect();
        cx.followed.methods.extend(renamed);
    }
    cx
}

/// Merges the findings that one move caused, if the settings have the rule about the move.
///
/// A move is reported only where one of the replaced findings would be. It therefore counts in exactly the categories
/// in which a deletion and an addition would have counted.
pub(super) fn fold(cx: &Comparison<'_>, settings: &ComparisonSettings, drafts: Vec<FindingDraft>) -> Vec<FindingDraft> {
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
            // References inside a moved element use the new names; that is not a separate change.
            Some((Source::Package(_) | Source::File(..) | Source::Element(..), _)) if draft.is_followed => {}
            Some((source, rule)) => moved.entry(source).or_insert_with(|| (rule, Vec::new())).1.push(draft.finding),
        }
    }
    kept.retain(|draft| settings.rules.contains(&draft.finding.rule));
    kept.extend(moved.into_iter().map(|(source, (rule, findings))| words::draft(cx, source, rule, findings)));
    kept
}
