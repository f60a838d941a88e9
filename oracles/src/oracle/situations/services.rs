//! The variables of CI services.

use super::event::{Event, ZEROS};
use super::upstream::Upstream;
use crate::alternatives::one_of;
use protoward_kit::random::Random;

/// The services that name the target of a change, with `+` for those that check the merge with the target out.
const REQUESTS: &str = "GitHub+|GitHub|Gitea+|GitLab|GitLab+|Bitbucket|Azure+|Jenkins+|Buildkite|Drone|Woodpecker";

pub(super) fn draw_pull_request(random: &mut Random) -> (&'static str, bool) {
    let drawn = one_of(REQUESTS, random);
    (drawn.trim_end_matches('+'), drawn.ends_with('+'))
}

/// Sets variables `NAME=VALUE`. The next one of `values` stands for each `*`.
fn set(event: &mut Event, variables: &'static str, values: &[&str]) {
    let mut values = values.iter();
    for (name, value) in variables.split(' ').filter_map(|variable| variable.split_once('=')) {
        let value = match value.split_once('*') {
            Some((start, end)) => format!("{start}{}{end}", values.next().expect("there is a value for each star")),
            None => value.to_owned(),
        };
        event.variables.push((name, value));
    }
}

/// Sets the variables of GitHub Actions.
pub(super) fn github(event: &mut Event, upstream: &Upstream, name: &str, json: String) {
    let reference = match name {
        "pull_request" => "refs/pull/1/merge".to_owned(),
        "merge_group" => format!("refs/heads/gh-readonly-queue/{}/pr-1", upstream.history.target),
        _ => event.checkout.reference.clone(),
    };
    let commit = event.checkout.commit.clone();
    let variables = "CI=true GITHUB_ACTIONS=true GITHUB_EVENT_NAME=* GITHUB_REF=* GITHUB_SHA=*";
    set(event, variables, &[name, &reference, &commit]);
    event.json = Some(json);
}

fn gitlab(event: &mut Event, upstream: &Upstream, source: &str) {
    let commit = event.checkout.commit.clone();
    let variables = "CI=true GITLAB_CI=true CI_PIPELINE_SOURCE=* CI_DEFAULT_BRANCH=* CI_COMMIT_SHA=*";
    set(event, variables, &[source, upstream.history.default, &commit]);
}

pub(super) fn pull_request(event: &mut Event, upstream: &Upstream, is_merged: bool) {
    let target = upstream.history.target;
    let default = upstream.history.default;
    match event.service {
        "GitHub" | "Gitea" => {
            let json = format!("{{\"pull_request\": {{\"base\": {{\"ref\": \"{target}\"}}}}}}");
            github(event, upstream, "pull_request", json);
            set(event, "GITHUB_BASE_REF=* GITHUB_HEAD_REF=feature", &[target]);
            if event.service == "Gitea" {
                set(event, "GITEA_ACTIONS=true", &[]);
            }
        }
        "GitLab" => {
            gitlab(event, upstream, "merge_request_event");
            let tip = upstream.tip(target).to_owned();
            let bases = upstream.merge_bases(upstream.tip("feature"), &tip).unwrap_or_default();
            let base = bases.first().cloned().unwrap_or_default();
            let variables = "CI_COMMIT_BEFORE_SHA=* CI_MERGE_REQUEST_TARGET_BRANCH_NAME=* CI_MERGE_REQUEST_DIFF_BASE_SHA=* \
                CI_MERGE_REQUEST_EVENT_TYPE=*";
            let kind = if is_merged { "merged_result" } else { "detached" };
            set(event, variables, &[ZEROS, target, &base, kind]);
            if is_merged {
                set(event, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA=*", &[&tip]);
            }
            event.named = Some(if is_merged { tip } else { base });
        }
        "Bitbucket" => {
            let variables = "CI=true BITBUCKET_BUILD_NUMBER=1 BITBUCKET_PR_ID=1 BITBUCKET_PR_DESTINATION_BRANCH=*";
            set(event, variables, &[target]);
        }
        "Azure" => {
            let variables = "TF_BUILD=True BUILD_REASON=PullRequest SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/*";
            set(event, variables, &[target]);
        }
        "Jenkins" => set(event, "JENKINS_URL=https://ci.example.com/ CHANGE_ID=1 CHANGE_TARGET=*", &[target]),
        "Buildkite" => {
            let variables = "CI=true BUILDKITE=true BUILDKITE_PULL_REQUEST=1 BUILDKITE_PULL_REQUEST_BASE_BRANCH=*";
            set(event, variables, &[target]);
        }
        "Drone" => {
            let variables =
                "CI=true DRONE=true DRONE_BUILD_EVENT=pull_request DRONE_TARGET_BRANCH=* DRONE_REPO_BRANCH=*";
            set(event, variables, &[target, default]);
        }
        _ => {
            let variables = "CI=woodpecker CI_PIPELINE_EVENT=pull_request CI_COMMIT_TARGET_BRANCH=* \
                CI_REPO_DEFAULT_BRANCH=*";
            set(event, variables, &[target, default]);
        }
    }
}

pub(super) fn push(event: &mut Event, upstream: &Upstream, before: &str, random: &mut Random) {
    event.service = one_of("GitHub|GitHub|Gitea|GitLab|Jenkins|Drone|Woodpecker", random);
    let branch = event.checkout.branch.unwrap_or_default();
    let default = upstream.history.default;
    match event.service {
        "GitHub" | "Gitea" => {
            let json = format!(
                "{{\"ref\": \"refs/heads/{branch}\", \"before\": \"{before}\", \"after\": \"{}\", \
                 \"repository\": {{\"default_branch\": \"{default}\"}}}}",
                event.checkout.commit
            );
            github(event, upstream, "push", json);
            if event.service == "Gitea" {
                set(event, "GITEA_ACTIONS=true", &[]);
            }
        }
        "GitLab" => {
            gitlab(event, upstream, "push");
            set(event, "CI_COMMIT_BRANCH=* CI_COMMIT_BEFORE_SHA=*", &[branch, before]);
        }
        "Jenkins" => {
            set(event, "JENKINS_URL=https://ci.example.com/ GIT_BRANCH=origin/*", &[branch]);
            // The first build of a branch has no commit before.
            if before != ZEROS {
                set(event, "GIT_PREVIOUS_COMMIT=* GIT_PREVIOUS_SUCCESSFUL_COMMIT=*", &[before, before]);
            }
        }
        "Drone" => {
            let variables = "CI=true DRONE=true DRONE_BUILD_EVENT=push DRONE_BRANCH=* DRONE_TARGET_BRANCH=* \
                DRONE_REPO_BRANCH=* DRONE_COMMIT_BEFORE=*";
            set(event, variables, &[branch, branch, default, before]);
        }
        _ => {
            let variables = "CI=woodpecker CI_PIPELINE_EVENT=push CI_COMMIT_BRANCH=* CI_REPO_DEFAULT_BRANCH=*";
            set(event, variables, &[branch, default]);
            if before != ZEROS {
                set(event, "CI_PREV_COMMIT_SHA=*", &[before]);
            }
        }
    }
}

/// Marks the branch of a push as protected, if the service can say so.
pub(super) fn protect(event: &mut Event) -> bool {
    match event.service {
        "GitHub" | "Gitea" => set(event, "GITHUB_REF_PROTECTED=true", &[]),
        "GitLab" => set(event, "CI_COMMIT_REF_PROTECTED=true", &[]),
        _ => return false,
    }
    true
}

pub(super) fn unnamed_push(event: &mut Event, random: &mut Random) {
    let (service, variables) = [
        ("Bitbucket", "BITBUCKET_BUILD_NUMBER=1"),
        ("CircleCI", "CIRCLECI=true"),
        ("Azure", "TF_BUILD=True"),
        ("Buildkite", "BUILDKITE=true BUILDKITE_PULL_REQUEST=false BUILDKITE_PULL_REQUEST_BASE_BRANCH="),
        ("CI", "CI=1"),
    ][random.below(5)];
    event.service = service;
    set(event, variables, &[]);
}

pub(super) fn by_hand(event: &mut Event, upstream: &Upstream, random: &mut Random) {
    let default = upstream.history.default;
    if random.chance(2) {
        event.service = "GitHub";
        let name = if random.chance(2) { "schedule" } else { "workflow_dispatch" };
        github(event, upstream, name, format!("{{\"repository\": {{\"default_branch\": \"{default}\"}}}}"));
    } else {
        event.service = "GitLab";
        let branch = event.checkout.branch.unwrap_or_default();
        gitlab(event, upstream, if random.chance(2) { "schedule" } else { "web" });
        set(event, "CI_COMMIT_BRANCH=* CI_COMMIT_BEFORE_SHA=*", &[branch, ZEROS]);
    }
}

pub(super) fn tag(event: &mut Event, upstream: &Upstream, random: &mut Random) {
    let default = upstream.history.default;
    if random.chance(2) {
        event.service = "GitHub";
        let json = format!(
            "{{\"ref\": \"refs/tags/v1\", \"before\": \"{ZEROS}\", \"repository\": {{\"default_branch\": \"{default}\"}}}}"
        );
        github(event, upstream, "push", json);
        event.variables.retain(|it| it.0 != "GITHUB_REF");
        set(event, "GITHUB_REF=refs/tags/v1 GITHUB_REF_TYPE=tag", &[]);
    } else {
        event.service = "GitLab";
        gitlab(event, upstream, "push");
        set(event, "CI_COMMIT_TAG=v1 CI_COMMIT_BEFORE_SHA=*", &[ZEROS]);
    }
}
