//! The services that describe a change in variables alone.

use crate::variables::{Variables, existing};
use protoward_inputs::{Change, Push, QueueBase, TargetBranch};

/// Returns the change of the first service whose variables are set.
pub(crate) fn change(variables: &Variables<'_>) -> Option<Change> {
    let services = [gitlab, bitbucket, azure, jenkins, buildkite, drone, woodpecker, travis, codebuild, circleci];
    services.iter().find_map(|service| service(variables))
}

fn gitlab(variables: &Variables<'_>) -> Option<Change> {
    let branch = variables.branch("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
    if branch.is_none() && !variables.has("GITLAB_CI") {
        return None;
    }
    let kind = variables.get("CI_MERGE_REQUEST_EVENT_TYPE");
    let is_train = kind.as_deref() == Some("merge_train");
    let is_merge = is_train || kind.as_deref() == Some("merged_result");
    let request = branch.map(|branch| TargetBranch {
        branch,
        tip: variables.commit("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"),
        base: variables.commit("CI_MERGE_REQUEST_DIFF_BASE_SHA"),
        queue: is_train.then_some(QueueBase::FirstParent),
        merge: variables.commit("CI_COMMIT_SHA").filter(|_| is_merge),
    });
    let external = || {
        let branch = variables.branch("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME")?;
        let tip = variables.commit("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA");
        Some(TargetBranch { branch, tip, ..TargetBranch::default() })
    };
    Some(Change {
        service: Some("GitLab"),
        target: request.or_else(external),
        push: Some(Push {
            before: variables.commit("CI_COMMIT_BEFORE_SHA"),
            branch: variables.branch("CI_COMMIT_BRANCH"),
            is_protected: variables.is("CI_COMMIT_REF_PROTECTED", "true"),
        }),
        default_branch: variables.branch("CI_DEFAULT_BRANCH"),
        commit: variables.commit("CI_COMMIT_SHA"),
    })
}

fn bitbucket(variables: &Variables<'_>) -> Option<Change> {
    let branch = variables.branch("BITBUCKET_PR_DESTINATION_BRANCH");
    if branch.is_none() && !variables.has("BITBUCKET_BUILD_NUMBER") {
        return None;
    }
    let tip = variables.commit("BITBUCKET_PR_DESTINATION_COMMIT");
    let target = branch.map(|branch| TargetBranch { branch, tip, ..TargetBranch::default() });
    let commit = variables.commit("BITBUCKET_COMMIT");
    Some(Change { service: Some("Bitbucket"), target, commit, ..Change::default() })
}

fn azure(variables: &Variables<'_>) -> Option<Change> {
    let branch = variables.branch("SYSTEM_PULLREQUEST_TARGETBRANCH");
    if branch.is_none() && !variables.has("TF_BUILD") {
        return None;
    }
    let is_merge = variables.get("BUILD_SOURCEBRANCH").is_some_and(|name| name.ends_with("/merge"));
    let merge = variables.commit("BUILD_SOURCEVERSION").filter(|_| is_merge);
    let target = branch.map(|branch| TargetBranch { branch, merge, ..TargetBranch::default() });
    let commit = variables.commit("BUILD_SOURCEVERSION");
    Some(Change { service: Some("Azure Pipelines"), target, commit, ..Change::default() })
}

fn jenkins(variables: &Variables<'_>) -> Option<Change> {
    let target = variables.branch("CHANGE_TARGET").map(|branch| TargetBranch { branch, ..TargetBranch::default() });
    if target.is_none() && !variables.has("JENKINS_URL") {
        return None;
    }
    // A failed run must not make the commits that it rejected the baseline of the next one.
    let before = variables.commit("GIT_PREVIOUS_SUCCESSFUL_COMMIT").or_else(|| variables.commit("GIT_PREVIOUS_COMMIT"));
    let branch = variables.branch("BRANCH_NAME").or_else(|| {
        let name = variables.branch("GIT_BRANCH")?;
        Some(name.strip_prefix("origin/").map(str::to_owned).unwrap_or(name))
    });
    let push = Push { before, branch, is_protected: false };
    let commit = variables.commit("GIT_COMMIT");
    Some(Change { service: Some("Jenkins"), target, push: Some(push), commit, ..Change::default() })
}

fn buildkite(variables: &Variables<'_>) -> Option<Change> {
    if !variables.has("BUILDKITE") && !variables.has("BUILDKITE_PULL_REQUEST_BASE_BRANCH") {
        return None;
    }
    let queue = variables.branch("BUILDKITE_MERGE_QUEUE_BASE_BRANCH").map(|branch| {
        let queue = variables.commit("BUILDKITE_MERGE_QUEUE_BASE_COMMIT").map(QueueBase::Commit);
        TargetBranch { branch, queue, ..TargetBranch::default() }
    });
    let request = || {
        let branch = variables.branch("BUILDKITE_PULL_REQUEST_BASE_BRANCH")?;
        Some(TargetBranch { branch, ..TargetBranch::default() })
    };
    Some(Change {
        service: Some("Buildkite"),
        target: queue.or_else(request),
        push: None,
        default_branch: variables.branch("BUILDKITE_PIPELINE_DEFAULT_BRANCH"),
        commit: variables.commit("BUILDKITE_COMMIT"),
    })
}

fn drone(variables: &Variables<'_>) -> Option<Change> {
    if !variables.has("DRONE") {
        return None;
    }
    let is_request = variables.is("DRONE_BUILD_EVENT", "pull_request");
    let target = variables.branch("DRONE_TARGET_BRANCH").filter(|_| is_request);
    let push = Push {
        before: variables.commit("DRONE_COMMIT_BEFORE"),
        branch: variables.branch("DRONE_BRANCH"),
        is_protected: false,
    };
    Some(Change {
        service: Some("Drone"),
        target: target.map(|branch| TargetBranch { branch, ..TargetBranch::default() }),
        push: Some(push),
        default_branch: variables.branch("DRONE_REPO_BRANCH"),
        commit: variables.commit("DRONE_COMMIT_SHA"),
    })
}

fn woodpecker(variables: &Variables<'_>) -> Option<Change> {
    if !variables.is("CI", "woodpecker") && !variables.is("CI_SYSTEM_NAME", "woodpecker") {
        return None;
    }
    let target =
        variables.branch("CI_COMMIT_TARGET_BRANCH").map(|branch| TargetBranch { branch, ..TargetBranch::default() });
    let branch = variables.branch("CI_COMMIT_BRANCH");
    // The previous run may be one of a pull request or of another branch.
    let is_push = variables.get("CI_PREV_PIPELINE_EVENT").is_none_or(|event| event == "push");
    let is_here = variables.branch("CI_PREV_COMMIT_BRANCH").is_none_or(|before| Some(before) == branch);
    let before = variables.commit("CI_PREV_COMMIT_SHA").filter(|_| is_push && is_here);
    let push = Push { before, branch, is_protected: false };
    let default_branch = variables.branch("CI_REPO_DEFAULT_BRANCH");
    let commit = variables.commit("CI_COMMIT_SHA");
    Some(Change { service: Some("Woodpecker"), target, push: Some(push), default_branch, commit })
}

fn travis(variables: &Variables<'_>) -> Option<Change> {
    if !variables.has("TRAVIS") {
        return None;
    }
    let branch = variables.branch("TRAVIS_BRANCH");
    let is_request = variables.get("TRAVIS_PULL_REQUEST").is_some_and(|number| number != "false");
    if is_request {
        let merge = variables.commit("TRAVIS_COMMIT");
        let target = branch.map(|branch| TargetBranch { branch, merge, ..TargetBranch::default() });
        return Some(Change { service: Some("Travis CI"), target, ..Change::default() });
    }
    let range = variables.get("TRAVIS_COMMIT_RANGE");
    let before = range.and_then(|range| existing(range.split_once("..")?.0.to_owned()));
    let push = Push { before, branch, is_protected: false };
    let commit = variables.commit("TRAVIS_COMMIT");
    Some(Change { service: Some("Travis CI"), push: Some(push), commit, ..Change::default() })
}

fn codebuild(variables: &Variables<'_>) -> Option<Change> {
    if !variables.has("CODEBUILD_BUILD_ID") {
        return None;
    }
    let is_request = variables.get("CODEBUILD_WEBHOOK_EVENT").is_some_and(|event| event.starts_with("PULL_REQUEST"));
    let target = variables.branch("CODEBUILD_WEBHOOK_BASE_REF").filter(|_| is_request);
    let push = Push {
        before: variables.commit("CODEBUILD_WEBHOOK_PREV_COMMIT"),
        branch: variables.branch("CODEBUILD_WEBHOOK_HEAD_REF"),
        is_protected: false,
    };
    Some(Change {
        service: Some("CodeBuild"),
        target: target.map(|branch| TargetBranch { branch, ..TargetBranch::default() }),
        push: Some(push),
        default_branch: None,
        commit: variables.commit("CODEBUILD_RESOLVED_SOURCE_VERSION"),
    })
}

/// CircleCI has no variables for a change. Its pipeline values can be passed in those of protoward.
fn circleci(variables: &Variables<'_>) -> Option<Change> {
    variables.has("CIRCLECI").then(|| Change { service: Some("CircleCI"), ..Change::default() })
}
