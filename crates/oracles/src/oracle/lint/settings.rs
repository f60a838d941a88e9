//! Drawn settings of the section `lint`.

use super::Version;
use crate::random::Random;

/// Draws the lines of the section of a module. `files` are the paths of its files relative to the `buf.yaml`, and `names` the
/// rules and categories of the version.
pub(super) fn draw(random: &mut Random, version: Version, names: &[String], files: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let list = |lines: &mut Vec<String>, key: &str, names: Vec<String>| {
        if !names.is_empty() {
            lines.push(format!("{key}: [{}]", names.join(", ")));
        }
    };
    match random.below(4) {
        // The default rules.
        0 => {}
        1 => {
            let count = 1 + random.below(6);
            let some = random.sample(names.to_vec(), count);
            list(&mut lines, "use", some);
        }
        _ => list(&mut lines, "use", names.to_vec()),
    }
    if random.chance(3) {
        let ids: Vec<String> = names.iter().filter(|name| name.contains('_')).cloned().collect();
        let count = 1 + random.below(3);
        // A category or rule that no entry of `use` selects is no error.
        let some = random.sample(ids, count);
        list(&mut lines, "except", some);
    }
    options(random, &mut lines);
    if random.chance(5) {
        let one = random.pick(files).cloned();
        list(&mut lines, "ignore", one.into_iter().collect());
    }
    if random.chance(4)
        && let (Some(name), Some(file)) = (random.pick(names), random.pick(files))
    {
        let folder = file.rsplit_once('/').map_or(file.as_str(), |(folder, _)| folder);
        let target = if random.chance(2) { folder } else { file.as_str() };
        lines.push("ignore_only:".to_owned());
        lines.push(format!("  {name}: [{target}]"));
    }
    if random.chance(2) {
        match version {
            Version::V2 => lines.push("disallow_comment_ignores: true".to_owned()),
            Version::V1 | Version::V1beta1 => lines.push("allow_comment_ignores: true".to_owned()),
        }
    }
    lines
}

fn options(random: &mut Random, lines: &mut Vec<String>) {
    if random.chance(4) {
        let suffix = random.pick(&["_NONE", "_UNKNOWN", "ZERO"]).copied().unwrap_or_default();
        lines.push(format!("enum_zero_value_suffix: {suffix}"));
    }
    if random.chance(4) {
        let suffix = random.pick(&["API", "Svc"]).copied().unwrap_or_default();
        lines.push(format!("service_suffix: {suffix}"));
    }
    let flags = [
        "rpc_allow_same_request_response",
        "rpc_allow_google_protobuf_empty_requests",
        "rpc_allow_google_protobuf_empty_responses",
    ];
    for flag in flags {
        if random.chance(3) {
            lines.push(format!("{flag}: true"));
        }
    }
}
