//! The variables of CI services.

use super::event::{Event, ZEROS};
use super::upstream::Upstream;
use protoward_kit::random::Random;

/// The services that name the target of a change, with `true` for those that check the merge with the target out.
const REQUESTS: &[(&str, bool)] = &[
    ("GitHub", true),
    ("GitHub", false),
    ("Gitea", true),
    ("GitLab", false),
    ("GitLab", true),
    ("Bitbucket", false),
    ("Azure", true),
    ("Jenkins", true),
    ("Buildkite", false),
    ("Drone", false),
    ("Woodpecker", false),
];

pub(super) fn draw_pull_request(random: &mut Random) -> (&'static str, bool) {
    *random.pick(REQUESTS).expect("there are services")
}

/// Sets the variables of GitHub Actions.
pub(super) fn github(event: &mut Event, upstream: &Upstream, name: &str, json: String) {
    let reference = match name {
        "pull_request" => "refs/pull/1/merge".to_owned(),
        "merge_group" => format!("refs/heads/gh-readonly-queue/{}/pr-1", upstream.history.target),
        _ => event.checkout.reference.clone(),
    };
    event.variables.extend([
        ("CI", "true".to_owned()),
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_EVENT_NAME", name.to_owned()),
        ("GITHUB_REF", reference),
        ("GITHUB_SHA", event.checkout.commit.clone()),
    ]);
    event.json = Some(json);
}

fn gitlab(event: &mut Event, upstream: &Upstream, source: &str) {
    event.variables.extend([
        ("CI", "true".to_owned()),
        ("GITLAB_CI", "true".to_owned()),
        ("CI_PIPELINE_SOURCE", source.to_owned()),
        ("CI_DEFAULT_BRANCH", upstream.history.default.to_owned()),
        ("CI_COMMIT_SHA", event.checkout.commit.clone()),
    ]);
}

pub(super) fn pull_request(event: &mut Event, upstream: &Upstream, is_merged: bool) {
    let target = upstream.history.target.to_owned();
    let set = |event: &mut Event, variables: &[(&'static str, &str)]| {
        event.variables.extend(variables.iter().map(|(name, value)| (*name, (*value).to_owned())));
    };
    match event.service {
        "GitHub" | "Gitea" => {
            github(
                event,
                upstream,
                "pull_request",
                format!("{{\"pull_request\": {{\"base\": {{\"ref\": \"{target}\"}}}}}}"),
            );
            set(event, &[("GITHUB_BASE_REF", &target), ("GITHUB_HEAD_REF", "feature")]);
            if event.service == "Gitea" {
                set(event, &[("GITEA_ACTIONS", "true")]);
            }
        }
        "GitLab" => {
            gitlab(event, upstream, "merge_request_event");
            let tip = upstream.tip(upstream.history.target).to_owned();
            let bases = upstream.merge_bases(upstream.tip("feature"), &tip).unwrap_or_default();
            let base = bases.first().cloned().unwrap_or_default();
            set(
                event,
                &[
                    ("CI_COMMIT_BEFORE_SHA", ZEROS),
                    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", &target),
                    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base),
                    ("CI_MERGE_REQUEST_EVENT_TYPE", if is_merged { "merged_result" } else { "detached" }),
                ],
            );
            if is_merged {
                set(event, &[("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", &tip)]);
            }
            event.named = Some(if is_merged { tip } else { base });
        }
        "Bitbucket" => set(
            event,
            &[
                ("CI", "true"),
                ("BITBUCKET_BUILD_NUMBER", "1"),
                ("BITBUCKET_PR_ID", "1"),
                ("BITBUCKET_PR_DESTINATION_BRANCH", &target),
            ],
        ),
        "Azure" => set(
            event,
            &[
                ("TF_BUILD", "True"),
                ("BUILD_REASON", "PullRequest"),
                ("SYSTEM_PULLREQUEST_TARGETBRANCH", &format!("refs/heads/{target}")),
            ],
        ),
        "Jenkins" => {
            set(event, &[("JENKINS_URL", "https://ci.example.com/"), ("CHANGE_ID", "1"), ("CHANGE_TARGET", &target)])
        }
        "Buildkite" => set(
            event,
            &[
                ("CI", "true"),
                ("BUILDKITE", "true"),
                ("BUILDKITE_PULL_REQUEST", "1"),
                ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", &target),
            ],
        ),
        "Drone" => set(
            event,
            &[
                ("CI", "true"),
                ("DRONE", "true"),
                ("DRONE_BUILD_EVENT", "pull_request"),
                ("DRONE_TARGET_BRANCH", &target),
                ("DRONE_REPO_BRANCH", upstream.history.default),
            ],
        ),
        _ => set(
            event,
            &[
                ("CI", "woodpecker"),
                ("CI_PIPELINE_EVENT", "pull_request"),
                ("CI_COMMIT_TARGET_BRANCH", &target),
                ("CI_REPO_DEFAULT_BRANCH", upstream.history.default),
            ],
        ),
    }
}

pub(super) fn push(event: &mut Event, upstream: &Upstream, before: &str, random: &mut Random) {
    let services = ["GitHub", "GitHub", "Gitea", "GitLab", "Jenkins", "Drone", "Woodpecker"];
    event.service = random.pick(&services).copied().expect("there are services");
    let before = before.to_owned();
    let branch = event.checkout.branch.unwrap_or_default().to_owned();
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
                event.variables.push(("GITEA_ACTIONS", "true".to_owned()));
            }
        }
        "GitLab" => {
            gitlab(event, upstream, "push");
            event.variables.extend([("CI_COMMIT_BRANCH", branch), ("CI_COMMIT_BEFORE_SHA", before)]);
        }
        "Jenkins" => {
            event.variables.extend([
                ("JENKINS_URL", "https://ci.example.com/".to_owned()),
                ("GIT_BRANCH", format!("origin/{branch}")),
            ]);
            // The first build of a branch has no commit before.
            if before != ZEROS {
                event
                    .variables
                    .extend([("GIT_PREVIOUS_COMMIT", before.clone()), ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", before)]);
            }
        }
        "Drone" => event.variables.extend([
            ("CI", "true".to_owned()),
            ("DRONE", "true".to_owned()),
            ("DRONE_BUILD_EVENT", "push".to_owned()),
            ("DRONE_BRANCH", branch.clone()),
            ("DRONE_TARGET_BRANCH", branch),
            ("DRONE_REPO_BRANCH", default.to_owned()),
            ("DRONE_COMMIT_BEFORE", before),
        ]),
        _ => {
            event.variables.extend([
                ("CI", "woodpecker".to_owned()),
                ("CI_PIPELINE_EVENT", "push".to_owned()),
                ("CI_COMMIT_BRANCH", branch),
                ("CI_REPO_DEFAULT_BRANCH", default.to_owned()),
            ]);
            if before != ZEROS {
                event.variables.push(("CI_PREV_COMMIT_SHA", before));
            }
        }
    }
}

/// Marks the branch of a push as protected, if the service can say so.
pub(super) fn protect(event: &mut Event) -> bool {
    let name = match event.service {
        "GitHub" | "Gitea" => "GITHUB_REF_PROTECTED",
        "GitLab" => "CI_COMMIT_REF_PROTECTED",
        _ => return false,
    };
    event.variables.push((name, "true".to_owned()));
    true
}

pub(super) fn unnamed_push(event: &mut Event, random: &mut Random) {
    let services: [(&str, &'static str, &str); 5] = [
        ("Bitbucket", "BITBUCKET_BUILD_NUMBER", "1"),
        ("CircleCI", "CIRCLECI", "true"),
        ("Azure", "TF_BUILD", "True"),
        ("Buildkite", "BUILDKITE", "true"),
        ("CI", "CI", "1"),
    ];
    let (service, name, value) = services[random.below(services.len())];
    event.service = service;
    event.variables.push((name, value.to_owned()));
    if service == "Buildkite" {
        event.variables.extend([
            ("BUILDKITE_PULL_REQUEST", "false".to_owned()),
            ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", String::new()),
        ]);
    }
}

pub(super) fn by_hand(event: &mut Event, upstream: &Upstream, random: &mut Random) {
    let default = upstream.history.default;
    let branch = event.checkout.branch.unwrap_or_default().to_owned();
    if random.chance(2) {
        event.service = "GitHub";
        let name = if random.chance(2) { "schedule" } else { "workflow_dispatch" };
        github(event, upstream, name, format!("{{\"repository\": {{\"default_branch\": \"{default}\"}}}}"));
    } else {
        event.service = "GitLab";
        gitlab(event, upstream, if random.chance(2) { "schedule" } else { "web" });
        event.variables.extend([("CI_COMMIT_BRANCH", branch), ("CI_COMMIT_BEFORE_SHA", ZEROS.to_owned())]);
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
        event.variables.extend([("GITHUB_REF", "refs/tags/v1".to_owned()), ("GITHUB_REF_TYPE", "tag".to_owned())]);
    } else {
        event.service = "GitLab";
        gitlab(event, upstream, "push");
        event.variables.extend([("CI_COMMIT_TAG", "v1".to_owned()), ("CI_COMMIT_BEFORE_SHA", ZEROS.to_owned())]);
    }
}
