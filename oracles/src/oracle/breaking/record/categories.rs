//! Records the categories of buf's rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::unreadable;
use crate::oracle::breaking::gates::Gate;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

const VERSIONS: [&str; 3] = ["v1beta1", "v1", "v2"];

/// Lists the rules of each category, and the default rules, in each version of the configuration.
pub(super) fn listed(buf: &Gate) -> Result<String, Error> {
    let mut versions = BTreeMap::new();
    for version in VERSIONS {
        let args = ["config", "ls-breaking-rules", "--format", "json", "--version", version];
        let run = Run::new(&buf.program).args(args);
        let listed = String::from_utf8_lossy(&run.finish()?.stdout).into_owned();
        versions.insert(version, by_category(&listed).ok_or_else(|| unreadable(&run))?);
    }
    let text = serde_json::to_string_pretty(&versions).expect("maps of texts are JSON");
    Ok(format!("{text}\n"))
}

fn by_category(listed: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let mut categories = BTreeMap::<_, Vec<_>>::new();
    for line in listed.lines() {
        let rule: Value = serde_json::from_str(line).ok()?;
        let default = rule["default"].as_bool()?.then_some("(default)");
        let named = rule["categories"].as_array()?.iter().filter_map(Value::as_str);
        for category in named.chain(default) {
            categories.entry(category.to_owned()).or_default().push(rule["id"].as_str()?.to_owned());
        }
    }
    categories.values_mut().for_each(|rules| rules.sort());
    Some(categories)
}

#[cfg(test)]
mod tests {
    use super::by_category;

    #[test]
    fn lists_rules_under_each_of_their_categories() {
        let listed = r#"{"id":"B","categories":["FILE","WIRE"],"default":true}
{"id":"A","categories":["FILE"],"default":false}"#;
        let categories = by_category(listed).expect("each line is a rule");
        assert_eq!(categories["FILE"], ["A", "B"]);
        assert_eq!(categories["WIRE"], ["B"]);
        assert_eq!(categories["(default)"], ["B"]);
        assert_eq!(by_category("Failure"), None);
    }
}
