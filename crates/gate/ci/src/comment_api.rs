//! Comments of GitHub and GitLab over their APIs: listing with pages, creating, updating, and waiting for rate limits.
//!
//! <https://docs.github.com/rest/issues/comments>, <https://docs.gitlab.com/api/notes/#merge-requests>

use std::fmt;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::review::{JOB_TOKEN, Review, ReviewService};
use protoward_http_client::{HeaderMap, HeaderValue, Method, WebRequest, WebResponse};
use protoward_source::legible;

/// Maximum time for one request.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum time that all waits for a rate limit take together.
const MOST_WAITING: Duration = Duration::from_secs(60);

/// The wait before a request that the server failed to answer is repeated.
const PAUSE: Duration = Duration::from_secs(1);

/// Maximum number of attempts for a request.
const MOST_ATTEMPTS: usize = 3;

/// Maximum number of pages with comments.
const MOST_PAGES: usize = 100;

/// Maximum size of a response. A page of GitLab may have a hundred comments of a megabyte.
const MOST_BYTES: usize = 128 << 20;

/// A comment of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceComment {
    id: u64,
    pub(crate) author: Option<i64>,
    /// `true` for an author that is a program: a GitHub App, or the token of a job.
    is_by_bot: bool,
    pub(crate) body: String,
}

/// The user that a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenUser {
    /// The user with this id.
    Known(i64),
    /// An app, which the service does not name: the token of a job on GitHub.
    App,
    Unknown,
}

impl TokenUser {
    /// Returns `true` for a comment of this user.
    pub(crate) fn wrote(self, comment: &ServiceComment) -> bool {
        match self {
            Self::Known(id) => comment.author == Some(id),
            Self::App => comment.is_by_bot,
            Self::Unknown => false,
        }
    }
}

/// The names under which Gitea and Forgejo show comments of a job, without a type.
const JOB_USERS: [&str; 2] = ["gitea-actions", "forgejo-actions"];

/// The reason why a comment cannot be written.
#[derive(Debug)]
pub(crate) enum CommentError {
    /// There was no response.
    NoResponse(String),
    /// The token is not allowed to comment.
    Forbidden(u16, String),
    /// The rate limit takes longer than a run should wait.
    Limited(Duration),
    /// Another status.
    Status(u16, String),
    /// The response is not what the API documents.
    Unexpected(&'static str),
}

impl fmt::Display for CommentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoResponse(reason) => f.write_str(reason),
            Self::Forbidden(status, message) => write!(f, "the token is not allowed to comment ({status}{message})"),
            Self::Limited(wait) => write!(f, "the rate limit ends in {} s only", wait.as_secs()),
            Self::Status(status, message) => write!(f, "the service answered {status}{message}"),
            Self::Unexpected(what) => write!(f, "the service answered without {what}"),
        }
    }
}

impl CommentError {
    /// Returns what the user can do.
    pub(crate) fn help(&self, service: ReviewService) -> Option<String> {
        let text = match (self, service) {
            (Self::Forbidden(..), ReviewService::Github) => {
                "give the job `permissions: { pull-requests: write }`; for the pull request of a fork, the token is always \
                 read-only"
            }
            (Self::Forbidden(..), ReviewService::Gitlab) => {
                "set the variable `GITLAB_TOKEN` to a project access token with the scope `api`; pipelines of forks do not have it"
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}

/// The comments of a pull request.
pub(crate) struct CommentApi<'a> {
    review: &'a Review,
    /// The time that is left for waits.
    patience: Duration,
}

impl<'a> CommentApi<'a> {
    pub(crate) const fn new(review: &'a Review) -> Self {
        Self { review, patience: MOST_WAITING }
    }

    /// Returns all comments, oldest first.
    pub(crate) fn comments(&mut self) -> Result<Vec<ServiceComment>, CommentError> {
        let mut all = Vec::new();
        for page in 1..=MOST_PAGES {
            let order = match self.review.service {
                ReviewService::Github => "",
                ReviewService::Gitlab => "&sort=asc&order_by=created_at",
            };
            let url = format!("{}?per_page=100&page={page}{order}", self.list());
            let response = self.send(&Method::GET, &url, None)?;
            let value: Value =
                serde_json::from_slice(&response.body).map_err(|_| CommentError::Unexpected("a list of comments"))?;
            let comments = value.as_array().ok_or(CommentError::Unexpected("a list of comments"))?;
            all.extend(comments.iter().filter_map(comment));
            if !has_next(&response.headers) {
                break;
            }
        }
        Ok(all)
    }

    /// Returns the user that the token stands for.
    pub(crate) fn token_user(&mut self) -> TokenUser {
        let Review { service, api, header, .. } = self.review;
        // The token of a job may ask about its job alone.
        let is_of_job = header.0 == JOB_TOKEN;
        let url = format!("{api}/{}", if is_of_job { "job" } else { "user" });
        let user = self.send(&Method::GET, &url, None).ok().and_then(|response| {
            let value: Value = serde_json::from_slice(&response.body).ok()?;
            let user = if is_of_job { &value["user"] } else { &value };
            user["id"].as_i64()
        });
        match (user, service) {
            (Some(id), _) => TokenUser::Known(id),
            // https://docs.github.com/rest/users/users#get-the-authenticated-user is not for tokens of apps.
            (None, ReviewService::Github) => TokenUser::App,
            (None, ReviewService::Gitlab) => TokenUser::Unknown,
        }
    }

    pub(crate) fn create(&mut self, text: &str) -> Result<(), CommentError> {
        let url = self.list();
        self.send(&Method::POST, &url, Some(text)).map(drop)
    }

    pub(crate) fn update(&mut self, comment: &ServiceComment, text: &str) -> Result<(), CommentError> {
        let method = match self.review.service {
            ReviewService::Github => Method::PATCH,
            ReviewService::Gitlab => Method::PUT,
        };
        let url = self.one(comment);
        self.send(&method, &url, Some(text)).map(drop)
    }

    pub(crate) fn delete(&mut self, comment: &ServiceComment) -> Result<(), CommentError> {
        let url = self.one(comment);
        self.send(&Method::DELETE, &url, None).map(drop)
    }

    fn list(&self) -> String {
        let Review { service, api, project, number, .. } = self.review;
        match service {
            ReviewService::Github => format!("{api}/repos/{project}/issues/{number}/comments"),
            ReviewService::Gitlab => format!("{api}/projects/{project}/merge_requests/{number}/notes"),
        }
    }

    fn one(&self, comment: &ServiceComment) -> String {
        let Review { service, api, project, .. } = self.review;
        match service {
            ReviewService::Github => format!("{api}/repos/{project}/issues/comments/{}", comment.id),
            ReviewService::Gitlab => format!("{}/{}", self.list(), comment.id),
        }
    }

    /// Sends a request, and again after a rate limit or a failure of the server. A comment is not created twice: the server may have
    /// created it before it failed.
    fn send(&mut self, method: &Method, url: &str, text: Option<&str>) -> Result<WebResponse, CommentError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let response = self.request(method, url, text).send(TIMEOUT, MOST_BYTES);
            let is_last = attempt == MOST_ATTEMPTS;
            let response = match response {
                Ok(response) => response,
                Err(_) if !is_last && *method != Method::POST => {
                    thread::sleep(PAUSE);
                    continue;
                }
                Err(error) => return Err(CommentError::NoResponse(error.to_string())),
            };
            let status = response.status;
            if let Some(wait) = wait_of(&response) {
                if is_last || wait > self.patience {
                    return Err(CommentError::Limited(wait));
                }
                self.patience -= wait;
                thread::sleep(wait);
                continue;
            }
            match status {
                200..=299 => return Ok(response),
                401 | 403 | 404 => return Err(CommentError::Forbidden(status, message(&response))),
                500..=599 if !is_last && *method != Method::POST => thread::sleep(PAUSE),
                _ => return Err(CommentError::Status(status, message(&response))),
            }
        }
    }

    fn request(&self, method: &Method, url: &str, text: Option<&str>) -> WebRequest {
        let mut headers = HeaderMap::new();
        let (name, token) = &self.review.header;
        if let Ok(mut value) = HeaderValue::from_str(&token.0) {
            value.set_sensitive(true);
            headers.insert(*name, value);
        }
        headers.insert("accept", HeaderValue::from_static("application/json"));
        let body = text.map(|text| json!({ "body": text }).to_string().into_bytes()).unwrap_or_default();
        if !body.is_empty() {
            headers.insert("content-type", HeaderValue::from_static("application/json"));
            headers.insert("content-length", HeaderValue::from(body.len()));
        }
        WebRequest { method: method.clone(), url: url.to_owned(), headers, body }
    }
}

/// Reads a comment. Both services have the same keys, except for the author.
fn comment(value: &Value) -> Option<ServiceComment> {
    let user = if value["user"].is_object() { &value["user"] } else { &value["author"] };
    let is_job = user["login"].as_str().is_some_and(|login| JOB_USERS.contains(&login));
    Some(ServiceComment {
        id: value["id"].as_u64()?,
        author: user["id"].as_i64(),
        is_by_bot: is_job || user["type"].as_str() == Some("Bot"),
        body: value["body"].as_str()?.to_owned(),
    })
}

/// Returns `true` if there is another page: a link `next` of GitHub, or the number of the next page of GitLab.
fn has_next(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    !text("x-next-page").is_empty() || text("link").contains("rel=\"next\"")
}

/// Returns the time until a rate limit ends; `None` if the response is not about one.
fn wait_of(response: &WebResponse) -> Option<Duration> {
    let number = |name: &str| response.headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let is_used_up = number("x-ratelimit-remaining") == Some(0) || number("ratelimit-remaining") == Some(0);
    let after = number("retry-after");
    if response.status != 429 && !(response.status == 403 && (after.is_some() || is_used_up)) {
        return None;
    }
    let now = jiff::Timestamp::now().as_second().cast_unsigned();
    let reset = number("x-ratelimit-reset").or_else(|| number("ratelimit-reset"));
    let until = reset.map(|reset| reset.saturating_sub(now).saturating_add(1));
    Some(Duration::from_secs(after.or(until).unwrap_or(1)))
}

/// Returns the message of an error, on one line.
fn message(response: &WebResponse) -> String {
    /// Maximum number of characters.
    const LONGEST: usize = 200;
    let value: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = ["message", "error"].iter().find_map(|key| value[key].as_str()).unwrap_or_default();
    let text: String = legible(text).chars().take(LONGEST).collect();
    if text.is_empty() { String::new() } else { format!(": {text}") }
}
