//! Environment variables as CI services set them.

/// The environment variables of a CI job.
///
/// ```
/// use protoward_ci::Variables;
///
/// let variables = Variables::new(&|name| (name == "GITHUB_BASE_REF").then(|| "main".to_owned()));
/// assert_eq!(protoward_ci::change(&variables, false)?.target.expect("it is a pull request").branch, "main");
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
pub struct Variables<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Variables<'a> {
    /// Creates variables that `read` returns by name.
    pub const fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { read }
    }

    /// Returns a variable that is set to more than white space. Services leave those that do not apply empty.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        (self.read)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Returns `true` for a variable with this value.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|found| found == value)
    }

    /// Returns the name of a branch, without `refs/heads/`.
    pub(crate) fn branch(&self, name: &str) -> Option<String> {
        self.get(name).map(short)
    }

    /// Returns the id of a commit; `None` for zeros, which stand for no commit.
    pub(crate) fn commit(&self, name: &str) -> Option<String> {
        self.get(name).and_then(existing)
    }
}

pub(crate) fn short(branch: String) -> String {
    branch.strip_prefix("refs/heads/").map(str::to_owned).unwrap_or(branch)
}

/// Returns the id of a commit; `None` for zeros and for nothing.
pub(crate) fn existing(commit: String) -> Option<String> {
    Some(commit).filter(|commit| commit.bytes().any(|byte| byte != b'0'))
}
