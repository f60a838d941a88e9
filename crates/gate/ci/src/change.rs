//! The change under review, from the variables of each service.

use crate::variables::{Variables, existing};
use crate::{github, services};
use protoward_inputs::{Change, Push, TargetBranch};
use protoward_source::Diagnostic;

/// Returns the change under review; an empty one outside of CI. A named baseline does not depend on what a service says.
///
/// # Errors
/// Fails if a service describes the change in a file that cannot be read, unless the baseline is named.
pub fn change(variables: &Variables<'_>, is_baseline_named: bool) -> Result<Change, Box<Diagnostic>> {
    let change = change_in(variables);
    if is_baseline_named { Ok(change.unwrap_or_default()) } else { change }
}

fn change_in(variables: &Variables<'_>) -> Result<Change, Box<Diagnostic>> {
    let change = match github::change(variables)? {
        Some(change) => change,
        None => services::change(variables).unwrap_or_default(),
    };
    Ok(with_own(change, variables))
}

/// The variables of protoward, for services that describe a change in their configuration only.
const OWN_TARGET: &str = "PROTOWARD_BASE";
const OWN_BEFORE: &str = "PROTOWARD_BEFORE";

fn with_own(change: Change, variables: &Variables<'_>) -> Change {
    let is_on = |value: String| !["false", "0", "no", "off"].contains(&value.to_ascii_lowercase().as_str());
    let service = change.service.or_else(|| variables.get("CI").filter(|it| is_on(it.clone())).map(|_| "the CI"));
    if let Some(branch) = variables.branch(OWN_TARGET) {
        let target = TargetBranch { branch, ..TargetBranch::default() };
        return Change { service: service.or(Some(OWN_TARGET)), target: Some(target), ..change };
    }
    match variables.get(OWN_BEFORE) {
        Some(before) => {
            let push = Push { before: existing(before), ..change.push.unwrap_or_default() };
            Change { service: Some(OWN_BEFORE), push: Some(push), ..change }
        }
        None => Change { service, ..change },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub(crate) mod tests {
    use protoward_inputs::QueueBase;

    use super::*;

    /// Returns the change that some variables describe.
    pub(crate) fn change_of(variables: &[(&str, &str)]) -> Result<Change, Box<Diagnostic>> {
        let read =
            |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
        change_in(&Variables::new(&read))
    }

    fn target(variables: &[(&str, &str)]) -> TargetBranch {
        change_of(variables).unwrap().target.unwrap()
    }

    fn push(variables: &[(&str, &str)]) -> Option<Push> {
        change_of(variables).unwrap().push
    }

    #[test]
    fn reads_the_target_from_the_variables_of_each_service() {
        let of = |variables: &[(&str, &str)]| target(variables).branch;
        assert_eq!(of(&[("GITHUB_BASE_REF", "main")]), "main");
        assert_eq!(of(&[("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")]), "main");
        assert_eq!(of(&[("CHANGE_TARGET", "main")]), "main");
        assert_eq!(of(&[("BUILDKITE", "true"), ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")]), "main");
        assert_eq!(of(&[("TRAVIS", "true"), ("TRAVIS_PULL_REQUEST", "7"), ("TRAVIS_BRANCH", "main")]), "main");
        let drone = [("DRONE", "true"), ("DRONE_BUILD_EVENT", "pull_request"), ("DRONE_TARGET_BRANCH", "main")];
        assert_eq!(of(&drone), "main");
        let woodpecker = [("CI", "woodpecker"), ("CI_COMMIT_TARGET_BRANCH", "main")];
        assert_eq!(of(&woodpecker), "main");
        let bitbucket = [("BITBUCKET_PR_DESTINATION_BRANCH", "main"), ("BITBUCKET_PR_DESTINATION_COMMIT", "12ab")];
        assert_eq!(target(&bitbucket).tip.as_deref(), Some("12ab"));
        let gitlab = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "0123abc")];
        assert_eq!(target(&gitlab).base.as_deref(), Some("0123abc"));
        let queue = [("BUILDKITE_MERGE_QUEUE_BASE_BRANCH", "main"), ("BUILDKITE_MERGE_QUEUE_BASE_COMMIT", "12ab")];
        let queue = target(&[&queue[..], &[("BUILDKITE", "true")]].concat());
        assert_eq!(queue.queue, Some(QueueBase::Commit("12ab".to_owned())));
        let codebuild = [
            ("CODEBUILD_BUILD_ID", "x"),
            ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main"),
            ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
        ];
        assert_eq!(of(&codebuild), "main");
        assert_eq!(change_of(&codebuild[..2]).unwrap().target, None);
        assert_eq!(of(&[("PROTOWARD_BASE", "main")]), "main");
        assert_eq!(change_of(&[("GITHUB_BASE_REF", ""), ("GITHUB_REF_NAME", "main")]).unwrap(), Change::default());
    }

    #[test]
    fn trusts_a_merge_only_if_the_service_made_it() {
        let merged = [("GITHUB_BASE_REF", "main"), ("GITHUB_REF", "refs/pull/3/merge"), ("GITHUB_SHA", "12ab")];
        assert_eq!(target(&merged).merge.as_deref(), Some("12ab"));
        let base = [("GITHUB_BASE_REF", "main"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", "12ab")];
        assert_eq!(target(&base).merge, None);
        let gitlab = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_COMMIT_SHA", "12ab")];
        assert_eq!(target(&gitlab).merge, None);
        let train = [&gitlab[..], &[("CI_MERGE_REQUEST_EVENT_TYPE", "merge_train")]].concat();
        assert_eq!(target(&train).merge.as_deref(), Some("12ab"));
        assert_eq!(target(&train).queue, Some(QueueBase::FirstParent));
        assert_eq!(target(&gitlab).queue, None);
    }

    #[test]
    fn reads_the_commit_before_a_push() {
        let before = |variables: &[(&str, &str)]| push(variables).and_then(|push| push.before);
        let is = |commit: &str| Some(commit.to_owned());
        assert_eq!(before(&[("GITLAB_CI", "true"), ("CI_COMMIT_BEFORE_SHA", "12ab")]), is("12ab"));
        assert_eq!(before(&[("GITLAB_CI", "true"), ("CI_COMMIT_BEFORE_SHA", &"0".repeat(40))]), None);
        let jenkins =
            [("JENKINS_URL", "x"), ("GIT_PREVIOUS_COMMIT", "12ab"), ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "34cd")];
        assert_eq!(before(&jenkins), is("34cd"));
        assert_eq!(before(&jenkins[..2]), is("12ab"));
        assert_eq!(before(&[("DRONE", "true"), ("DRONE_COMMIT_BEFORE", "12ab")]), is("12ab"));
        assert_eq!(before(&[("TRAVIS", "true"), ("TRAVIS_COMMIT_RANGE", "12ab...34cd")]), is("12ab"));
        assert_eq!(before(&[("TRAVIS", "true"), ("TRAVIS_COMMIT_RANGE", "12ab..34cd")]), is("12ab"));
        assert_eq!(before(&[("TRAVIS", "true"), ("TRAVIS_COMMIT_RANGE", "...34cd")]), None);
        assert_eq!(before(&[("CIRCLECI", "true"), ("PROTOWARD_BEFORE", "12ab")]), is("12ab"));
        assert_eq!(before(&[("CODEBUILD_BUILD_ID", "x"), ("CODEBUILD_WEBHOOK_PREV_COMMIT", "12ab")]), is("12ab"));
        let woodpecker = [("CI", "woodpecker"), ("CI_COMMIT_BRANCH", "main"), ("CI_PREV_COMMIT_SHA", "12ab")];
        assert_eq!(before(&woodpecker), is("12ab"));
        // The previous run may be one of a pull request.
        let request = [&woodpecker[..], &[("CI_PREV_PIPELINE_EVENT", "pull_request")]].concat();
        assert_eq!(before(&request), None);
        let elsewhere = [&woodpecker[..], &[("CI_PREV_COMMIT_BRANCH", "feature")]].concat();
        assert_eq!(before(&elsewhere), None);
    }

    #[test]
    fn knows_whether_it_runs_in_ci() {
        let is_in_ci = |variables: &[(&str, &str)]| change_of(variables).unwrap().is_in_ci();
        for marker in ["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "BUILDKITE", "CIRCLECI", "DRONE", "CI"]
        {
            assert!(is_in_ci(&[(marker, "true")]), "{marker}");
        }
        assert!(is_in_ci(&[("BITBUCKET_BUILD_NUMBER", "7")]));
        for value in ["", "false", "0"] {
            assert!(!is_in_ci(&[("CI", value)]), "{value}");
        }
    }
}
