//! The plan of a file: the settings of features that it will have.

use std::collections::BTreeSet;

use super::features::{FEATURES, Feature, FeatureRow};
use super::needs::{Subject, is_quiet, places};
use super::placement::{Preference, place};
use super::settings::own_setting;
use super::target::Language;

/// A setting of a feature that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// The node of the tree.
    pub node: usize,
    /// The feature whose setting changes.
    pub feature: Feature,
    /// The value before; `None` without a setting.
    pub old: Option<u8>,
    /// The value afterwards; `None` to remove the setting.
    pub new: Option<u8>,
}

/// The settings of a file.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes, by node and then in the order of features.
    pub changes: Vec<SettingChange>,
    /// All settings afterwards: the node, the feature and the value.
    pub settings: Vec<(usize, Feature, u8)>,
    /// Features for which no placement is possible.
    pub impossible: Vec<Feature>,
}

/// Places all features of a file. Features of other languages stay as they are.
pub fn plan(subject: Subject<'_>, languages: &BTreeSet<Language>) -> Plan {
    let mut plan = Plan::default();
    for row in &FEATURES {
        let of_language = row.language.is_none_or(|language| languages.contains(&language));
        if subject.edition < row.since {
            drop_row(subject, row, &mut plan);
        } else if of_language {
            place_row(subject, row, &mut plan);
        } else {
            keep(subject, row, &mut plan);
        }
    }
    plan.changes.sort_by_key(|change| (change.node, change.feature));
    plan
}

fn place_row(subject: Subject<'_>, row: &FeatureRow, plan: &mut Plan) {
    if is_quiet(subject, row) {
        return;
    }
    let places = places(subject, row);
    let default = row.default_in(subject.edition);
    let preference = Preference { inner: row.is_exception, rank: &|value| row.rank(value) };
    let Some(settings) = place(&places, default, preference) else {
        plan.impossible.push(row.feature);
        return;
    };
    for (node, (new, place)) in settings.into_iter().zip(&places).enumerate() {
        if new != place.now {
            plan.changes.push(SettingChange { node, feature: row.feature, old: place.now, new });
        }
        plan.settings.extend(new.map(|value| (node, row.feature, value)));
    }
}

/// Removes the settings of a feature that the edition does not have.
fn drop_row(subject: Subject<'_>, row: &FeatureRow, plan: &mut Plan) {
    for (node, of) in subject.tree.iter().enumerate().filter(|(_, node)| node.has_settings) {
        let old = own_setting(subject.schema, of.element, row);
        let change = |old| SettingChange { node, feature: row.feature, old: Some(old), new: None };
        plan.changes.extend(old.map(change));
    }
}

fn keep(subject: Subject<'_>, row: &FeatureRow, plan: &mut Plan) {
    for (index, node) in subject.tree.iter().enumerate().filter(|(_, node)| node.has_settings) {
        let own = own_setting(subject.schema, node.element, row);
        plan.settings.extend(own.map(|value| (index, row.feature, value)));
    }
}
