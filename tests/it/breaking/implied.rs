//! Rules that imply others, so that a stricter category is no relaxation of the gate.

use protoward_breaking::{ComparisonSettings, catalog};

use super::fixtures::fixtures;
use super::rule;

#[test]
fn implying_rules_find_what_the_implied_ones_find() {
    let rules =
        |ids: &[&str]| ComparisonSettings::of(ids.iter().map(|id| rule(id).expect("the rule exists")).collect());
    let mut provoked = 0;
    for fixture in fixtures() {
        let change = fixture.change();
        for implied in catalog().implied() {
            for as_buf in [true, false] {
                let found = |ids: &[&str]| change.check(&ComparisonSettings { as_buf, ..rules(ids) });
                let missed = found(&[implied.id]);
                provoked += missed.len();
                for by in implied.by.iter().filter(|_| !missed.is_empty()) {
                    assert!(!found(by).is_empty(), "{}: {by:?} imply {}", fixture.name(), implied.id);
                }
            }
        }
    }
    assert!(provoked > 100, "only {provoked} findings");
}

#[test]
fn every_rule_of_a_laxer_category_is_one_of_a_stricter_or_implied() {
    let version = protoward_policy::ConfigVersion::default();
    let is_of = |category: &str, id: &str| catalog().named(version, category).iter().any(|rule| rule.id() == id);
    for (stricter, laxer) in [("FILE", "PACKAGE"), ("FILE", "WIRE_JSON"), ("FILE", "WIRE"), ("WIRE_JSON", "WIRE")] {
        for rule in catalog().named(version, laxer) {
            let by = catalog().implied().iter().filter(|it| it.id == rule.id()).flat_map(|it| it.by);
            let is_implied = by.into_iter().any(|by| by.iter().all(|id| is_of(stricter, id)));
            assert!(is_of(stricter, rule.id()) || is_implied, "{} in {stricter}", rule.id());
        }
    }
}
