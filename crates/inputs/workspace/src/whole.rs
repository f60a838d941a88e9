//! The whole of an older version of which the input is a part: a commit, or the folder, archive or repository that a user names. Files
//! of the input may have been in other folders of it.

use super::layout::{NewSideFiles, OpenOptions};
use protoward_inputs::{Input, InputError, Opened, OpenedFiles};
use protoward_source::join;
use protoward_source::tree_path::{above, below};

/// The whole of an older version.
pub(super) struct WholeVersion {
    /// The files, whose path is that of the whole.
    pub(super) files: OpenedFiles,
    /// The path of the whole in the tree of the new side.
    now: String,
    /// The name of the version in messages.
    pub(super) name: String,
    /// The reference to a folder of the version, up to the folder.
    pub(super) reference: String,
}

impl WholeVersion {
    /// Returns the whole of a missing input; `None` if the user named something else than a version of all files.
    ///
    /// # Errors
    /// Fails if the version cannot be opened.
    pub(super) fn around_missing(
        input: &Input,
        options: &OpenOptions,
        here: &NewSideFiles,
    ) -> Result<Option<Self>, InputError> {
        if let Some(files) = whole_commit(input, here)? {
            return Ok(Some(Self::of_commit(files, here)));
        }
        let whole = input.above(&options.project).filter(|_| !options.project.is_empty());
        let Some((whole, now)) = whole.zip(above(&here.path, &options.project)) else { return Ok(None) };
        match whole.open()? {
            Opened::Files(files) => Ok(Some(Self::of_input(files, &whole, now))),
            Opened::Image(_) => Ok(None),
        }
    }

    /// Returns the whole of an opened input.
    ///
    /// # Errors
    /// Fails if the commit cannot be read.
    pub(super) fn around(
        input: &Input,
        files: &OpenedFiles,
        options: &OpenOptions,
        here: &NewSideFiles,
    ) -> Result<Option<Self>, InputError> {
        if let Some(files) = whole_commit(input, here)? {
            return Ok(Some(Self::of_commit(files, here)));
        }
        let OpenOptions { project, .. } = options;
        let (Some(whole), Some(then), Some(now)) =
            (input.above(project), above(&files.path, project), above(&here.path, project))
        else {
            return Ok(None);
        };
        let path = then.to_owned();
        Ok(Some(Self::of_input(OpenedFiles { path, ..files.clone() }, &whole, now)))
    }

    fn of_commit(files: OpenedFiles, here: &NewSideFiles) -> Self {
        let id = files.commit.as_ref().map(|commit| commit.id.clone()).unwrap_or_default();
        let reference = format!("{}#ref={id},subdir=", here.found.tree.display(".git"));
        Self { files, now: String::new(), name: id, reference }
    }

    fn of_input(files: OpenedFiles, whole: &Input, now: &str) -> Self {
        // The folder is the last part of every form of reference.
        let folder = whole.below(FOLDER).map(|folder| folder.to_string()).unwrap_or_default();
        let reference = folder.trim_end_matches(FOLDER).to_owned();
        Self { files, now: now.to_owned(), name: format!("`{whole}`"), reference }
    }

    /// Returns the version without links.
    pub(super) fn without_links(self) -> Self {
        Self { files: self.files.without_links(), ..self }
    }

    /// Returns the path of the whole in the tree of the new side.
    pub(super) fn here(&self) -> &str {
        &self.now
    }

    /// Returns the path that a file or a folder of the version has on the new side.
    pub(super) fn now(&self, path: &str) -> String {
        below(path, &self.files.path).map_or_else(|| path.to_owned(), |inside| join(&self.now, inside))
    }

    /// Returns the path that a file or a folder of the new side has in the version; `None` outside of the whole.
    pub(super) fn then(&self, path: &str) -> Option<String> {
        below(path, &self.now).map(|inside| join(&self.files.path, inside))
    }
}

/// The folder in [`WholeVersion::reference`].
const FOLDER: &str = "FOLDER";

/// Returns all files of the commit of the old side; `None` if it is no commit, or if the user named another path.
fn whole_commit(input: &Input, here: &NewSideFiles) -> Result<Option<OpenedFiles>, InputError> {
    if matches!(input, Input::Git(git) if git.subdir != here.path) { Ok(None) } else { input.whole_commit() }
}
