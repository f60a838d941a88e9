//! `protoward deps add`: a new row of `[dependencies]`, and its commit in the lock.

use super::{changed, with_project};
use crate::console::Console;
use crate::input::InputArgs;
use protoward_deps::Reference;
use protoward_operations::deps::NewDependency;
use protoward_source::Sources;

/// Add a git repository to protoward.toml, and lock its current commit
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// The name of the dependency: letters, digits, `-` and `_`
    #[arg(value_name = "NAME")]
    name: String,

    /// The URL of the repository
    #[arg(long, value_name = "URL", required = true)]
    git: String,

    /// The tag to use
    #[arg(long, value_name = "TAG", conflicts_with_all = ["rev", "branch"])]
    tag: Option<String>,

    /// The commit to use, with all digits of its id
    #[arg(long, value_name = "COMMIT", conflicts_with = "branch")]
    rev: Option<String>,

    /// The branch to use; the default is the default branch of the repository
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,

    /// The folder of the repository in which import paths start
    #[arg(long, value_name = "FOLDER")]
    root: Option<String>,

    #[command(flatten)]
    input: InputArgs,
}

impl Add {
    pub(super) fn run(self, console: &mut Console) -> Option<()> {
        let reference = match (self.tag, self.rev, self.branch) {
            (Some(tag), _, _) => Reference::Tag(tag),
            (_, Some(commit), _) => Reference::Rev(commit),
            (_, _, Some(branch)) => Reference::Branch(branch),
            (None, None, None) => Reference::Default,
        };
        let dependency = NewDependency { name: self.name, git: self.git, reference, root: self.root };
        let added = with_project(&self.input, &mut Sources::default(), console, |project, sources, report| {
            protoward_operations::deps::add(project, &dependency, sources, report)
        })?;
        changed(&added, console);
        Some(())
    }
}
