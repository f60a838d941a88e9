//! Information about the current change from the environment variables of CI services.

use protoward_workspace::inputs::Target;

/// Variables with the target branch of a change. They are empty or unset in other runs.
const TARGETS: &[&str] = &[
    "GITHUB_BASE_REF", // also of Gitea and Forgejo
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "CHANGE_TARGET",
];

/// The GitLab variable with the commit where a merge request began.
const BASE: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";

/// Returns the target of the current change; `None` without such a variable.
pub(super) fn target() -> Option<Target> {
    target_in(|name| std::env::var(name).ok())
}

fn target_in(variable: impl Fn(&str) -> Option<String>) -> Option<Target> {
    let non_empty = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let branch = TARGETS.iter().find_map(|name| non_empty(name))?;
    let branch = branch.strip_prefix("refs/heads/").unwrap_or(&branch).to_owned();
    Some(Target { branch, commit: non_empty(BASE) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_target_from_the_variables_of_each_service() {
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
