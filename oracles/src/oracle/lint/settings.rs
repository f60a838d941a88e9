//! Drawn settings of the section `lint`.

use super::Version;
use protoward_kit::random::Random;

/// Draws the lines of the section of a module. `files` are the paths of its files relative to the `buf.yaml`, and `names` the
/// rules and categories of the version.
pub(super) fn draw(random: &mut Random, version: Version, names: &[String], files: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let list = |lines: &mut Vec<String>, key: &str, names: Vec<String>| {
        if !names.is_empty() {
            lines.push(format!("{key}: [{}]", names.join(", ")));
        }
    };
    let used = match random.below(4) {
        // The default rules.
        0 => Vec::new(),
        1 => {
            let count = 1 + random.below(6);
            random.sample(names.to_vec(), count)
        }
        _ => names.to_vec(),
    };
    list(&mut lines, "use", used.clone());
    if random.chance(3) {
        let ids: Vec<String> = names.iter().filter(|name| name.contains('_')).cloned().collect();
        let count = 1 + random.below(3);
        // A category or rule that no entry of `use` selects is no error.
        let mut some = random.sample(ids, count);
        // protoward refuses a section of which no rule is left, so one of `use` stays. `UNARY_RPC` has only two.
        let kept = match used.first().map(String::as_str) {
            Some("UNARY_RPC") => Some("RPC_NO_SERVER_STREAMING"),
            first => first,
        };
        some.retain(|id| Some(id.as_str()) != kept);
        list(&mut lines, "except", some);
    }
    options(random, &mut lines);
    if random.chance(5) {
        let some = paths(random, files);
        list(&mut lines, "ignore", some);
    }
    if random.chance(4) {
        lines.push("ignore_only:".to_owned());
        let count = 1 + random.below(3);
        for name in random.sample(names.to_vec(), count) {
            lines.push(format!("  {name}: [{}]", paths(random, files).join(", ")));
        }
    }
    if random.chance(2) {
        match version {
            Version::V2 => lines.push("disallow_comment_ignores: true".to_owned()),
            Version::V1 | Version::V1beta1 => lines.push("allow_comment_ignores: true".to_owned()),
        }
    }
    lines
}

/// Draws up to two paths. Both programs refuse a path inside of another one.
fn paths(random: &mut Random, files: &[String]) -> Vec<String> {
    let is_inside = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let mut paths: Vec<String> = Vec::new();
    for _ in 0..=random.below(2) {
        let Some(path) = path(random, files) else { continue };
        if paths.iter().all(|other| *other != path && !is_inside(other, &path) && !is_inside(&path, other)) {
            paths.push(path);
        }
    }
    paths
}

/// Draws a file, one of its folders, or a path that does not exist.
fn path(random: &mut Random, files: &[String]) -> Option<String> {
    let file = random.pick(files)?;
    let folders: Vec<&str> = file.match_indices('/').map(|(at, _)| &file[..at]).skip(1).collect();
    Some(match random.below(6) {
        0 | 1 => file.clone(),
        2 => file.strip_suffix(".proto").unwrap_or(file).to_owned(),
        _ => random.pick(&folders).copied().unwrap_or(file).to_owned(),
    })
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
