//! Events of CI services, and runs of a developer: what is checked out, the variables, and the commits to compare with.

/// The id of no commit.
pub(super) const ZEROS: &str = "0000000000000000000000000000000000000000";

/// A commit that is checked out.
#[derive(Debug, Clone)]
pub(super) struct Checkout {
    /// The reference to fetch.
    pub(super) reference: String,
    /// The branch; `None` for a detached HEAD.
    pub(super) branch: Option<&'static str>,
    /// The branch of the origin that the branch tracks, if it has another name.
    pub(super) upstream: Option<&'static str>,
    pub(super) commit: String,
}

/// The commits to compare with, by the rules of docs/configuration.md and docs/ci.md.
#[derive(Debug, Clone)]
pub(super) enum Baseline {
    /// One of several acceptable lists of commits. A comparison is made with all commits of a list.
    OneOf(Vec<Vec<String>>),
    /// Nothing: the commit is compared with itself, which has to fail.
    Itself,
    /// Nothing: there is no earlier commit.
    First,
}

/// An event.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    pub(super) checkout: Checkout,
    pub(super) variables: Vec<(&'static str, String)>,
    /// The contents of the file of `GITHUB_EVENT_PATH`.
    pub(super) json: Option<String>,
    /// The flags of the run.
    pub(super) flags: Vec<String>,
    pub(super) baseline: Baseline,
    /// The commit that the service names. A clone without it cannot be compared.
    ///
    /// A shallow clone may compare with it alone, where it cannot tell the merge bases of a push.
    pub(super) named: Option<String>,
    /// `true` if the baseline is the parent, next to which uncommitted changes are compared with HEAD.
    pub(super) is_parent: bool,
}

impl Event {
    pub(super) const fn is_ci(&self) -> bool {
        !self.variables.is_empty()
    }
}
