//! Rules about moves that somebody asks for without any rule that they stand for.
//!
//! A move is told by the findings that it brings about. Where no rule that makes such findings is asked for, as with
//! `use = ["FIELD_RENAMED"]`, those rules have to look nevertheless, and what is no move of theirs is passed over.

use crate::{Rule, Settings};

/// Whether the settings have this rule about moves, and none that it stands for.
pub(super) fn is_alone(rule: &Rule, settings: &Settings) -> bool {
    let stands_for = rule.stands_for();
    !stands_for.is_empty()
        && settings.rules.contains(&rule)
        && !settings.rules.iter().any(|other| stands_for.contains(&other.id()))
}

/// The rules that have to look although nobody asked for what they find.
pub(crate) fn lookouts(settings: &Settings) -> Vec<&'static Rule> {
    let alone = || settings.rules.iter().filter(|rule| is_alone(rule, settings));
    let mut rules = crate::rules();
    rules.retain(|rule| !settings.rules.contains(rule) && alone().any(|of| of.stands_for().contains(&rule.id())));
    rules
}
