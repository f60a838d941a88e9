use std::path::Path;

use super::compare::{Change, Changes};
use super::content::Content;
use super::lines::unified_diff;

impl Changes {
    /// Returns the changes as a unified diff. For a binary file, the diff only has the sizes.
    ///
    /// ```
    /// # use protoward_output::Plan;
    /// # let temp = tempfile::tempdir().unwrap();
    /// # let folder = temp.path().join("gen");
    /// let mut plan = Plan::generated(&folder);
    /// plan.add("a.rs", "// @generated\n")?;
    /// assert!(plan.compare()?.diff().contains("\n+// @generated\n"));
    /// # Ok::<(), Box<protoward_source::Diagnostic>>(())
    /// ```
    pub fn diff(&self) -> String {
        self.list.iter().map(|change| diff(&self.folder, change)).collect()
    }
}

fn diff(folder: &Path, change: &Change) -> String {
    let shown = folder.join(&change.path).to_string_lossy().replace('\\', "/");
    let old = change.old.as_ref().map(Content::read);
    let new = change.new.as_ref().map(Content::read);
    let (old, new) = match (old.transpose(), new.transpose()) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(error), _) | (_, Err(error)) => return format!("file {shown} differs, and cannot be read: {error}\n"),
    };
    let old = old.as_deref();
    let new = new.as_deref();
    let (Some(old_text), Some(new_text)) = (text(old), text(new)) else {
        return binary(&shown, old, new);
    };
    let name = |content: Option<&[u8]>| if content.is_some() { shown.as_str() } else { "/dev/null" };
    unified_diff(old_text, new_text, [name(old), name(new)])
}

fn text(content: Option<&[u8]>) -> Option<&str> {
    std::str::from_utf8(content.unwrap_or_default()).ok().filter(|text| !text.contains('\0'))
}

fn binary(shown: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> String {
    let size = |content: Option<&[u8]>| match content {
        Some(content) => format!("{} bytes", content.len()),
        None => "not there".to_owned(),
    };
    format!("binary file {shown} differs: {}, to be {}\n", size(old), size(new))
}
