//! GitHub Actions, and the services with its variables: Gitea and Forgejo.
//!
//! Variables name the target of a pull request. Pushes and merge queues are described by the event, a file with JSON.

use std::fs::File;
use std::io::Read;

use serde_json::Value;

use crate::codes;
use crate::variables::{Variables, existing, short};
use protoward_inputs::{Change, Push, QueueBase, TargetBranch};
use protoward_source::Diagnostic;

/// Maximum size of an event in bytes. GitHub limits events to 25 MB.
const MAX_EVENT: u64 = 64 << 20;

pub(crate) fn change(variables: &Variables<'_>) -> Result<Option<Change>, Box<Diagnostic>> {
    let markers = ["GITHUB_ACTIONS", "GITHUB_BASE_REF", "GITHUB_EVENT_PATH"];
    if !markers.iter().any(|marker| variables.has(marker)) {
        return Ok(None);
    }
    let service = match () {
        () if variables.has("FORGEJO_ACTIONS") => "Forgejo Actions",
        () if variables.has("GITEA_ACTIONS") => "Gitea Actions",
        () => "GitHub Actions",
    };
    if let Some(branch) = variables.branch("GITHUB_BASE_REF") {
        // `pull_request_target` runs on the target itself.
        let is_merge = match variables.get("GITHUB_REF") {
            Some(name) => name.ends_with("/merge"),
            None => variables.is("GITHUB_EVENT_NAME", "pull_request"),
        };
        let merge = variables.get("GITHUB_SHA").filter(|_| is_merge);
        let target = Some(TargetBranch { branch, merge, ..TargetBranch::default() });
        return Ok(Some(Change { service: Some(service), target, ..Change::default() }));
    }
    let event = match variables.get("GITHUB_EVENT_PATH") {
        Some(path) => event(&path).map_err(|reason| unreadable(&path, &reason, variables))?,
        None => Value::Null,
    };
    if variables.is("GITHUB_EVENT_NAME", "push") && !event.is_null() && !event["before"].is_string() {
        let path = variables.get("GITHUB_EVENT_PATH").unwrap_or_default();
        return Err(unreadable(&path, "it has no commit `before`", variables));
    }
    let is_protected = variables.is("GITHUB_REF_PROTECTED", "true");
    let default_branch = event["repository"]["default_branch"].as_str().map(str::to_owned);
    let target = queue(&event);
    let push = push(&event, is_protected);
    let after = event["after"].as_str().map(str::to_owned).and_then(existing);
    let commit = after.or_else(|| variables.commit("GITHUB_SHA"));
    Ok(Some(Change { service: Some(service), target, push, default_branch, commit }))
}

/// Returns the number of the pull request of the event. `pull_request_target` runs on the target branch, so that no other variable
/// has it.
#[cfg(feature = "comment")]
pub(crate) fn event_number(variables: &Variables<'_>) -> Option<String> {
    let event = event(&variables.get("GITHUB_EVENT_PATH")?).ok()?;
    Some(event["pull_request"]["number"].as_u64()?.to_string())
}

fn event(path: &str) -> Result<Value, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_EVENT + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_EVENT {
        return Err("it is larger than 64 MiB".to_owned());
    }
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}

/// Returns the target of a merge queue, which builds each commit on the one before it.
fn queue(event: &Value) -> Option<TargetBranch> {
    let group = &event["merge_group"];
    let branch = short(group["base_ref"].as_str()?.to_owned());
    let queue = group["base_sha"].as_str().map(|base| QueueBase::Commit(base.to_owned()));
    Some(TargetBranch { branch, queue, ..TargetBranch::default() })
}

/// Returns the push to a branch. The event of a pull request has the same keys for the branch of the change.
fn push(event: &Value, is_protected: bool) -> Option<Push> {
    if !event["pull_request"].is_null() {
        return None;
    }
    let reference = event["ref"].as_str();
    if event["before"].is_null() || reference.is_some_and(|name| name.starts_with("refs/tags/")) {
        return None;
    }
    let branch = reference.map(|name| short(name.to_owned()));
    let before = event["before"].as_str().map(str::to_owned).and_then(existing);
    Some(Push { before, branch, is_protected })
}

fn unreadable(path: &str, reason: &str, variables: &Variables<'_>) -> Box<Diagnostic> {
    let name = variables.get("GITHUB_EVENT_NAME").map(|name| format!(" `{name}`")).unwrap_or_default();
    let message = format!("cannot read the event{name} in `{path}`, which says what to compare with: {reason}");
    Box::new(Diagnostic::error(codes::CI_EVENT, message).help(
        "give the process access to the file that `GITHUB_EVENT_PATH` names, or name what to compare with, as in \
         `--against merge-base:origin/main`",
    ))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::change::tests::change_of;

    /// Returns the change that an event describes.
    fn change_with(event: &str) -> Change {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("event.json");
        std::fs::write(&path, event).unwrap();
        change_of(&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_PATH", path.to_str().unwrap())]).unwrap()
    }

    #[test]
    fn reads_pushes() {
        let event =
            r#"{"ref":"refs/heads/main","before":"12ab","after":"34cd","repository":{"default_branch":"main"}}"#;
        let change = change_with(event);
        let [before, branch] = ["12ab", "main"].map(|text| Some(text.to_owned()));
        assert_eq!(change.push, Some(Push { before, branch, is_protected: false }));
        assert_eq!(change.commit.as_deref(), Some("34cd"));
        assert_eq!(change.default_branch.as_deref(), Some("main"));
        let new = change_with(r#"{"ref":"refs/heads/feature","before":"0000000000000000000000000000000000000000"}"#);
        assert_eq!(new.push.map(|push| push.before), Some(None));
        assert_eq!(change_with(r#"{"ref":"refs/tags/v1","before":"12ab"}"#).push, None);
        assert_eq!(change_with(r#"{"pull_request":{},"before":"12ab"}"#).push, None);
        assert_eq!(change_with("{}").push, None);
    }

    #[test]
    fn reads_merge_queues() {
        let target = change_with(r#"{"merge_group":{"base_ref":"refs/heads/main","base_sha":"12ab"}}"#).target.unwrap();
        assert_eq!((&*target.branch, target.queue), ("main", Some(QueueBase::Commit("12ab".to_owned()))));
    }

    #[test]
    fn rejects_events_that_cannot_be_read() {
        let error = change_of(&[("GITHUB_EVENT_PATH", "/nowhere/event.json")]).unwrap_err();
        assert!(error.message.contains("cannot read the event"), "{}", error.message);
        // The variable for the target is sufficient.
        let variables = [("GITHUB_EVENT_PATH", "/nowhere/event.json"), ("GITHUB_BASE_REF", "main")];
        assert!(change_of(&variables).is_ok());
    }
}
