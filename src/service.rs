//! What a service that tests changes says about the one at hand, in its variables.

use protoward_workspace::inputs::Target;

/// Variables that name the branch that a change is to be merged into. They are empty, or not there, where something else
/// is tested.
const TARGETS: &[&str] = &[
    "GITHUB_BASE_REF", // also of Gitea and Forgejo
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "CHANGE_TARGET",
];

/// The variable in which GitLab names the commit where a merge request began.
const BASE: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";

/// What the change at hand is to be merged into; `None` if no service says so.
pub(super) fn target() -> Option<Target> {
    target_in(|name| std::env::var(name).ok())
}

fn target_in(variable: impl Fn(&str) -> Option<String>) -> Option<Target> {
    let said = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let branch = TARGETS.iter().find_map(|name| said(name))?;
    let branch = branch.strip_prefix("refs/heads/").unwrap_or(&branch).to_owned();
    Some(Target { branch, commit: said(BASE) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_names_the_target_in_its_own_variable() {
        let target = |variables: &[(&str, &str)]| {
            target_in(|name| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned()))
        };
        let main = |commit: Option<&str>| Some(Target { branch: "main".into(), commit: commit.map(Into::into) });
        assert_eq!(target(&[("GITHUB_BASE_REF", "main")]), main(None));
        assert_eq!(target(&[("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")]), main(None));
        let gitlab = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), (BASE, "0123abc")];
        assert_eq!(target(&gitlab), main(Some("0123abc")));
        assert_eq!(target(&[("GITHUB_BASE_REF", ""), ("GITHUB_REF_NAME", "main")]), None);
    }
}
