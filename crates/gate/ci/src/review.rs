//! The pull request or merge request that a run is about, and the access to its comments.

use std::fmt;

use crate::github::event_number;
use crate::variables::Variables;

/// A service with comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewService {
    Github,
    Gitlab,
}

/// The header for the token of a job of GitLab.
pub(crate) const JOB_TOKEN: &str = "job-token";

/// A secret, which is never displayed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(pub(crate) String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A pull request or merge request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Review {
    pub(crate) service: ReviewService,
    /// The URL of the API, without a `/` at its end.
    pub(crate) api: String,
    /// `owner/name`, or the number of the project.
    pub(crate) project: String,
    pub(crate) number: String,
    /// The name and the value of the header with the token.
    pub(crate) header: (&'static str, Token),
}

/// The reason why there is nothing to comment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoReview {
    /// The run is not for a pull request.
    NotARequest,
    /// The environment lacks this, in words.
    Missing(&'static str),
}

/// Returns the request under review.
pub(crate) fn review(variables: &Variables<'_>) -> Result<Review, NoReview> {
    match () {
        () if variables.has("GITLAB_CI") => gitlab(variables),
        () if variables.has("GITHUB_ACTIONS") => github(variables),
        () => Err(NoReview::Missing("a CI service that has comments: GitHub Actions or GitLab CI")),
    }
}

fn github(variables: &Variables<'_>) -> Result<Review, NoReview> {
    let of_ref = |name: String| Some(name.strip_prefix("refs/pull/")?.split('/').next()?.to_owned());
    let number = variables.get("GITHUB_REF").and_then(of_ref).or_else(|| event_number(variables));
    let number = number.filter(|number| is_number(number)).ok_or(NoReview::NotARequest)?;
    let project = variables.get("GITHUB_REPOSITORY").ok_or(NoReview::Missing("`GITHUB_REPOSITORY`"))?;
    let api = variables.get("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned());
    let token = variables.get("GITHUB_TOKEN").or_else(|| variables.get("GH_TOKEN"));
    let token = token.ok_or(NoReview::Missing("`GITHUB_TOKEN`: pass `${{ github.token }}`"))?;
    let header = ("authorization", Token(format!("Bearer {token}")));
    let api = api.trim_end_matches('/').to_owned();
    Ok(Review { service: ReviewService::Github, api, project, number, header })
}

fn gitlab(variables: &Variables<'_>) -> Result<Review, NoReview> {
    let number = variables.get("CI_MERGE_REQUEST_IID").filter(|it| is_number(it)).ok_or(NoReview::NotARequest)?;
    // The project of the merge request, and not the fork that the pipeline runs in.
    let project = variables.get("CI_MERGE_REQUEST_PROJECT_ID").or_else(|| variables.get("CI_PROJECT_ID"));
    let project = project.filter(|it| is_number(it)).ok_or(NoReview::Missing("`CI_PROJECT_ID`"))?;
    let api = variables.get("CI_API_V4_URL").ok_or(NoReview::Missing("`CI_API_V4_URL`"))?;
    let own = variables.get("GITLAB_TOKEN").map(|token| ("private-token", Token(token)));
    let header = own.or_else(|| Some((JOB_TOKEN, Token(variables.get("CI_JOB_TOKEN")?))));
    let header = header.ok_or(NoReview::Missing("`GITLAB_TOKEN`: a token with the scope `api`"))?;
    let api = api.trim_end_matches('/').to_owned();
    Ok(Review { service: ReviewService::Gitlab, api, project, number, header })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Review, NoReview> {
        let read =
            |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
        review(&Variables::new(&read))
    }

    #[test]
    fn finds_the_request_and_keeps_the_token_to_itself() {
        let github = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_REF", "refs/pull/7/merge"),
            ("GITHUB_REPOSITORY", "acme/shop"),
            ("GITHUB_TOKEN", "secret"),
        ];
        let review = of(&github).expect("it is a pull request");
        assert_eq!((&*review.project, &*review.number), ("acme/shop", "7"));
        assert!(!format!("{review:?}").contains("secret"), "{review:?}");
        assert!(matches!(of(&github[..3]), Err(NoReview::Missing(what)) if what.contains("GITHUB_TOKEN")));
        assert_eq!(of(&[("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/heads/main")]), Err(NoReview::NotARequest));
        let gitlab = [
            ("GITLAB_CI", "true"),
            ("CI_MERGE_REQUEST_IID", "3"),
            ("CI_PROJECT_ID", "2"),
            ("CI_MERGE_REQUEST_PROJECT_ID", "1"),
            ("CI_API_V4_URL", "https://gitlab.example.com/api/v4"),
            ("CI_JOB_TOKEN", "secret"),
        ];
        let review = of(&gitlab).expect("it is a merge request");
        assert_eq!((&*review.project, review.header.0), ("1", "job-token"));
        assert!(of(&[]).is_err());
    }
}
